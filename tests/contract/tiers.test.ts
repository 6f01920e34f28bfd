import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTier } from '#cli/doctor-database.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { readTier } from '#platform/postgres/tier.js';
import { dropOldMinutes, readMinutesKeptFrom } from '#store/retention/drop-old-minutes.js';
import {
  COMPRESSED_FAMILIES,
  compressionStatements,
  switchOnCompression,
} from '#store/retention/timescale-compression.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { startTimescale, timescaleMissing } from '../_support/timescale-server.js';

/** The error of the apache edition for a feature of the community edition. */
const LICENCE = { code: '0A000', message: expect.stringContaining('"apache" license') };

test('readTier answers plain for plain PostgreSQL, also with settings that are named like the extension', async () => {
  const postgres = await startPostgres();
  const database = openDatabase(postgres.url, { connections: 1 });
  try {
    expect(await readTier(database)).toEqual({ tier: 'plain', version: undefined, telemetry: undefined });
    await database.query(`SET timescaledb.license = 'timescale'`);
    expect(await readTier(database)).toMatchObject({ tier: 'plain' });
    expect(await checkTier(postgres.url)).toMatchObject([{ ok: true, message: expect.stringMatching(/^plain/) }]);
  } finally {
    await database.close();
    await postgres.stop();
  }
  const gone = await checkTier(postgres.url);
  expect(gone).toMatchObject([{ ok: false, message: expect.stringContaining('DATABASE_URL') }]);
  expect(JSON.stringify(gone)).not.toContain(new URL(postgres.url).password);
});

