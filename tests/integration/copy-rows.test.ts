import { afterAll, beforeAll, expect, test } from 'vitest';
import { CopyRows } from '#platform/postgres/copy-rows.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { startPostgres } from '../_support/embedded-postgres.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres();
  database = openDatabase(postgres.url, { connections: 1 });
  await database.query(
    'CREATE TABLE sample (a smallint, b int, c bigint, d bool, e timestamptz, f date, g text, h jsonb, i smallint[], n int)',
  );
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

const COPY = 'COPY sample FROM STDIN (FORMAT binary)';

function row(rows: CopyRows, value: { small: number; large: number; at: number; day: string; text: string }): void {
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

test('every type comes back as it was written', async () => {
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
  const rows = new CopyRows(10, 1);
  for (const value of values) row(rows, value);
  await database.transaction((tx) => tx.copy(COPY, rows.finish()));
  const stored = await database.query(
    `SELECT a, b, c, d, (extract(epoch FROM e) * 1000)::bigint AS e, f, g, h ->> 'said' AS h, i, n FROM sample ORDER BY ctid`,
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

test('NUL is taken out of texts, for PostgreSQL cannot store it', async () => {
  const rows = new CopyRows(1, 1);
  rows.begin();
  rows.text('a\0b');
  await database.transaction(async (tx) => {
    await tx.query('CREATE TEMP TABLE texts (t text) ON COMMIT DROP');
    await tx.copy('COPY texts FROM STDIN (FORMAT binary)', rows.finish());
    expect((await tx.query('SELECT t FROM texts')).rows).toEqual([{ t: 'ab' }]);
  });
});

test('a row with too few columns is refused, and the connection goes on', async () => {
  const rows = new CopyRows(1, 1);
  rows.begin();
  rows.int2(1);
  await expect(database.transaction((tx) => tx.copy(COPY, rows.finish()))).rejects.toThrow('row field count');
  await expect(database.transaction((tx) => tx.copy('COPY nowhere FROM STDIN', rows.finish()))).rejects.toThrow(
    'does not exist',
  );
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('what is set up once on a connection is set up again after a rollback took it away', async () => {
  const stage = (fail: boolean): Promise<void> =>
    database.transaction(async (tx) => {
      await tx.onceEachConnection('CREATE TEMP TABLE IF NOT EXISTS staged (n int) ON COMMIT DELETE ROWS');
      await tx.query('INSERT INTO staged VALUES (1)');
      if (fail) throw new Error('given up');
    });
  await expect(stage(true)).rejects.toThrow('given up');
  await stage(false);
  await stage(false);
  expect((await database.query('SELECT count(*) AS n FROM staged')).rows).toEqual([{ n: 0 }]);
});
