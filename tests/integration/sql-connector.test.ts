import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Event, EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { ClockOffset } from '#edge-agent/agent/clock-offset.js';
import { Recorder } from '#edge-agent/agent/recorder.js';
import { lagSeconds } from '#edge-agent/connectors/connector.js';
import { feedFile } from '#edge-agent/connectors/file-drop/feed-file.js';
import { RecordFeed } from '#edge-agent/connectors/record-feed.js';
import { RejectedRecords } from '#edge-agent/connectors/rejected-records.js';
import { countDay } from '#edge-agent/connectors/sql/hourly-count.js';
import { openSession } from '#edge-agent/connectors/sql/open-session.js';
import { openSource } from '#edge-agent/connectors/sql/open-source.js';
import { RowReader } from '#edge-agent/connectors/sql/row-reader.js';
import { sampleSql } from '#edge-agent/connectors/sql/sample-sql.js';
import { SeenRows } from '#edge-agent/connectors/sql/seen-rows.js';
import { SqlConnector } from '#edge-agent/connectors/sql/sql-connector.js';
import type { SqlOptions } from '#edge-agent/connectors/sql/sql-options.js';
import { SqlPoll } from '#edge-agent/connectors/sql/sql-poll.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import type { Mapping } from '#edge-agent/mapping/mapping-schema.js';
import { RowMapper } from '#edge-agent/mapping/row-mapper.js';
import { SqliteOutbox } from '#edge-agent/outbox/sqlite-outbox.js';
import { previewRows } from '#edge-agent/preview/preview-file.js';
import { mariadbMissing } from '../_support/mariadb-server.js';
import {
  type SourceWriter,
  type SqlSource,
  startMariadbSource,
  startPostgresqlSource,
} from '../_support/sql-source.js';
import { until } from '../_support/until.js';

const mapping = (format: 'csv' | 'record'): Mapping =>
  loadMapping(
    `
mapping: 1
input: { format: ${format}, timeZone: Africa/Nairobi }
every: { visit: { join: [{ column: id }, { column: number }], with: '-' }, ticket: { column: number },
  service: { column: service, map: { P: passport } } }
rows:
  - events:
      - { kind: ticket_issued, at: { column: created_at, format: iso } }
      - { kind: ticket_called, at: { column: called_at, format: iso }, optional: true, desk: { column: desk } }
      - { kind: service_ended, at: { column: ended_at, format: iso }, optional: true, desk: { column: desk } }
`,
    'mapping.yaml',
  );

const TABLE = {
  postgresql: `CREATE TABLE ticket (id bigserial PRIMARY KEY, number text, service text DEFAULT 'P', desk text,
    created_at timestamp NOT NULL, called_at timestamp, ended_at timestamp, changed_at timestamptz)`,
  mariadb: `CREATE TABLE ticket (id bigint PRIMARY KEY AUTO_INCREMENT, number varchar(20), service varchar(9) DEFAULT 'P',
    desk varchar(9), created_at datetime(3) NOT NULL, called_at datetime(3), ended_at datetime(3),
    changed_at timestamp(3) NULL) ENGINE=InnoDB`,
} as const;

/** A wall-clock time in Nairobi, some minutes from now. */
const wall = (minutes: number): string =>
  new Date(Date.now() + (minutes + 180) * 60_000).toISOString().slice(0, 23).replace('T', ' ');
const ticket = (number: string, at: string, ended?: string): string =>
  `INSERT INTO ticket (number, created_at, called_at, ended_at, desk) VALUES ('${number}', '${at}', ` +
  `${ended === undefined ? 'NULL, NULL, NULL' : `'${ended}', '${ended}', 'D1'`})`;

let folder: string;
let outbox: SqliteOutbox;
let recorder: Recorder;
let stop: AbortController;
let running: SqlConnector[];
let aheadMs: number;
const now = (): number => Date.now() + aheadMs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-sql-'));
  outbox = new SqliteOutbox({ path: join(folder, 'outbox.db'), maxBytes: 100_000_000, retentionDays: 7 });
  recorder = new Recorder({ agentId: 'A', centreId: 'C', outbox, clock: new ClockOffset(), now, onStored: () => {} });
  stop = new AbortController();
  running = [];
  aheadMs = 0;
  decoded = [];
});
afterEach(async () => {
  await halt();
  outbox.close();
  rmSync(folder, { recursive: true });
});
const halt = async (): Promise<void> => {
  stop.abort();
  for (const connector of running.splice(0)) await connector.stopped();
  stop = new AbortController();
};

