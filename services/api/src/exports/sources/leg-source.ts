import { FILTER_KEYS } from '#domain/kpi/kpi-groups.js';
import { LegFile, type LegFileRow } from '#store/visits/leg-file.js';
import type { LegClock } from '#store/visits/leg-page.js';
import { LEG_CLOCK_WORDS, LEG_COLUMNS, LEG_TITLE } from './leg-columns.js';
import type { RowSource } from './row-source.js';

/** Legs of a period, placed in it by one of their moments. */
export const legSource = (clock: LegClock): RowSource<LegFileRow> => ({
  name: 'legs',
  title: LEG_TITLE,
  clock: LEG_CLOCK_WORDS[clock],
  columns: LEG_COLUMNS,
  filters: FILTER_KEYS,
  needsPermission: true,
  open: (reading) => new LegFile(reading, clock),
});
