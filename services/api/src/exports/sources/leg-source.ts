import { LegFile, type LegRow } from '#store/visits/leg-file.js';
import { LEG_CLOCK, LEG_COLUMNS, LEG_TITLE } from './leg-columns.js';
import type { RowSource } from './row-source.js';

/** Legs that left the queue in a period. */
export const LEG_SOURCE: RowSource<LegRow> = {
  title: LEG_TITLE,
  clock: LEG_CLOCK,
  columns: LEG_COLUMNS,
  filters: ['region', 'centre', 'service', 'agency', 'desk', 'staff', 'channel', 'outcome'],
  needsPermission: true,
  open: (reading) => new LegFile(reading),
};
