import { DIRECTIVE_COLUMNS, DirectiveFile, type DirectiveFileRow } from '#store/directives/directive-file.js';
import { centreColumns, zoneColumn } from './place-columns.js';
import type { RowSource } from './row-source.js';
import { field } from './source-table.js';

/** Directives that were sent in a period. */
export const DIRECTIVE_SOURCE: RowSource<DirectiveFileRow> = {
  name: 'directives',
  title: { en: 'Directives', sw: 'Maagizo', kk: 'Өкімдер', ru: 'Распоряжения' },
  clock: {
    en: 'in which the directive was sent',
    sw: 'ambacho agizo lilitumwa',
    kk: 'өкім жіберілген',
    ru: 'в котором распоряжение отправлено',
  },
  filters: ['region', 'centre'],
  needsPermission: false,
  open: (reading) => new DirectiveFile(reading),
  packed: DIRECTIVE_COLUMNS,
  columns: [
    field('directive', 'text', 'Directive', 'Agizo', 'Өкім', 'Распоряжение'),
    ...centreColumns<DirectiveFileRow>(),
    zoneColumn(),
    field('alert', 'text', 'Alert', 'Tahadhari', 'Дабыл', 'Тревога'),
    field('kind', 'text', 'Kind', 'Aina', 'Түрі', 'Вид'),
    field(
      'quantity',
      'integer',
      'Desks or staff',
      'Madawati au wafanyakazi',
      'Үстел не қызметкер',
      'Окон или сотрудников',
    ),
    field('text', 'text', 'Text', 'Maandishi', 'Мәтіні', 'Текст'),
    field('state', 'text', 'State', 'Hali', 'Күйі', 'Состояние'),
    field('sent_at', 'moment', 'Sent', 'Lilitumwa', 'Жіберілді', 'Отправлено'),
    field('sent_by', 'text', 'Sent by', 'Lilitumwa na', 'Жіберген', 'Отправил'),
    field(
      'acknowledge_by',
      'moment',
      'To acknowledge by',
      'Kuthibitishwa kabla ya',
      'Растау мерзімі',
      'Подтвердить до',
    ),
    field('due_at', 'moment', 'Due', 'Mwisho', 'Мерзімі', 'Срок'),
    field('delivered_at', 'moment', 'Delivered', 'Lilifikishwa', 'Жеткізілді', 'Доставлено'),
    field('acknowledged_at', 'moment', 'Acknowledged', 'Lilithibitishwa', 'Расталды', 'Подтверждено'),
    field('acknowledged_by', 'text', 'Acknowledged by', 'Lilithibitishwa na', 'Растаған', 'Подтвердил'),
    field('closed_at', 'moment', 'Closed', 'Lilifungwa', 'Жабылды', 'Закрыто'),
    field('closed_by', 'text', 'Closed by', 'Lilifungwa na', 'Жапқан', 'Закрыл'),
    field('closing_note', 'text', 'Closing note', 'Maelezo ya kufunga', 'Жабу ескертпесі', 'Примечание'),
  ],
};
