import type { Spread } from '#domain/kpi/compute.js';
import { MEASURES, type Measure } from '#domain/kpi/counts.js';
import { Pace } from '#platform/timing/pace.js';
import type { Cell } from './kpi-query.js';

/** A row of an answer: key columns k1, k2 ..., and what they are the key of. */
export type Row = Readonly<Record<string, string | number | Buffer | null>>;

/** Spreads of one cell. */
export type SpreadCell = Cell<Partial<Record<Measure, Spread>>>;

/** The key of a row with so many key columns. */
export const keyOf = (row: Row, keys: number): string[] =>
  Array.from({ length: keys }, (_, index) => String(row[`k${index + 1}`] ?? 'unknown'));

/** Taking histograms apart is much work beside other steps. */
const STEPS_OF_A_ROW = 8;

/** Measures by their numbers in the rollups. */
export const MEASURE_NAMES: ReadonlyMap<number, Measure> = new Map<number, Measure>(
  Object.entries(MEASURES).map(([name, number]) => [number, name as Measure]),
);

/** Gathers rows of exact durations, ascending by value, into one spread for each key and measure, in slices. */
export async function gatherValues(rows: readonly Row[], keys: number): Promise<SpreadCell[]> {
  const pace = new Pace();
  const cells = new Map<string, { key: string[]; spreads: Map<Measure, [number, number][]> }>();
  for (const row of rows) {
    const key = keyOf(row, keys);
    const id = JSON.stringify(key);
    const cell = cells.get(id) ?? { key, spreads: new Map<Measure, [number, number][]>() };
    cells.set(id, cell);
    const measure = MEASURE_NAMES.get(Number(row['measure']));
    if (measure === undefined) continue;
    const values = cell.spreads.get(measure) ?? [];
    cell.spreads.set(measure, values);
    values.push([Number(row['value']), Number(row['n'])]);
    if (pace.isDue()) await pace.rest();
  }
  return pace.map(cells.values(), ({ key, spreads }) => ({
    key,
    sums: Object.fromEntries([...spreads].map(([measure, values]) => [measure, { kind: 'exact', cells: values }])),
  }));
}

/** Bytes of a pair: bin, number of legs. */
const PAIR = 6;
/** More than there are bins. */
const BINS = 512;

/** Sums of all measures' bins: a mark is the place of its measure and bin. */
type BinSums = Float64Array;

/** Adds up pairs of bin and number, in any order. */
function addPairs(sums: BinSums, measure: number, pairs: Buffer): void {
  // Byte by byte: a year by service has a million pairs, and the buffer's own readers take twice as long.
  const byte = (at: number): number => pairs[at] as number;
  for (let at = 0; at < pairs.length; at += PAIR) {
    const place = measure * BINS + ((byte(at) << 8) | byte(at + 1));
    const n = (byte(at + 2) << 24) | (byte(at + 3) << 16) | (byte(at + 4) << 8) | byte(at + 5);
    sums[place] = (sums[place] as number) + n;
  }
}

/** Bytes of an array's head in PostgreSQL's binary form; an empty one has fewer. */
const [HEAD, EMPTY_HEAD] = [20, 12];

/** Adds up arrays of marks, one behind the other; a negative mark removes one. */
function addMarks(sums: BinSums, arrays: Buffer): void {
  for (let at = 0; at < arrays.length; ) {
    const size = arrays.readInt32BE(at) === 0 ? 0 : arrays.readInt32BE(at + EMPTY_HEAD);
    at += size === 0 ? EMPTY_HEAD : HEAD;
    for (const end = at + size * PAIR; at < end; at += PAIR) {
      const mark = arrays.readInt16BE(at + 4);
      const place = Math.abs(mark);
      sums[place] = (sums[place] as number) + Math.sign(mark);
    }
  }
}

/** Ascending by bin, without bins that a correction emptied again. */
function binsOf(sums: BinSums, measure: number): [number, number][] {
  const bins: [number, number][] = [];
  for (let bin = 0; bin < BINS; bin += 1) {
    const n = sums[measure * BINS + bin] as number;
    if (n !== 0) bins.push([bin, n]);
  }
  return bins;
}

/**
 * Spreads of rows that have a column of pairs for each measure, and one of marks of all measures, in slices; a row
 * without any is left out.
 */
export async function gatherPairs(
  rows: readonly Row[],
  keys: number,
  measures: readonly Measure[],
): Promise<SpreadCell[]> {
  const sums = new Float64Array(BINS * (Math.max(...Object.values(MEASURES)) + 1));
  const cells = await new Pace().map(
    rows,
    (row): SpreadCell => {
      sums.fill(0);
      for (const measure of measures) {
        const pairs = row[measure];
        if (Buffer.isBuffer(pairs)) addPairs(sums, MEASURES[measure], pairs);
      }
      if (Buffer.isBuffer(row['marks'])) addMarks(sums, row['marks']);
      const spreads = measures.flatMap((measure): [Measure, Spread][] => {
        const bins = binsOf(sums, MEASURES[measure]);
        return bins.length === 0 ? [] : [[measure, { kind: 'bins', cells: bins }]];
      });
      return { key: keyOf(row, keys), sums: Object.fromEntries(spreads) };
    },
    STEPS_OF_A_ROW,
  );
  return cells.filter(({ sums: spreads }) => Object.keys(spreads).length > 0);
}
