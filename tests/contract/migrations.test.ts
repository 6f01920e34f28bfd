import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import { openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { startPostgres } from '../_support/embedded-postgres.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test('migrations build the schema once, and a second run changes nothing', async () => {
  expect((await migrate(postgres.url)).length).toBeGreaterThan(2);
  expect(await migrate(postgres.url)).toEqual([]);
});

test('the rollup families have the columns that the code sums', async () => {
  const database = openDatabase(postgres.url);
  try {
    const { rows } = await database.query<{ table_name: string; column_name: string }>(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'mnara' AND table_name LIKE 'rollup%'`,
    );
    const columns = (table: string) => rows.filter((row) => row.table_name === table).map((row) => row.column_name);
    for (const table of ['rollup_quarter', 'rollup_region_minute', 'rollup_segment_day'])
      expect(columns(table)).toEqual(expect.arrayContaining([...COUNTS]));
    expect(columns('rollup_desk_hour')).toEqual(expect.arrayContaining([...COUNTS, ...STATE_TIMES]));
  } finally {
    await database.close();
  }
});
