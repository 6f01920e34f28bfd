import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { readTier } from '#platform/postgres/tier.js';
import { checkTier } from '#standalone/cli/doctor-database.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { startTimescale, timescaleMissing } from '../_support/timescale-server.js';

test('plain PostgreSQL is plain, whatever settings carry the name of the extension', async () => {
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
      timescale = await startTimescale();
      await migrate(timescale.url);
      database = openDatabase(timescale.url, { connections: 1 });
    });
    afterAll(async () => {
      await database?.close();
      await timescale?.stop();
    });

    test('says apache, with its version, and sends no telemetry', async () => {
      const state = await readTier(database);
      expect(state).toMatchObject({ tier: 'apache', version: expect.stringMatching(/^2\./) });
      expect([undefined, 'off']).toContain(state.telemetry);
      const [tier, ...wrong] = await checkTier(timescale.url);
      expect(tier).toMatchObject({ ok: true, message: expect.stringMatching(/^apache/) });
      expect(wrong).toEqual([]);
    });

    test('an answer of the community edition is read as such; an unknown licence is not', async () => {
      const answering = (license: string): Database => ({
        ...database,
        query: async <Row>() => ({ rows: [{ version: '2.22.0', license, telemetry: 'off' }] as Row[], rowCount: 1 }),
      });
      expect(await readTier(answering('timescale'))).toMatchObject({ tier: 'community', telemetry: 'off' });
      expect(await readTier(answering('something new'))).toMatchObject({ tier: 'apache' });
    });

    test('every family has the chunk length that fits its size', async () => {
      const { rows } = await database.query<{ name: string; days: number }>(
        `SELECT hypertable_name AS name, (extract(epoch FROM time_interval) / 86400)::int AS days FROM timescaledb_information.dimensions WHERE hypertable_schema = 'mnara'`,
      );
      expect(Object.fromEntries(rows.map(({ name, days }) => [name, days]))).toEqual({
        rollup_quarter: 3,
        rollup_segment_day: 3,
        rollup_region_minute: 1,
        rollup_histogram: 7,
        rollup_desk_hour: 14,
        rollup_centre_hour: 28,
      });
    });

    test('the apache edition refuses compression and policies: what the tier keeps us from', async () => {
      const refused = { code: '0A000' };
      await expect(database.query('ALTER TABLE mnara.rollup_quarter SET (timescaledb.compress)')).rejects.toMatchObject(
        refused,
      );
      await expect(
        database.query(`SELECT add_compression_policy('mnara.rollup_quarter', INTERVAL '60 days')`),
      ).rejects.toMatchObject(refused);
    });
  },
);