describe.skipIf(timescaleMissing !== undefined)(
  `TimescaleDB, apache edition (skipped where it cannot run: ${timescaleMissing ?? 'it can'})`,
  () => {
    let timescale: Awaited<ReturnType<typeof startTimescale>>;
    let database: Database;
    beforeAll(async () => {
      timescale = await startTimescale('migrated');
      database = openDatabase(timescale.url, { connections: 1 });
    });
    afterAll(async () => {
      await database?.close();
      await timescale?.stop();
    });

    test('readTier answers apache, with its version and without telemetry', async () => {
      const state = await readTier(database);
      expect(state).toMatchObject({ tier: 'apache', version: expect.stringMatching(/^2\./) });
      expect([undefined, 'off']).toContain(state.telemetry);
      const [tier, ...others] = await checkTier(timescale.url);
      expect(tier).toMatchObject({ ok: true, message: expect.stringMatching(/^apache/) });
      expect(new Set(others.map(({ check }) => check))).toEqual(new Set(['kept']));
    });

    test('readTier recognizes the community edition, but not an unknown licence', async () => {
      const answering = (license: string): Database => ({
        ...database,
        query: async <Row>() => ({ rows: [{ version: '2.22.0', license, telemetry: 'off' }] as Row[], rowCount: 1 }),
      });
      expect(await readTier(answering('timescale'))).toMatchObject({ tier: 'community', telemetry: 'off' });
      expect(await readTier(answering('something new'))).toMatchObject({ tier: 'apache' });
    });

    test('every rollup family has the chunk length that fits its size', async () => {
      const { rows } = await database.query<{ name: string; days: number }>(
        `SELECT hypertable_name AS name, (extract(epoch FROM time_interval) / 86400)::int AS days
          FROM timescaledb_information.dimensions WHERE hypertable_schema = 'mnara'`,
      );
      expect(Object.fromEntries(rows.map(({ name, days }) => [name, days]))).toEqual({
        rollup_quarter: 3,
        rollup_segment_day: 3,
        rollup_region_minute: 1,
        rollup_bins: 7,
        rollup_desk_hour: 14,
        rollup_centre_hour: 28,
      });
    });

    test('old minutes are deleted in whole chunks, and nothing else is', async () => {
      const now = Date.UTC(2026, 10, 24, 10);
      const fill = (table: string, keys: string, values: string): Promise<unknown> =>
        database.query(
          `INSERT INTO mnara.${table} (${keys}, bucket) SELECT ${values}, bucket
           FROM generate_series(to_timestamp($1) - interval '60 days', to_timestamp($1), interval '6 hours') AS bucket`,
          [now / 1000],
        );
      await fill('rollup_region_minute', 'region_key, service_key', '1, 1');
      await fill('rollup_quarter', 'centre_key, service_key', '1, 1');
      const chunksOf = async (table: string): Promise<number> =>
        (await database.query('SELECT show_chunks($1)', [`mnara.${table}`])).rowCount;
      const before = { minutes: await chunksOf('rollup_region_minute'), quarters: await chunksOf('rollup_quarter') };
      expect(await dropOldMinutes(database, 35, now)).toEqual({ chunks: 25, rows: 0 });
      expect(await chunksOf('rollup_region_minute')).toBe(before.minutes - 25);
      expect(await chunksOf('rollup_quarter')).toBe(before.quarters);
      const keptFrom = Date.UTC(2026, 9, 20);
      expect(await readMinutesKeptFrom(database)).toBe(keptFrom);
      const { rows } = await database.query<{ first: Date }>(
        'SELECT min(bucket) AS first FROM mnara.rollup_region_minute',
      );
      expect(rows[0]?.first.getTime()).toBeGreaterThanOrEqual(keptFrom);
      // With more days later, the boundary does not move back.
      expect(await dropOldMinutes(database, 50, now)).toEqual({ chunks: 0, rows: 0 });
      expect(await readMinutesKeptFrom(database)).toBe(keptFrom);
    });

    test('only the licence decides on compression: it is off here, and covers every family in the community edition', async () => {
      expect(await switchOnCompression(database)).toEqual([]);
      const { rows } = await database.query<{ name: string; columns: string[] }>(
        `SELECT relname AS name, array_agg(attname::text ORDER BY attname COLLATE "C") AS columns
         FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid JOIN pg_attribute ON attrelid = conrelid
           AND attnum = ANY (conkey)
         WHERE contype = 'p' AND conrelid IN (SELECT format('mnara.%I', hypertable_name)::regclass
           FROM timescaledb_information.hypertables WHERE hypertable_schema = 'mnara')
         GROUP BY 1`,
      );
      const keys = COMPRESSED_FAMILIES.map(({ table, segmentBy, orderBy }) => [
        table,
        [...segmentBy, ...orderBy].sort(),
      ]);
      expect(Object.fromEntries(keys)).toEqual(Object.fromEntries(rows.map(({ name, columns }) => [name, columns])));
    });

    test('the community statements are rejected by this edition only because of its licence', async () => {
      const asked: string[] = [];
      const community: Database = {
        ...database,
        query: async <Row>(sql: string) => {
          const rows = sql.includes('timescaledb.license')
            ? [{ version: '2.22.0', license: 'timescale', telemetry: 'off' }]
            : COMPRESSED_FAMILIES.slice(0, 1).map(({ table }) => ({ name: table }));
          return { rows: rows as Row[], rowCount: rows.length };
        },
        transaction: (work) =>
          work({ query: async (sql: string) => asked.push(sql) } as unknown as Parameters<typeof work>[0]),
      };
      expect(await switchOnCompression(community)).toEqual(['rollup_quarter']);
      expect(asked).toEqual(COMPRESSED_FAMILIES.slice(0, 1).flatMap(compressionStatements));
      for (const statement of COMPRESSED_FAMILIES.flatMap(compressionStatements))
        await expect(database.query(statement)).rejects.toMatchObject(LICENCE);
    });

    test('control: a fault in such a statement is found before the licence is checked', async () => {
      const [, policy = ''] = COMPRESSED_FAMILIES.slice(0, 1).flatMap(compressionStatements);
      await expect(database.query(policy.replace('compress_after', 'compress_later'))).rejects.toMatchObject({
        code: '42883',
      });
      await expect(database.query(policy.replace('rollup_quarter', 'rollup_quartz'))).rejects.toMatchObject({
        code: '42P01',
      });
    });

    test('continuous aggregates need the community edition too', async () => {
      await expect(
        database.query(
          `CREATE MATERIALIZED VIEW mnara.day WITH (timescaledb.continuous) AS
            SELECT time_bucket('1 day', bucket), sum(served) FROM mnara.rollup_quarter GROUP BY 1`,
        ),
      ).rejects.toMatchObject(LICENCE);
    });
  },
);
