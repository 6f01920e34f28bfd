import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#platform/postgres/database.js';
import { startTimescale, type TestTimescale, timescaleMissing } from '../_support/timescale-server.js';

describe.skipIf(timescaleMissing !== undefined)(
  `a real TimescaleDB (skipped where it cannot run: ${timescaleMissing ?? 'it can'})`,
  () => {
    let timescale: TestTimescale;
    beforeAll(async () => {
      timescale = await startTimescale();
    });
    afterAll(() => timescale?.stop());

    test('TimescaleDB has the extension, and committed data survives a kill', async () => {
      const database = openDatabase(timescale.url, { connections: 1 });
      await database.query('CREATE TABLE kept (n integer)');
      await database.query('INSERT INTO kept VALUES (7)');
      await timescale.kill('SIGKILL');
      await timescale.restart();
      const { rows } = await database.query<{ n: number; version: string }>(
        `SELECT n, (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS version FROM kept`,
      );
      expect(rows).toEqual([{ n: 7, version: expect.stringMatching(/^2\./) }]);
      await database.close();
    });
  },
);
