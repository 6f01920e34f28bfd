import type { Spread } from '#domain/kpi/compute.js';
import { MEASURES, type Measure } from '#domain/kpi/counts.js';
import { Pace } from '#platform/timing/pace.js';
import type { Cell } from './kpi-query.js';

/** A row of an answer: key columns k1, k2 ..., and what they are the key of. */
export type Row = Readonly<Record<string, string | number | Buffer | null>>;

type SpreadCell = Cell<Partial<Record<Measure, Spread>>>;

/** The key of a row with so many key columns. */
export const keyOf = (row: Row, keys: number): string[] =>
  Array.from({ length: keys }, (_, index) => String(row[`k${index + 1}`] ?? 'unknown'));

const NAMES = new Map<number, Measure>(Object.entries(MEASURES).map(([name, number]) => [number, name as Measure]));

/** Gathers rows of exact durations, ascending by value, into one spread for each key and measure, in slices. */
export async function gatherValues(rows: readonly Row[], keys: number): Promise<SpreadCell[]> {
  const pace = new Pace();
  const cells = new Map<string, { key: string[]; spreads: Map<Measure, [number, number][]> }>();
  for (const row of rows) {
    const key = keyOf(row, keys);
    const id = JSON.stringify(key);
    const cell = cells.get(id) ?? { key, spreads: new Map<Measure, [number, number][]>() };
    cells.set(id, cell);
    const measure = NAMES.get(Number(row['measure']));
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

/** Adds up pairs of bin and number, in any order; ascending by bin, without bins that a correction emptied again. */
function binsOf(pairs: Buffer): [number, number][] {
  const sums = new Float64Array(BINS);
  for (let at = 0; at < pairs.length; at += PAIR) {
    const bin = pairs.readUInt16BE(at);
    sums[bin] = (sums[bin] as number) + pairs.readInt32BE(at + 2);
  }
  return [...sums.entries()].filter(([, n]) => n !== 0);
}

/** Spreads of rows that have a column of pairs for each measure, in slices; a row without any is left out. */
export async function gatherPairs(
  rows: readonly Row[],
  keys: number,
  measures: readonly Measure[],
): Promise<SpreadCell[]> {
  const cells = await new Pace().map(rows, (row): SpreadCell => {
    const spreads = measures.flatMap((measure): [Measure, Spread][] => {
      const pairs = row[measure];
      const bins = Buffer.isBuffer(pairs) ? binsOf(pairs) : [];
      return bins.length === 0 ? [] : [[measure, { kind: 'bins', cells: bins }]];
    });
    return { key: keyOf(row, keys), sums: Object.fromEntries(spreads) };
  });
  return cells.filter(({ sums }) => Object.keys(sums).length > 0);
}
