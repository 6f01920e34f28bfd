import { ALERT_COLUMNS, AlertFile, type AlertFileRow } from '#store/alerts/alert-file.js';
import { centreColumns, zoneColumn } from './place-columns.js';
import type { RowSource } from './row-source.js';
import { field } from './source-table.js';

/** Alerts that fired in a period. */
export const ALERT_SOURCE: RowSource<AlertFileRow> = {
  name: 'alerts',
  title: { en: 'Alerts', sw: 'Tahadhari', kk: 'Дабылдар', ru: 'Тревоги' },
  clock: {
    en: 'in which the alert fired last',
    sw: 'ambacho tahadhari ililia mara ya mwisho',
    kk: 'дабыл соңғы рет іске қосылған',
    ru: 'в котором тревога сработала последний раз',
  },
  filters: ['region', 'centre', 'service', 'agency'],
  needsPermission: false,
  open: (reading) => new AlertFile(reading),
  packed: ALERT_COLUMNS,
  columns: [
    field('alert', 'text', 'Alert', 'Tahadhari', 'Дабыл', 'Тревога'),
    field('rule', 'text', 'Rule', 'Kanuni', 'Ереже', 'Правило'),
    {
      key: 'rule_name',
      kind: 'text',
      words: ['Problem', 'Tatizo', 'Мәселе', 'Проблема'],
      cell: ({ names, rule }, { language }) => names?.[language] ?? names?.['en'] ?? rule,
    },
    field('severity', 'text', 'Severity', 'Uzito', 'Маңыздылығы', 'Важность'),
    ...centreColumns<AlertFileRow>(),
    zoneColumn(),
    field('service', 'text', 'Service id', 'Kitambulisho cha huduma', 'Қызмет коды', 'Код услуги'),
    field('agency', 'text', 'Agency id', 'Kitambulisho cha wakala', 'Ведомство коды', 'Код ведомства'),
    field('condition', 'text', 'Condition', 'Hali', 'Жағдайы', 'Состояние'),
    field('signal', 'text', 'Signal', 'Ishara', 'Сигнал', 'Сигнал'),
    field('signal_reason', 'text', 'Reason of the signal', 'Sababu ya ishara', 'Сигнал себебі', 'Причина сигнала'),
    field('value', 'number', 'Value', 'Thamani', 'Мәні', 'Значение'),
    field('threshold', 'number', 'Threshold', 'Kizingiti', 'Шегі', 'Порог'),
    field('episode', 'integer', 'Times fired', 'Mara ngapi', 'Іске қосылу саны', 'Сколько раз сработала'),
    field('fired_at', 'moment', 'Fired', 'Ililia', 'Іске қосылды', 'Сработала'),
    field('cleared_at', 'moment', 'Cleared', 'Iliisha', 'Жойылды', 'Прошла'),
    field('closed_at', 'moment', 'Closed', 'Ilifungwa', 'Жабылды', 'Закрыта'),
    field('acknowledged_by', 'text', 'Acknowledged by', 'Imethibitishwa na', 'Растаған', 'Подтвердил'),
    field('acknowledged_at', 'moment', 'Acknowledged', 'Imethibitishwa', 'Расталды', 'Подтверждена'),
    field('assigned_to', 'text', 'Assigned to', 'Amepewa', 'Тағайындалды', 'Назначена'),
    field('suppressed_by', 'text', 'Suppressed by', 'Imezuiwa na', 'Басылған', 'Подавлена'),
  ],
};
