import { CopyRows } from '#platform/postgres/copy-rows.js';
import { sideBySide, type Transaction } from '#platform/postgres/database.js';
import type { Pace } from '../application/pace.js';
import { FAMILIES, type RollupDeltas, SUMMED_FAMILIES, type SummedFamily } from '../application/rollup-deltas.js';

type KeyWriter = (rows: CopyRows, value: number, deltas: RollupDeltas) => void;

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

interface Statements {
  readonly stage: string;
  readonly copy: string;
  readonly merge: string;
}

/** A delta of 0 travels as NULL, which costs a bit instead of 8 bytes: most columns of most rows do not change. */
function statements(family: SummedFamily): Statements {
  const { table, key, sums } = FAMILIES[family];
  const columns = [...key, ...sums].join(', ');
  const staging = `stage_${table}`;
  // Processors share the rows of a region; in one order, or two of them would wait for each other.
  const order = family === 'region_minute' ? `ORDER BY ${key.join(', ')}` : '';
  return {
    stage: `CREATE TEMP TABLE IF NOT EXISTS ${staging} ON COMMIT DELETE ROWS AS SELECT ${columns} FROM mnara.${table} WITH NO DATA`,
    copy: `COPY pg_temp.${staging} FROM STDIN (FORMAT binary)`,
    merge: `INSERT INTO mnara.${table} AS kept (${columns})
      SELECT ${[...key, ...sums.map((name) => `coalesce(${name}, 0)`)].join(', ')} FROM pg_temp.${staging} ${order}
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sums.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')}`,
  };
}

const STATEMENTS = Object.fromEntries(SUMMED_FAMILIES.map((family) => [family, statements(family)])) as Record<
  SummedFamily,
  Statements
>;

/** Marks go behind those that are there, whatever they are: nothing is looked for. */
const BINS: Statements = {
  stage:
    'CREATE TEMP TABLE IF NOT EXISTS stage_rollup_bins ON COMMIT DELETE ROWS AS SELECT centre_key, service_key, bucket, marks FROM mnara.rollup_bins WITH NO DATA',
  copy: 'COPY pg_temp.stage_rollup_bins FROM STDIN (FORMAT binary)',
  merge: `INSERT INTO mnara.rollup_bins AS kept (centre_key, service_key, bucket, marks)
    SELECT centre_key, service_key, bucket, marks FROM pg_temp.stage_rollup_bins
    ON CONFLICT (centre_key, service_key, bucket) DO UPDATE SET marks = kept.marks || excluded.marks`,
};

/** Makes the tables through which deltas go, on a new connection. */
export const STAGE_ROLLUPS = [BINS, ...SUMMED_FAMILIES.map((family) => STATEMENTS[family])]
  .map(({ stage }) => stage)
  .join(';\n');

async function rowsOf(family: SummedFamily, deltas: RollupDeltas, pace: Pace): Promise<CopyRows> {
  const { key, sums } = FAMILIES[family];
  const table = deltas.table(family);
  const changed = table.changed();
  const writers = key.map((name) => KEY_WRITERS[name] ?? INT4);
  const rows = new CopyRows(key.length + sums.length, changed.length);
  for (const row of changed) {
    rows.begin();
    for (let column = 0; column < writers.length; column += 1)
      (writers[column] as KeyWriter)(rows, table.key(row, column), deltas);
    for (let place = 0; place < sums.length; place += 1) {
      const sum = table.sum(row, place);
      if (sum === 0) rows.nothing();
      else rows.int8(sum);
    }
    if (pace.isDue()) await pace.rest();
  }
  return rows;
}

async function rowsOfBins({ bins }: RollupDeltas, pace: Pace): Promise<CopyRows> {
  const changed = bins.rows.changed();
  const rows = new CopyRows(4, changed.length * 3);
  for (const row of changed) {
    const marks = bins.marksOf(row);
    if (marks.length === 0) continue;
    rows.begin();
    rows.int4(bins.rows.key(row, 0));
    rows.int4(bins.rows.key(row, 1));
    rows.time(bins.rows.key(row, 2) * 1000);
    rows.int2Array(marks);
    if (pace.isDue()) await pace.rest();
  }
  return rows;
}

/** Adds the deltas to the stored rollups, two statements a family; one is applied while the rows of the next are made. */
export async function addRollups(tx: Transaction, deltas: RollupDeltas, pace: Pace): Promise<void> {
  const merges: Promise<void>[] = [];
  const send = (rows: CopyRows, { copy, merge }: Statements): void => {
    if (rows.rows === 0) return;
    const merged = sideBySide(tx.copy(copy, rows.finish()), tx.query(merge));
    // An error is told at the end; nobody listens to it before.
    merged.catch(() => undefined);
    merges.push(merged);
  };
  for (const family of SUMMED_FAMILIES) send(await rowsOf(family, deltas, pace), STATEMENTS[family]);
  send(await rowsOfBins(deltas, pace), BINS);
  await sideBySide(...merges);
}
