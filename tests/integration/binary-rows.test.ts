import { afterAll, beforeAll, expect, test } from 'vitest';
import { BinaryRows } from '#platform/postgres/binary-rows.js';
import { type Database, openDatabase, type Transaction } from '#platform/postgres/database.js';
import { startPostgres } from '../_support/embedded-postgres.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres();
  database = openDatabase(postgres.url, { connections: 1 });
  await database.query(
    'CREATE TABLE sample (a smallint, b int, c bigint, d bool, e timestamptz, f date, g text, h jsonb, i ' +
      'smallint[], n int)',
  );
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

const COPY = 'COPY sample FROM STDIN (FORMAT binary)';

interface Value {
  readonly small: number;
  readonly large: number;
  readonly at: number;
  readonly day: string;
  readonly text: string;
}

function row(rows: BinaryRows, value: Value): void {
  rows.begin();
  rows.int2(value.small);
  rows.int4(-value.small);
  rows.int8(value.large);
  rows.bool(value.large > 0);
  rows.time(value.at);
  rows.date(value.day);
  rows.text(value.text);
  rows.jsonb(JSON.stringify({ said: value.text }));
  rows.int2Array([value.small, 0, -1]);
  rows.nothing();
}

const COLUMNS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'n'];

const copied = (tx: Transaction, values: readonly Value[]): Promise<void> => {
  const rows = BinaryRows.toCopy(COLUMNS.length, 1);
  for (const value of values) row(rows, value);
  return tx.copy(COPY, rows.finish());
};

const asParameter = async (tx: Transaction, values: readonly Value[]): Promise<void> => {
  const { sample } = await tx.rowTypes({ sample: COLUMNS });
  const rows = BinaryRows.ofType(sample, 1);
  for (const value of values) row(rows, value);
  await tx.repeated('INSERT INTO sample SELECT * FROM unnest($1::sample[])', [rows.finish()]);
};

test.each([
  ['by COPY', copied],
  ['as a parameter', asParameter],
])('every type comes back as it was written %s', async (_, write) => {
  await database.query('TRUNCATE sample');
  const values = [
    {
      small: 32_767,
      large: Number.MAX_SAFE_INTEGER,
      at: Date.UTC(2026, 2, 10, 6, 0, 0, 7),
      day: '2026-03-10',
      text: 'Ключ "ö" \\ 名',
    },
    { small: -1, large: -1, at: 1, day: '1999-12-31', text: '' },
    { small: 7, large: -(2 ** 40) - 3, at: Date.UTC(2000, 0, 1), day: '2000-01-01', text: 'x'.repeat(500) },
  ];
  await database.transaction((tx) => write(tx, values));
  const stored = await database.query(
    `SELECT a, b, c, d, (extract(epoch FROM e) * 1000)::bigint AS e, f, g, h ->> 'said' AS h, i, n FROM sample
      ORDER BY ctid`,
  );
  expect(stored.rows).toEqual(
    values.map(({ small, large, at, day, text }) => ({
      a: small,
      b: -small,
      c: large,
      d: large > 0,
      e: at,
      f: day,
      g: text,
      h: text,
      i: [small, 0, -1],
      n: null,
    })),
  );
});

test('NUL is removed from texts, because PostgreSQL cannot store it', async () => {
  const rows = BinaryRows.toCopy(1, 1);
  rows.begin();
  rows.text('a\0b');
  await database.transaction(async (tx) => {
    await tx.query('CREATE TEMP TABLE texts (t text) ON COMMIT DROP');
    await tx.copy('COPY texts FROM STDIN (FORMAT binary)', rows.finish());
    expect((await tx.query('SELECT t FROM texts')).rows).toEqual([{ t: 'ab' }]);
  });
});

test('a row with too few columns is rejected, and the connection can still be used', async () => {
  const rows = BinaryRows.toCopy(1, 1);
  rows.begin();
  rows.int2(1);
  await expect(database.transaction((tx) => tx.copy(COPY, rows.finish()))).rejects.toThrow('row field count');
  await expect(database.transaction((tx) => tx.copy('COPY nowhere FROM STDIN', rows.finish()))).rejects.toThrow(
    'does not exist',
  );
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a column that the table lacks is rejected before anything is written', async () => {
  await database.query('CREATE TABLE other (a int, b text)');
  await expect(database.transaction((tx) => tx.rowTypes({ other: ['a', 'c'] }))).rejects.toThrow(
    'The table other has no column c, which this version of Mnara writes',
  );
});

test('a row type gives the position of each table column among the written columns', async () => {
  await database.query('CREATE TABLE shuffled (dropped int, b bigint, a bigint, unknown text)');
  await database.query('ALTER TABLE shuffled DROP COLUMN dropped');
  const insert = async (byName: boolean): Promise<unknown> => {
    await database.query('TRUNCATE shuffled');
    await database.transaction(async (tx) => {
      const { shuffled } = await tx.rowTypes({ shuffled: ['a', 'b'] });
      const rows = BinaryRows.ofType(shuffled, 1);
      rows.begin();
      for (const [index, { place }] of shuffled.columns.entries()) {
        const value = [1, 2][byName ? place : index];
        if (value === undefined) rows.nothing();
        else rows.int8(value);
      }
      await tx.repeated('INSERT INTO shuffled (a, b) SELECT a, b FROM unnest($1::shuffled[])', [rows.finish()]);
    });
    return (await database.query('SELECT a, b FROM shuffled')).rows;
  };
  expect(await insert(true)).toEqual([{ a: 1, b: 2 }]);
  // Control: in the order of the program, values land in other columns.
  expect(await insert(false)).toEqual([{ a: 2, b: 1 }]);
});

test('a repeated statement is parsed once on its connection', async () => {
  const marks: unknown[] = [];
  for (const n of [1, 2, 3]) {
    marks.push(...(await database.repeated('SELECT $1::int + 1 AS mark', [n])).rows);
    await database.transaction(async (tx) => {
      marks.push(...(await tx.repeated('SELECT $1::int + 1 AS mark', [10 * n])).rows);
    });
  }
  expect(marks).toEqual([2, 11, 3, 21, 4, 31].map((mark) => ({ mark })));
  const kept = await database.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
  expect(kept.rows.filter(({ statement }) => statement.includes('mark'))).toHaveLength(1);
});