/** The recorded events, each decoded once. */
const recorded = (): readonly Event[] => {
  for (const { payload } of outbox.read(decoded.length, 100_000, 1e9)) decoded.push(fromBinary(EventSchema, payload));
  return decoded;
};
let decoded: Event[];
/** The kinds of the events of a ticket, in the order in which they were recorded. */
const kindsOf = (number: string): readonly (string | undefined)[] =>
  recorded().flatMap(({ ticketNo, fact }) => (ticketNo === number ? [fact.case] : []));
const hasTicket = (number: string): boolean => kindsOf(number).length > 0;

const sources = new Map<string, SqlSource>();
beforeAll(async () => {
  const started = await Promise.all([
    startPostgresqlSource(),
    ...(mariadbMissing === undefined ? [startMariadbSource()] : []),
  ]);
  for (const one of started) sources.set(one.database, one);
});
afterAll(() => Promise.all([...sources.values()].map((one) => one.stop())));

describe.each([
  ['postgresql', undefined],
  ['mariadb', mariadbMissing],
] as const)('%s', (database, missing) => {
  describe.skipIf(missing !== undefined)(`SqlConnector ${missing ?? ''}`, () => {
    let source: SqlSource;
    let writer: SourceWriter;
    beforeAll(async () => {
      const found = sources.get(database);
      if (found === undefined) throw new Error(`The ${database} has not started.`);
      source = found;
      writer = await source.writer();
    });
    afterAll(() => writer?.close());
    beforeEach(async () => {
      await writer.run('DROP TABLE IF EXISTS ticket');
      await writer.run(TABLE[database]);
    });

    const optionsOf = (more: Partial<SqlOptions> = {}): SqlOptions => ({
      name: 'tickets',
      database,
      url: source.url,
      source: { table: 'ticket' },
      key: ['id'],
      orderBy: 'created_at',
      orderByUnit: undefined,
      mapping: mapping('record'),
      mappingPath: 'mapping.yaml',
      fromMs: Date.now() - 3 * 24 * 3600_000,
      everySeconds: 0.05,
      overlapSeconds: 60,
      rereadHours: 24,
      rereadSeconds: 0,
      deletedRows: 'report',
      countMinute: 24 * 60,
      statementSeconds: 10,
      ...more,
    });
    const start = async (more: Partial<SqlOptions> = {}): Promise<SqlConnector> => {
      const parts = { secret: () => 's', log: SILENT_LOG, dataDir: folder, now };
      const connector = new SqlConnector(optionsOf(more), parts);
      await connector.start(recorder, stop.signal);
      running.push(connector);
      return connector;
    };
    const says = (connector: SqlConnector, pattern: RegExp): Promise<boolean> =>
      until(
        `the health says ${pattern}`,
        () => pattern.test(connector.health().message),
        () => connector.health(),
      );
    const reads = (number: string): Promise<boolean> =>
      until(
        `the ticket ${number} is read`,
        () => hasTicket(number),
        () => running[0]?.health(),
      );

    test('history and live rows are read once, also what is committed late, filled in, and read again', async () => {
      // More rows of one moment than a page has.
      const [early, later] = [wall(-300), wall(-200)];
      const rows = Array.from({ length: 2_300 }, (_, index) => {
        const at = index < 1_500 ? early : later;
        return `('H${index}', '${at}', ${index === 0 ? 'NULL' : `'${at}'`})`;
      });
      await writer.run(`INSERT INTO ticket (number, created_at, ended_at) VALUES ${rows.join(', ')}`);
      const connector = await start();
      await reads('H2299');
      // A transaction that is slower than one that began after it.
      const slow = await source.writer();
      await slow.run('START TRANSACTION');
      await slow.run(ticket('LATE', wall(-0.5)));
      await writer.run(ticket('EARLY', wall(0)));
      await reads('EARLY');
      expect(hasTicket('LATE')).toBe(false);
      await slow.run('COMMIT');
      await slow.close();
      await reads('LATE');
      await writer.run(`UPDATE ticket SET called_at = '${wall(0)}', desk = 'D1' WHERE number = 'LATE'`);
      await until('the call is read', () => kindsOf('LATE').includes('ticketCalled'));
      await writer.run(`UPDATE ticket SET ended_at = '${wall(0)}' WHERE number = 'LATE'`);
      await until('the end is read', () => kindsOf('LATE').includes('serviceEnded'));
      // Far before the overlap: it is read again by its key.
      await writer.run(`UPDATE ticket SET ended_at = '${wall(0)}' WHERE number = 'H0'`);
      await until('the old end is read', () => kindsOf('H0').includes('serviceEnded'));
      expect(connector.health()).toMatchObject({ ok: true, progress: { isSilent: false, lastError: undefined } });
      await halt();
      // As after a power cut that took the file beside the outbox with it.
      rmSync(join(folder, 'tickets.rows.db'));
      await start();
      await writer.run(ticket('AFTER', wall(0)));
      await reads('AFTER');
      expect(kindsOf('LATE')).toEqual(['ticketIssued', 'ticketCalled', 'serviceEnded']);
      const issued = recorded().filter(({ fact }) => fact.case === 'ticketIssued');
      expect(issued).toHaveLength(2_303);
      expect(new Set(issued.map(({ visitId }) => visitId)).size).toBe(2_303);
    });

    test('control: without an overlap, a row that is committed late is lost until the hours are counted', async () => {
      await start({ overlapSeconds: 0, rereadHours: 0 });
      const slow = await source.writer();
      await slow.run('START TRANSACTION');
      const at = wall(-1);
      await slow.run(ticket('LATE', at, wall(-1)));
      await writer.run(ticket('EARLY', wall(0), wall(0)));
      await reads('EARLY');
      await slow.run('COMMIT');
      await slow.close();
      await writer.run(ticket('NEXT', wall(0.01), wall(0.01)));
      await reads('NEXT');
      expect(hasTicket('LATE')).toBe(false);
      await halt();
      const counted = await count(at.slice(0, 10));
      const read = counted.mismatches.reduce((sum, { readNow }) => sum + readNow, 0);
      expect([read, hasTicket('LATE')]).toEqual([1, true]);
      expect((await count(at.slice(0, 10))).mismatches).toEqual([]);
    });

    /** The nightly count of a day, by the file that the connector left. */
    const count = async (day: string, clockMs = Date.now()) => {
      const seen = new SeenRows(join(folder, 'tickets.rows.db'));
      const rejected = new RejectedRecords(folder, 'tickets');
      const options = optionsOf();
      const feed = new RecordFeed({ ...options, secret: () => 's', sink: recorder, rejected, now });
      const { signal } = stop;
      const reader = new RowReader({ feed, seen, signal, onFull: () => {}, onReused: () => {} });
      const poll = new SqlPoll({ options, sink: recorder, reader, seen, signal, log: SILENT_LOG, onPage: () => {} });
      const opened = await openSource(options, feed.columns);
      try {
        return await countDay(opened, day, 0, clockMs, { seen, reader, poll, timeZone: 'Africa/Nairobi' });
      } finally {
        await opened.session.close();
        seen.close();
      }
    };

    test('the hourly count names what was lost and what was deleted', async () => {
      for (const [number, minutes] of [
        ['A', 5],
        ['B', 65],
        ['C', 70],
      ] as const)
        await writer.run(
          ticket(number, `2026-01-05 09:${String(minutes % 60).padStart(2, '0')}:00`, '2026-01-05 12:00:00'),
        );
      await writer.run(`UPDATE ticket SET created_at = '2026-01-05 10:05:00' WHERE number = 'B'`);
      // Nothing was read before: the count itself reads every row of the day.
      expect(await count('2026-01-05', Date.UTC(2026, 0, 6))).toMatchObject({
        rows: 3,
        mismatches: [{ readNow: 2 }, { readNow: 1 }],
      });
      await writer.run(`DELETE FROM ticket WHERE number = 'B'`);
      await writer.run(ticket('D', '2026-01-05 09:30:00', '2026-01-05 12:00:00'));
      expect(await count('2026-01-05', Date.UTC(2026, 0, 6))).toEqual({
        day: '2026-01-05',
        rows: 3,
        mismatches: [
          { hour: '2026-01-05 09:00', inSource: 3, known: 2, readNow: 1, deleted: 0 },
          { hour: '2026-01-05 10:00', inSource: 0, known: 1, readNow: 0, deleted: 1 },
        ],
      });
      expect(await count('2026-01-05', Date.UTC(2026, 0, 6))).toMatchObject({ rows: 3, mismatches: [] });
    });

    test('a column that is gone stops the connector with its name, and reading goes on when it is back', async () => {
      const connector = await start();
      await writer.run(ticket('A', wall(-1)));
      await reads('A');
      await writer.run('ALTER TABLE ticket RENAME COLUMN desk TO counter');
      await says(connector, /has no column "desk", which the mapping mapping\.yaml .* it has: id, number.*counter/);
      expect(connector.health().ok).toBe(false);
      await writer.run(ticket('B', wall(0)).replaceAll('desk', 'counter'));
      await writer.run('ALTER TABLE ticket RENAME COLUMN counter TO desk');
      await reads('B');
      await says(connector, /^Reads ticket of /);
    });

    test('a deleted row of an open visit is named, or voids its visit where the file says so', async () => {
      const connector = await start();
      await writer.run(ticket('A', wall(-1)));
      await reads('A');
      await writer.run(`DELETE FROM ticket WHERE number = 'A'`);
      await says(connector, /1 rows of open visits were deleted/);
      expect(kindsOf('A')).toEqual(['ticketIssued']);
      await halt();
      await start({ name: 'other', deletedRows: 'void' });
      await writer.run(ticket('B', wall(-1)));
      await reads('B');
      await writer.run(`DELETE FROM ticket WHERE number = 'B'`);
      await until('the visit is voided', () => kindsOf('B').includes('ticketVoided'));
    });

    test('the session cannot write and ends a statement that takes too long', async () => {
      await writer.run(ticket('A', wall(0)));
      // The address of the owner: it is the session that refuses, not the rights of the user.
      const owner = database === 'mariadb' ? source.url.replace(/\/\/[^@]+@/, '//root@') : source.url;
      const session = await openSession(database, { url: owner, statementSeconds: 1, applicationName: 'test' });
      const sleep = database === 'mariadb' ? 'SELECT SLEEP(30) FROM ticket' : 'SELECT pg_sleep(30)';
      await expect(session.rows({ text: 'DELETE FROM ticket', values: [] })).rejects.toThrow(/read.only|READ ONLY/i);
      await expect(session.rows({ text: sleep, values: [] })).rejects.toThrow(/time|interrupted/i);
      await session.close();
    });

    test('instants and a query are read with the right moments, and the same rows in a file add nothing', async () => {
      await writer.run(ticket('A', '2026-01-05 09:00:00.250', '2026-01-05 09:30:00'));
      await writer.run(`UPDATE ticket SET changed_at = '2026-01-05 09:30:00'`);
      const query = `SELECT id, number, service, desk, created_at, called_at, ended_at, changed_at FROM ticket;`;
      const connector = await start({ source: { query }, orderBy: 'changed_at', fromMs: Date.UTC(2026, 0, 1) });
      await reads('A');
      expect(recorded().map(({ occurredAtMs }) => Number(occurredAtMs))).toEqual(
        ['06:00:00.250', '06:30:00.000', '06:30:00.000'].map((time) => Date.parse(`2026-01-05T${time}Z`)),
      );
      await until('everything is read', () => connector.health().progress?.readUpToMs !== undefined);
      expect(connector.health().progress?.lastRow).toEqual({ id: '["1"]', atMs: Date.UTC(2026, 0, 5, 6, 30) });
      const path = join(folder, 'history.csv');
      await writeFile(
        path,
        'id,number,service,desk,created_at,called_at,ended_at\n' +
          '1,A,P,D1,2026-01-05 09:00:00.250,2026-01-05 09:30:00,2026-01-05 09:30:00\n',
      );
      const csv = mapping('csv');
      const fed = await feedFile({
        path,
        mapping: csv,
        mapper: new RowMapper(csv, () => 's'),
        sink: recorder,
        rejectsPath: join(folder, 'rejects.csv'),
        signal: stop.signal,
      });
      expect(fed).toMatchObject({ eventsAccepted: 0, duplicates: 3, rejected: 0 });
    });

    test('a sample shows the next rows as events, and moves nothing', async () => {
      await writer.run(ticket('A', '2026-01-05 09:00:00', '2026-01-05 09:30:00'));
      await writer.run(`INSERT INTO ticket (number, created_at, service) VALUES ('B', '2026-01-05 09:10:00', 'X')`);
      const options = optionsOf({ fromMs: Date.UTC(2026, 0, 1) });
      const parts = { checkpoint: () => undefined, rejected: 0, dataDir: folder, now, limit: 5, signal: stop.signal };
      const preview = await previewRows({ ...(await sampleSql(options, parts)), secret: () => 's' });
      expect(preview.firstRows[0]).toMatchObject({
        waitSeconds: 1800,
        events: [
          {
            kind: 'ticket_issued',
            local: '2026-01-05T09:00:00+03:00',
            utc: '2026-01-05T06:00:00.000Z',
            service: 'passport',
          },
          { kind: 'ticket_called', desk: 'D1' },
          { kind: 'service_ended' },
        ],
      });
      expect(preview.unlisted).toEqual([{ column: 'service', values: [{ content: 'X', rows: 1 }] }]);
      expect(outbox.counts().lastSeq).toBe(0);
    });

    test('a source that cannot be reached is named without its password, falls silent, and the lag grows', async () => {
      const connector = await start({ url: source.url.replace(/:\d+\//, ':9/') });
      await says(connector, /cannot be read \(.*\); check the address/);
      expect(connector.health().message).not.toContain('eader');
      expect(connector.health().progress?.isSilent).toBe(false);
      aheadMs = 61_000;
      expect(connector.health().progress?.isSilent).toBe(true);
      const working = await start({ name: 'other' });
      await until('it is read', () => working.health().progress?.readUpToMs !== undefined);
      await halt();
      aheadMs += 600_000;
      const { progress } = working.health();
      expect(progress && lagSeconds(progress, now())).toBeGreaterThanOrEqual(600);
    });
  });
});
