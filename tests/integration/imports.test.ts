import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '#administration/verification/verification.js';
import { parseNetwork } from '#config-files/network/parse-network.js';
import { problemOf } from '#edge-agent/import-report.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { listImports, readImport } from '#store/imports/import-records.js';
import { readLeaving } from '#store/imports/read-leaving.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { runProcessor } from '#stream-processor/batch/run-processor.js';
import { filledRollups } from '../_support/any-events.js';
import { type BankHost, startBank } from '../_support/bank-host.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { SHAPES, type Shape } from '../_support/shape.js';
import { until } from '../_support/until.js';

const SOURCE = {
  network: 'tests/cases/files/network.yaml',
  mapping: 'tests/cases/files/unknown-centre/mapping.yaml',
} as const;
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Visits of one morning, one every ten minutes. */
const fileOf = (ids: readonly number[]): string =>
  ['id,issued,called,ended', ...ids.map((id) => `${id},${timeOf(id, 0)},${timeOf(id, 5)},${timeOf(id, 15)}`)].join(
    '\n',
  );
const timeOf = (id: number, minute: number): string =>
  `2024-05-06 ${String(9 + Math.floor((id * 10 + minute) / 60)).padStart(2, '0')}:${String((id * 10 + minute) % 60).padStart(2, '0')}:00`;

/** The shape, with a copy of everything that is appended to its log. */
const recording = (shape: Shape, records: LogRecord[]): Shape => ({
  ...shape,
  start: async () => {
    const parts = await shape.start();
    const append = parts.log.append.bind(parts.log);
    parts.log.append = (appended) => {
      records.push(...appended);
      return append(appended);
    };
    return parts;
  },
});

