import type { Cells } from '../mapping/row-context.js';

const SEEN = '@seen';
const GAP = '@gap_seconds';

/**
 * The cells of a record with the time at which the connector saw it, for sources that do not state every time.
 * `@seen` is ISO 8601 in UTC by this computer's clock; `@gap_seconds` are the seconds since the reading before, in which
 * it happened.
 * @param gapMs undefined: there was no reading before, so that it may have happened at any time
 */
export const seenCells = (cells: Cells, seenAtMs: number, gapMs: number | undefined): Map<string, string> =>
  new Map(cells)
    .set(SEEN, new Date(seenAtMs).toISOString())
    .set(GAP, gapMs === undefined ? '' : String(Math.round(gapMs / 1000)));
