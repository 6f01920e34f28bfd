import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binRange } from '#domain/kpi/histogram.js';
import type { Database } from '#platform/postgres/database.js';
import { startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
  const { database } = network;
  const key = (table: string, id: string) => `(SELECT ${table}_key FROM mnara.${table} WHERE ${table}_id = '${id}')`;
  await database.query(
    `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, issued_at, wait_ms, facts)
      VALUES (${key('centre', 'C2')}, 'v1', 1, ${key('service', 'S3')}, '2026-03-10T08:00Z', 1500, '[]')`,
  );
  await database.query(
    `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, demand_started, no_shows, wait_n, wait_ms)
      VALUES (${key('centre', 'C2')}, ${key('service', 'S3')}, '2026-03-10T08:00Z', 2, 1, 3, 4500),
      (${key('centre', 'C2')}, 0, '2026-03-10T08:00Z', 1, 0, 0, 0)`,
  );
  await database.query(
    `INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, served, open_ms)
      SELECT centre_key, desk_key, staff, '2026-03-10T08:30Z', 1, 60000 FROM mnara.desk, unnest(ARRAY[0, 1]) AS staff
      WHERE centre_key = ${key('centre', 'C2')} AND desk_id = 'D1'`,
  );
  await database.query(
    `INSERT INTO mnara.rollup_bins (centre_key, service_key, bucket, marks)
      SELECT ${key('centre', 'C2')}, 0, '2026-03-10T08:00Z', array_agg((512 + bin)::smallint)
      FROM generate_series(0, 257) AS bin`,
  );
});
afterAll(() => network.stop());

/** Runs the work as a user of the BI tool. */
const asReader = <T>(work: (tx: Database) => Promise<T>): Promise<T> =>
  network.database.transaction(async (tx) => {
    await tx.query('SET LOCAL ROLE mnara_bi_read');
    return work(tx);
  });

async function namesOf(kind: string): Promise<string[]> {
  const { rows } = await network.database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1`,
    [kind],
  );
  return rows.map(({ name }) => name);
}

test('the BI role can read every view', async () => {
  const views = await namesOf('bi');
  expect(views.length).toBeGreaterThan(10);
  for (const view of views) await asReader((tx) => tx.query(`SELECT * FROM bi.${view} LIMIT 1`));
});

test('the BI role cannot read tables of Mnara, and cannot write', async () => {
  const tables = await namesOf('mnara');
  expect(tables.length).toBeGreaterThan(20);
  const denied = { code: '42501' };
  for (const table of tables)
    await expect(
      asReader((tx) => tx.query(`SELECT 1 FROM mnara.${table}`)),
      table,
    ).rejects.toMatchObject(denied);
  for (const statement of [
    `UPDATE bi.region SET region_id = 'x'`,
    'DELETE FROM bi.region',
    `INSERT INTO bi.region (region_id) VALUES ('x')`,
    'CREATE TABLE bi.mine (n int)',
    'CREATE TABLE public.mine (n int)',
    'DROP VIEW bi.leg',
  ])
    await expect(
      asReader((tx) => tx.query(statement)),
      statement,
    ).rejects.toMatchObject(denied);
});

test('every view and column has a description, and docs/bi.md names every view', async () => {
  const { rows } = await network.database.query<{ view: string; name: string | null; says: string | null }>(
    `SELECT c.relname AS view, a.attname AS name, coalesce(col_description(c.oid, a.attnum), '') AS says
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE n.nspname = 'bi' AND a.attnum > 0
     UNION ALL SELECT c.relname, NULL, coalesce(obj_description(c.oid), '') FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'bi'`,
  );
  expect(rows.filter(({ says }) => says === '')).toEqual([]);
  const page = readFileSync(new URL('../../docs/bi.md', import.meta.url), 'utf8');
  for (const view of await namesOf('bi')) expect(page).toContain(`\`bi.${view}\``);
});

test('no view shows staff, ticket numbers or attributes of customers', async () => {
  const { rows } = await network.database.query<{ column_name: string }>(
    `SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'bi'`,
  );
  expect(rows.filter(({ column_name }) => /staff|ticket_no|segment|facts|key$/.test(column_name))).toEqual([]);
});

test('the views give seconds, names and local time', async () => {
  const read = async (sql: string) => (await asReader((tx) => tx.query(sql))).rows;
  expect(await read('SELECT region_id, service_id, agency_id, wait_seconds FROM bi.leg')).toEqual([
    { region_id: 'R1', service_id: 'S3', agency_id: 'KRA', wait_seconds: 1.5 },
  ]);
  expect(
    await read(
      `SELECT service_id, demand, waits, wait_seconds, local_start::text FROM bi.quarter_hour
        ORDER BY service_id NULLS LAST`,
    ),
  ).toEqual([
    { service_id: 'S3', demand: 3, waits: 3, wait_seconds: 4.5, local_start: '2026-03-10 13:30:00' },
    { service_id: null, demand: 1, waits: 0, wait_seconds: 0, local_start: '2026-03-10 13:30:00' },
  ]);
  expect(await read('SELECT desk_id, served, open_seconds FROM bi.desk_hour')).toEqual([
    { desk_id: 'D1', served: 2, open_seconds: 120 },
  ]);
});

test('bins have the limits that the code defines', async () => {
  const { rows } = await asReader((tx) =>
    tx.query<{ from_seconds: number; to_seconds: number }>(
      'SELECT from_seconds, to_seconds FROM bi.duration_histogram ORDER BY from_seconds, to_seconds',
    ),
  );
  expect(rows).toEqual(rows.map((_, bin) => ({ from_seconds: binRange(bin).from, to_seconds: binRange(bin).to })));
  expect(rows).toHaveLength(258);
});
