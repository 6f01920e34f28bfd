import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import { openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { knownMigrations } from '#platform/postgres/schema-state.js';
import { anotherDatabase, contentsOf, fillOlderSchema, tablesOf } from '../_support/older-schema.js';
import { TIERS } from '../_support/tiers.js';

const OLDER = knownMigrations()
  .slice(1)
  .map((_, index) => index + 1);

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
        expect(rows.filter(({ is_count, starts_at }) => is_count && starts_at !== '0')).toEqual([]);
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

    test.each(OLDER)('an upgrade from %i migrations keeps every row', async (migrations) => {
      const url = await anotherDatabase(postgres.url, `older_${migrations}`, tier === 'TimescaleDB');
      expect(await migrate(url, migrations)).toHaveLength(migrations);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillOlderSchema(database, migrations);
        const tables = await tablesOf(database);
        expect(tables.size).toBeGreaterThan(migrations === 1 ? 5 : 15);
        const before = await contentsOf(database, tables);
        expect(await migrate(url)).toHaveLength(knownMigrations().length - migrations);
        expect(await contentsOf(database, tables)).toEqual(before);
      } finally {
        await database.close();
      }
    });

    if (tier !== 'TimescaleDB') return;
    test('a database that was plain stays plain when the extension comes', async () => {
      const url = await anotherDatabase(postgres.url, 'plain', false);
      await migrate(url, 2);
      const database = openDatabase(url, { connections: 1 });
      try {
        await fillOlderSchema(database, 2);
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