/** The rollups of a new database to which the records of a log are applied. */
async function replayed(records: readonly LogRecord[]): Promise<unknown> {
  const postgres = await startPostgres();
  await migrate(postgres.url);
  const database = openDatabase(postgres.url);
  const source = await readFile(at(SOURCE.network), 'utf8');
  const parsed = parseNetwork(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  await applyNetwork(database, parsed.network, source, Date.now());
  const log = new DirectEventLog();
  const processor = await runProcessor({
    log,
    store: new PostgresProcessorStore(database),
    dimensions: new DimensionStore(database),
    publish: () => undefined,
    onApplied: () => undefined,
    now: Date.now,
  });
  await log.append(records);
  await until('the withdrawals are done', async () =>
    (await listImports(database, 100)).every(({ state }) => state !== 'withdrawing'),
  );
  const rollups = await filledRollups(database);
  await processor.stop();
  await log.close();
  await database.close();
  await postgres.stop();
  return rollups;
}

describe.each(SHAPES)('$name', (shape) => {
  const records: LogRecord[] = [];
  let host: BankHost;
  let mapping: string;
  beforeAll(async () => {
    mapping = (await readFile(at(SOURCE.mapping), 'utf8')).replace('nocentre', 'c20');
    if (shape.missing === undefined) host = await startBank(recording(shape, records), SOURCE);
  });
  afterAll(() => host?.stop());

  const importing = async (name: string, ids: readonly number[], by = mapping, replaces?: string) => {
    const path = join(host.folder, name);
    await writeFile(path, fileOf(ids));
    return host.importing(path, 'bank', by, replaces);
  };

  test.skipIf(shape.missing !== undefined)(
    'an import leaves as a whole, what others state stays, and the log gives the same when it is read again',
    async () => {
      const { database } = host;
      const first = await importing('first.csv', [1, 2, 3]);
      const alone = await filledRollups(database);
      const second = await importing('second.csv', [2, 3, 4, 5]);
      expect(second).toMatchObject({ eventsAccepted: 8, duplicates: 8 });
      const both = await filledRollups(database);
      expect(both).not.toEqual(alone);
      expect(await importing('second.csv', [2, 3, 4, 5])).toMatchObject({
        importId: second.importId,
        eventsAccepted: 0,
        duplicates: 16,
      });

      expect(await readImport(database, second.importId)).toMatchObject({
        state: 'complete',
        mapping: 'mapping',
        events: 16,
        contents: [{ name: 'second.csv', rows: 4, rejectedRows: 0, reasons: [] }],
        centres: [{ centreId: 'c20', events: 16 }],
        firstAt: Date.UTC(2024, 4, 6, 13, 20),
        letters: [],
      });
      // Issue, call, start and end of two visits; a quarter hour in which only this import saw its centre.
      expect(await readLeaving(database, 'bank', second.importId)).toMatchObject({ legs: 4, goneLegs: 2, facts: 9 });
      expect(await filledRollups(database)).toEqual(both);

      await host.withdrawing(second.importId);
      expect(await filledRollups(database)).toEqual(alone);
      const again = await importing('second.csv', [2, 3, 4, 5]);
      expect(again.importId).not.toBe(second.importId);
      expect(again).toMatchObject({ eventsAccepted: 8, duplicates: 8 });
      expect(await filledRollups(database)).toEqual(both);

      // The other way round: what the first import alone has stated leaves, and the rest stays.
      await host.withdrawing(first.importId);
      const { rows } = await database.query('SELECT sum(tickets_issued)::int AS n FROM mnara.rollup_quarter');
      expect(rows).toEqual([{ n: 4 }]);
      expect(await verify(database, true, new Map())).toMatchObject({ ok: true });
      expect((await listImports(database, 10)).map(({ state }) => state).sort()).toEqual([
        'complete',
        'withdrawn',
        'withdrawn',
      ]);
      expect(await replayed(records)).toEqual(await filledRollups(database));
    },
  );

  test.skipIf(shape.missing !== undefined)('a corrected mapping replaces an import in one step', async () => {
    const { database } = host;
    const before = await filledRollups(database);
    const issued = async (): Promise<unknown> =>
      (
        await database.query(
          `SELECT service_id AS service, sum(tickets_issued)::int AS n FROM mnara.rollup_quarter
           JOIN mnara.service USING (service_key) GROUP BY 1 HAVING sum(tickets_issued) > 0 ORDER BY 1`,
        )
      ).rows;
    const wrong = await importing('third.csv', [11, 12, 13]);
    const corrected = mapping.replace('constant: s }', 'constant: ed }');
    const right = await importing('third.csv', [11, 12, 13], corrected, wrong.importId);
    expect(right).toMatchObject({ replaced: wrong.importId, eventsAccepted: 12 });
    expect(await issued()).toEqual([
      { service: 'ed', n: 3 },
      { service: 's', n: 4 },
    ]);
    expect(await readImport(database, wrong.importId)).toMatchObject({
      state: 'withdrawn',
      replacedBy: right.importId,
    });
    await expect(importing('third.csv', [11, 12, 13], corrected, right.importId)).rejects.toThrow('already');
    await host.withdrawing(right.importId);
    expect(await filledRollups(database)).toEqual(before);
  });

  test.skipIf(shape.missing !== undefined)(
    'what the processor could not use is sent when the file is imported again',
    async () => {
      const { database } = host;
      await database.query(
        `INSERT INTO mnara.retention SELECT centre_key, now() FROM mnara.centre WHERE centre_id = 'c20'`,
      );
      host.networkChanged();
      const refused = await importing('fourth.csv', [21, 22]);
      expect(refused).toMatchObject({ eventsAccepted: 8, rejectedByGateway: 8 });
      expect(new Set(refused.gatewayReasons.map(({ code }) => code))).toEqual(new Set(['past_retention']));
      expect(problemOf(refused, 1)).toContain('8 events');
      expect(await readImport(database, refused.importId)).toMatchObject({ events: 0, deadLetters: 8 });
      const before = await filledRollups(database);

      await database.query('DELETE FROM mnara.retention');
      host.networkChanged();
      const used = await importing('fourth.csv', [21, 22]);
      expect(used).toMatchObject({ importId: refused.importId, eventsAccepted: 8, rejectedByGateway: 0 });
      expect(await filledRollups(database)).not.toEqual(before);
      // Control: nothing is sent a third time.
      expect(await importing('fourth.csv', [21, 22])).toMatchObject({ eventsAccepted: 0, duplicates: 8 });
      expect(await verify(database, true, new Map())).toMatchObject({ ok: true });
    },
  );
});
