import { DESK_STATE_COLUMNS, DeskStateFile, type DeskStateRow } from '#store/rollups/desk-state-file.js';
import { centreColumns, zoneColumn } from './place-columns.js';
import type { RowSource } from './row-source.js';
import { field } from './source-table.js';

/** Desks by hour: how long they were in each state. */
export const DESK_STATE_SOURCE: RowSource<DeskStateRow> = {
  name: 'desk-states',
  title: { en: 'States of desks', sw: 'Hali za madawati', kk: 'Үстелдер күйі', ru: 'Состояния окон' },
  clock: {
    en: 'by hours of each centre’s clock',
    sw: 'kwa saa za kila kituo',
    kk: 'әр орталықтың сағаты бойынша',
    ru: 'по часам каждого центра',
  },
  filters: ['region', 'centre', 'desk'],
  needsPermission: false,
  open: (reading) => new DeskStateFile(reading),
  packed: DESK_STATE_COLUMNS,
  columns: [
    ...centreColumns<DeskStateRow>(),
    zoneColumn(),
    field('desk', 'text', 'Desk', 'Dawati', 'Үстел', 'Окно'),
    field('hour_from', 'moment', 'Hour from', 'Saa kuanzia', 'Сағат басы', 'Час с'),
    field('open', 'seconds', 'Open', 'Wazi', 'Ашық', 'Открыто'),
    field('logged_in', 'seconds', 'Officer logged in', 'Afisa ameingia', 'Қызметкер кірген', 'Сотрудник в системе'),
    field('serving', 'seconds', 'Serving', 'Kuhudumia', 'Қызмет көрсету', 'Обслуживание'),
    field('available', 'seconds', 'Available', 'Tayari', 'Бос', 'Свободно'),
    field('wrap_up', 'seconds', 'Wrap-up', 'Kumalizia', 'Аяқтау', 'Завершение'),
    field('on_break', 'seconds', 'Break', 'Mapumziko', 'Үзіліс', 'Перерыв'),
    field('back_office', 'seconds', 'Back office', 'Kazi za ofisi', 'Бэк-офис', 'Бэк-офис'),
    field('served', 'integer', 'Served', 'Waliohudumiwa', 'Қызмет көрсетілді', 'Обслужено'),
    field('transactions', 'integer', 'Transactions', 'Miamala', 'Операциялар', 'Операций'),
  ],
};
