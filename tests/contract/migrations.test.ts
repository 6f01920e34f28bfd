import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTS, SPARSE_COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import { openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { knownMigrations } from '#platform/postgres/schema-state.js';
import { anotherDatabase, contentsOf, fillFacts, fillPlaces, type Tables, tablesOf } from '../_support/older-schema.js';
import { TIERS } from '../_support/tiers.js';

describe.each(TIERS)('$tier', ({ tier, start, missing }) => {
  describe.skipIf(missing !== undefined)('(skipped where it cannot run)', () => {
    let postgres: { readonly url: string; stop(): Promise<void> };

    beforeAll(async () => {
      postgres = await start();
    });
    afterAll(() => postgres?.stop());

    test('migrations build the schema once, and a second run changes nothing', async () => {
      expect((await migrate(postgres.url)).length).toBeGreaterThan(2);
      expect(await migrate(postgres.url)).toEqual([]);
    });

    test('the rollup families have the columns that the code sums', async () => {
      const database = openDatabase(postgres.url);
      try {
        const { rows } = await database.query<{
          table_name: string;
          column_name: string;
          is_count: boolean;
          starts_at: string | null;
        }>(
          `SELECT table_name, column_name, data_type = 'bigint' AND table_name <> 'rollup_histogram' AS is_count,
             CASE WHEN is_nullable = 'NO' THEN column_default END AS starts_at
           FROM information_schema.columns WHERE table_schema = 'mnara' AND table_name LIKE 'rollup%'`,
        );
        // A row that was there before a count came reads as 0, and a processor of the version before goes on.
        const counts = rows.filter(({ is_count, column_name }) => is_count && !SPARSE_COUNTS.has(column_name));
        expect(counts.filter(({ starts_at }) => starts_at !== '0')).toEqual([]);
        const columns = (table: string) => rows.filter((row) => row.table_name === table).map((row) => row.column_name);
        for (const table of ['rollup_quarter', 'rollup_region_minute', 'rollup_segment_day'])
          expect(columns(table)).toEqual(expect.arrayContaining([...COUNTS]));
        expect(columns('rollup_desk_hour')).toEqual(expect.arrayContaining([...COUNTS, ...STATE_TIMES]));
      } finally {
        await database.close();
      }
    });

    test('the rollup families are hypertables where the extension is', async () => {
      const database = openDatabase(postgres.url);
      try {
        const { rows: extension } = await database.query(`SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'`);
        expect(extension).toHaveLength(tier === 'TimescaleDB' ? 1 : 0);
        if (extension.length === 0) return;
        const { rows } = await database.query<{ name: string }>(
          `SELECT hypertable_name AS name FROM timescaledb_information.hypertables WHERE hypertable_schema = 'mnara'
            ORDER BY 1`,
        );
        expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['rollup_bins', 'rollup_quarter']));
      } finally {
        await database.close();
      }
    });

    const isTimescale = tier === 'TimescaleDB';

    test('an upgrade from two migrations to all of them keeps every row', async () => {
      const url = await anotherDatabase(postgres.url, 'older', isTimescale);
      expect(await migrate(url, 2)).toHaveLength(2);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillPlaces(database);
        await fillFacts(database, 0);
        const tables = await tablesOf(database);
        const before = await contentsOf(database, tables);
        expect(await migrate(url)).toHaveLength(knownMigrations().length - 2);
        expect(await contentsOf(database, tables)).toEqual(before);
      } finally {
        await database.close();
      }
    });

    // By induction: the rows that any version wrote are the same after every later migration, so an upgrade from any
    // version keeps every row. Tables that became views count too.
    test('every migration keeps every row that any version before it wrote', async () => {
      const url = await anotherDatabase(postgres.url, 'step_by_step', isTimescale);
      await migrate(url, 1);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillPlaces(database);
        let tables: Tables = new Map();
        for (const [done, next] of knownMigrations().entries()) {
          if (done === 0) continue;
          if (done >= 2) await fillFacts(database, done);
          tables = new Map([...tables, ...(await tablesOf(database))]);
          expect(tables.size).toBeGreaterThan(done === 1 ? 5 : 15);
          const before = await contentsOf(database, tables);
          expect(await migrate(url, 1)).toEqual([next]);
          expect(await contentsOf(database, tables), `after ${next}, with rows of ${done} migrations`).toEqual(before);
        }
        const rows = Number((await contentsOf(database, tables))['leg']?.split(' ')[0]);
        expect(rows).toBe(48 * (knownMigrations().length - 2));
      } finally {
        await database.close();
      }
    });

    test('control: a row that a migration changes, and one that it deletes, are found', async () => {
      const url = await anotherDatabase(postgres.url, 'control', isTimescale);
      await migrate(url, 2);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillPlaces(database);
        await fillFacts(database, 0);
        const tables = await tablesOf(database);
        const before = await contentsOf(database, tables);
        await database.query(
          `UPDATE mnara.rollup_quarter SET served = served + 1 WHERE bucket = '2026-01-05 06:00+00'`,
        );
        const changed = await contentsOf(database, tables);
        expect({ ...changed, rollup_quarter: before['rollup_quarter'] }).toEqual(before);
        expect(changed['rollup_quarter']).not.toBe(before['rollup_quarter']);
        await database.query(`DELETE FROM mnara.leg WHERE visit_id = (SELECT min(visit_id) FROM mnara.leg)`);
        expect((await contentsOf(database, tables))['leg']).not.toBe(before['leg']);
      } finally {
        await database.close();
      }
    });

    if (!isTimescale) return;
    test('a database that was plain stays plain when the extension comes', async () => {
      const url = await anotherDatabase(postgres.url, 'plain', false);
      await migrate(url, 2);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillPlaces(database);
        await fillFacts(database, 0);
        await migrate(url, 3);
        await database.query('CREATE EXTENSION timescaledb');
        await migrate(url);
        expect((await database.query('SELECT 1 FROM timescaledb_information.hypertables')).rows).toEqual([]);
      } finally {
        await database.close();
      }
    });
  });
});
