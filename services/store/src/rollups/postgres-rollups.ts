import { SPARSE_COUNTS } from '#domain/kpi/counts.js';
import { BinaryRows, type RowType } from '#platform/postgres/binary-rows.js';
import { sideBySide, type Transaction } from '#platform/postgres/database.js';
import type { Pace } from '#platform/timing/pace.js';
import { ChangedHours } from './coarse/stale-days.js';
import { FAMILIES, type RollupDeltas, SUMMED_FAMILIES, type SummedFamily } from './rollup-deltas.js';

type KeyWriter = (rows: BinaryRows, value: number, deltas: RollupDeltas) => void;

const TEXT: KeyWriter = (rows, value, deltas) => rows.text(deltas.textOf(value));
const KEY_WRITERS: Readonly<Record<string, KeyWriter>> = {
  agency_id: TEXT,
  dimension: TEXT,
  value: TEXT,
  defect: TEXT,
  day: (rows, value, deltas) => rows.date(deltas.textOf(value)),
  bucket: (rows, value) => rows.time(value * 1000),
};
const INT4: KeyWriter = (rows, value) => rows.int4(value);

const BINS = 'rollup_bins';
const BINS_COLUMNS = ['centre_key', 'service_key', 'bucket', 'marks'];

/** What is written: the tables of the summed families, and the marks. */
type Rollup = SummedFamily | typeof BINS;
const ROLLUPS: readonly Rollup[] = [...SUMMED_FAMILIES, BINS];

const tableOf = (rollup: Rollup): string => `mnara.${rollup === BINS ? BINS : FAMILIES[rollup].table}`;

const columnsOf = (rollup: Rollup): readonly string[] =>
  rollup === BINS ? BINS_COLUMNS : [...FAMILIES[rollup].key, ...FAMILIES[rollup].sums];

/**
 * The tables into which deltas go, with the columns that are written; the database's order of columns may be
 * another.
 */
export const ROLLUP_TABLES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ROLLUPS.map((rollup) => [tableOf(rollup), columnsOf(rollup)]),
);

const inserted = (name: string): string => (SPARSE_COUNTS.has(name) ? name : `coalesce(${name}, 0)`);
const updated = (name: string): string =>
  SPARSE_COUNTS.has(name)
    ? `${name} = coalesce(kept.${name} + excluded.${name}, kept.${name}, excluded.${name})`
    : `${name} = kept.${name} + excluded.${name}`;

/**
 * A delta of 0 travels as NULL, which costs a bit instead of 8 bytes: most columns of most rows do not change. A sparse
 * count is stored like that too.
 */
function mergeSums(family: SummedFamily): string {
  const { key, sums } = FAMILIES[family];
  // Processors share the rows of a region; in one order, or two of them would wait for each other.
  const order = family === 'region_minute' ? `ORDER BY ${key.join(', ')}` : '';
  return `INSERT INTO ${tableOf(family)} AS kept (${columnsOf(family).join(', ')})
    SELECT ${[...key, ...sums.map(inserted)].join(', ')} FROM unnest($1::${tableOf(family)}[]) ${order}
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sums.map(updated).join(', ')}`;
}

/** Marks go behind those that are there, whatever they are: nothing is looked for. */
const MERGE_BINS = `INSERT INTO ${tableOf(BINS)} AS kept (${BINS_COLUMNS.join(', ')})
  SELECT ${BINS_COLUMNS.join(', ')} FROM unnest($1::${tableOf(BINS)}[])
  ON CONFLICT (centre_key, service_key, bucket) DO UPDATE SET marks = kept.marks || excluded.marks`;

const MERGES = Object.fromEntries(
  ROLLUPS.map((rollup) => [rollup, rollup === BINS ? MERGE_BINS : mergeSums(rollup)]),
) as Record<Rollup, string>;

/** Writes each column where the table has it, which a column that a migration appended changes. */
async function sumRows(
  family: SummedFamily,
  type: RowType,
  deltas: RollupDeltas,
  hours: ChangedHours,
  pace: Pace,
): Promise<BinaryRows> {
  const { key } = FAMILIES[family];
  // Of the families by region, and of the defects, nothing coarser is kept.
  const bucket = family === 'region_minute' ? -1 : (key as readonly string[]).indexOf('bucket');
  const table = deltas.table(family);
  const changed = table.changed();
  const writers = key.map((name) => KEY_WRITERS[name] ?? INT4);
  const keys = writers.length;
  const places = Int32Array.from(type.columns, ({ place }) => place);
  const rows = BinaryRows.ofType(type, changed.length);
  for (const row of changed) {
    if (bucket >= 0) hours.note(table.key(row, 0), table.key(row, bucket));
    rows.begin();
    for (let column = 0; column < places.length; column += 1) {
      const place = places[column] as number;
      const sum = place >= keys ? table.sum(row, place - keys) : 0;
      if (sum !== 0) rows.int8(sum);
      else if (place >= 0 && place < keys) (writers[place] as KeyWriter)(rows, table.key(row, place), deltas);
      else rows.nothing();
    }
    if (pace.isDue()) await pace.rest();
  }
  return rows;
}

async function binRows({ bins }: RollupDeltas, type: RowType, hours: ChangedHours, pace: Pace): Promise<BinaryRows> {
  const changed = bins.rows.changed();
  const rows = BinaryRows.ofType(type, changed.length * 3);
  for (const row of changed) {
    const marks = bins.marksOf(row);
    if (marks.length === 0) continue;
    hours.note(bins.rows.key(row, 0), bins.rows.key(row, 2));
    rows.begin();
    for (const { place } of type.columns) {
      const name = BINS_COLUMNS[place];
      if (name === undefined) rows.nothing();
      else if (name === 'marks') rows.int2Array(marks);
      else if (name === 'bucket') rows.time(bins.rows.key(row, place) * 1000);
      else rows.int4(bins.rows.key(row, place));
    }
    if (pace.isDue()) await pace.rest();
  }
  return rows;
}

/**
 * Adds the deltas to the stored rollups, a statement for each, and marks the old days among them, which may have been
 * summed up into coarser rows; one is applied while the rows of the next are made.
 * @param types of the tables in ROLLUP_TABLES
 */
export async function addRollups(
  tx: Transaction,
  deltas: RollupDeltas,
  types: Readonly<Record<string, RowType>>,
  pace: Pace,
): Promise<void> {
  const merges: Promise<unknown>[] = [];
  const hours = new ChangedHours();
  // Two legs of a quarter hour may exchange their durations: its sums stay, what is kept of single durations does not.
  const quarters = deltas.table('quarter');
  for (let row = 0; row < quarters.size; row += 1) hours.note(quarters.key(row, 0), quarters.key(row, 2));
  for (const rollup of ROLLUPS) {
    const type = types[tableOf(rollup)] as RowType;
    const rows = await (rollup === BINS
      ? binRows(deltas, type, hours, pace)
      : sumRows(rollup, type, deltas, hours, pace));
    if (rows.rows === 0) continue;
    const merged = tx.repeated(MERGES[rollup], [rows.finish()]);
    // An error is told at the end; nobody listens to it before.
    merged.catch(() => undefined);
    merges.push(merged);
  }
  await sideBySide(...merges, hours.mark(tx));
}
