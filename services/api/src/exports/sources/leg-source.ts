import { FILTER_KEYS } from '#domain/kpi/kpi-groups.js';
import { LegFile } from '#store/visits/leg-file.js';
import { LEG_COLUMNS, type LegClock, type LegRecord } from '#store/visits/leg-record.js';
import { LEG_CELLS, LEG_CLOCK_WORDS, LEG_TITLE } from './leg-columns.js';
import type { RowSource } from './row-source.js';

/** Legs of a period, placed in it by one of their moments. */
export const legSource = (clock: LegClock): RowSource<LegRecord> => ({
  name: 'legs',
  title: LEG_TITLE,
  clock: LEG_CLOCK_WORDS[clock],
  packed: LEG_COLUMNS,
  columns: LEG_CELLS,
  filters: FILTER_KEYS,
  needsPermission: true,
  open: (reading) => new LegFile(reading, clock),
});
