import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { ClockOffset } from '#edge-agent/agent/clock-offset.js';
import { Recorder } from '#edge-agent/agent/recorder.js';
import { OutboxFullError, type Sink } from '#edge-agent/connectors/connector.js';
import { MqttConnector } from '#edge-agent/connectors/mqtt/mqtt-connector.js';
import { sampleMqtt } from '#edge-agent/connectors/mqtt/sample-mqtt.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { SqliteOutbox } from '#edge-agent/outbox/sqlite-outbox.js';
import { previewRows } from '#edge-agent/preview/preview-file.js';
import { type MqttBroker, startMqttBroker } from '../_support/mqtt-broker.js';
import { until } from '../_support/until.js';

const MAPPING = loadMapping(
  `
mapping: 1
input: { format: record, timeZone: Africa/Nairobi }
every: { visit: { column: ticket }, desk: { column: $topic.2 } }
rows:
  - when: { column: what, is: issued }
    events: [{ kind: ticket_issued, at: { column: at, format: iso } }]
  - when: { column: what, is: called }
    events: [{ kind: ticket_called, at: { column: at, format: unix_ms } }]
  - when: { column: what, is: ended }
    events: [{ kind: service_ended, at: { column: at, format: unix_ms } }]
`,
  'mapping.yaml',
);
const issued = (ticket: string): string => JSON.stringify({ what: 'issued', ticket, at: '2026-01-05T08:00:00' });

let folder: string;
let outbox: SqliteOutbox;
let recorder: Recorder;
let broker: MqttBroker;
let queue: MqttClient;
let stop: AbortController;
let running: MqttConnector[];
let aheadMs: number;
let isFull: boolean;
const now = (): number => Date.now() + aheadMs;
/** The outbox of the agent, which may have no room. */
const sink: Sink = {
  record: (events, checkpoint) =>
    isFull ? Promise.reject(new OutboxFullError('The outbox is full.')) : recorder.record(events, checkpoint),
  pending: () => recorder.pending(),
  rejected: () => recorder.rejected(),
  checkpoint: (name) => recorder.checkpoint(name),
  saveCheckpoint: (name, value) => recorder.saveCheckpoint(name, value),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-mqtt-'));
  outbox = new SqliteOutbox({ path: join(folder, 'outbox.db'), maxBytes: 10_000_000, retentionDays: 7 });
  recorder = new Recorder({ agentId: 'A', centreId: 'C', outbox, clock: new ClockOffset(), now, onStored: () => {} });
  broker = await startMqttBroker();
  queue = await broker.publisher();
  stop = new AbortController();
  running = [];
  aheadMs = 0;
  isFull = false;
});
afterEach(async () => {
  await halt();
  await queue.endAsync(true);
  await broker.stop();
  outbox.close();
  rmSync(folder, { recursive: true });
});

const options = () => ({
  name: 'hall',
  url: broker.url,
  clientId: 'mnara-C',
  topics: ['queue/+/events'],
  status: { topic: 'queue/status', offline: 'gone' },
  mapping: MAPPING,
  reconnectMs: 20,
});
const start = async (): Promise<MqttConnector> => {
  const connector = new MqttConnector(options(), { secret: () => 's', log: SILENT_LOG, dataDir: folder, now });
  running.push(connector);
  await connector.start(sink, stop.signal);
  await until(
    'it listens',
    () => connector.health().message.startsWith('Listens'),
    () => connector.health(),
  );
  return connector;
};
const halt = async (): Promise<void> => {
  stop.abort();
  for (const connector of running.splice(0)) await connector.stopped();
  stop = new AbortController();
};
const publish = (payload: string, more: { retain?: boolean; qos?: 0 | 1 } = {}): Promise<unknown> =>
  queue.publishAsync('queue/D1/events', payload, { qos: 1, ...more });
const visits = (): readonly string[] =>
  outbox.read(0, 1000, 1e9).map(({ payload }) => fromBinary(EventSchema, payload).visitId);
const has = (...wanted: readonly string[]): Promise<boolean> =>
  until(`${wanted.join(', ')} are recorded`, () => visits().join() === wanted.join(), visits);
const isAcknowledged = (): Promise<boolean> =>
  until('the broker has every acknowledgement', async () => (await broker.unacknowledged('mnara-C')) === 0);

test('messages are recorded once: while the agent is away, when they come twice, and over a broker that restarts', async () => {
  await start();
  await publish(issued('A'));
  await has('A');
  await isAcknowledged();
  await halt();
  // The broker keeps what is published while the agent is away.
  await publish(issued('B'));
  expect(await broker.unacknowledged('mnara-C')).toBe(1);
  const connector = await start();
  await has('A', 'B');
  await publish(issued('A'));
  await publish(`[${issued('B')}, ${issued('C')}]`);
  await has('A', 'B', 'C');
  expect(outbox.counts().duplicates).toBe(2);
  await broker.restart('sessions');
  await until('the queue system is connected', () => queue.connected);
  await publish(issued('D'));
  await has('A', 'B', 'C', 'D');
  expect(connector.health()).toMatchObject({ ok: true, progress: { lastRow: { atMs: Date.UTC(2026, 0, 5, 5) } } });
  // A broker that keeps nothing: nobody can know what was published meanwhile.
  await broker.restart('nothing');
  await until('the loss is named', () => /lost the session .* may be missing/.test(connector.health().message));
  expect(connector.health().ok).toBe(false);
  await until('the queue system is connected', () => queue.connected);
  await publish(issued('E'));
  await has('A', 'B', 'C', 'D', 'E');
});

test('a message is acknowledged only when its events are on disk', async () => {
  const connector = await start();
  isFull = true;
  await publish(issued('A'));
  await until('the outbox is named', () => connector.health().message.includes('The outbox is full.'));
  expect(await broker.unacknowledged('mnara-C')).toBe(1);
  aheadMs = 100_000;
  // What waits for room is not yet read.
  expect(connector.health().progress?.readUpToMs).toBeLessThan(now() - 99_000);
  await halt();
  expect([visits(), await broker.unacknowledged('mnara-C')]).toEqual([[], 1]);
  isFull = false;
  await start();
  await has('A');
  await isAcknowledged();
});

test('a connection that is lost before the acknowledgement costs nothing', async () => {
  const connector = await start();
  isFull = true;
  await publish(issued('A'));
  await until('the outbox is named', () => connector.health().message.includes('The outbox is full.'));
  broker.cut();
  await until('the queue system is connected', () => queue.connected);
  isFull = false;
  await publish(issued('B'));
  await has('A', 'B');
  await isAcknowledged();
});

test('a retained message is a state: it gives no event, and a last will makes the source silent', async () => {
  await publish(issued('OLD'), { retain: true });
  const dying = await broker.publisher({ topic: 'queue/status', payload: 'gone' });
  const connector = await start();
  await publish(issued('A'));
  await has('A');
  expect(connector.health().message).toMatch(/1 retained messages are states/);
  dying.stream.destroy();
  await dying.endAsync(true);
  await until('the source is silent', () => connector.health().progress?.isSilent);
  expect(connector.health()).toMatchObject({ ok: false, message: expect.stringMatching(/gone since .* last will/) });
  await halt();
  // The will is retained, so that an agent that starts later knows it too.
  const later = await start();
  await until('the source is silent', () => later.health().progress?.isSilent);
  await queue.publishAsync('queue/status', 'here', { qos: 1, retain: true });
  await until('the source is back', () => later.health().progress?.isSilent === false);
  expect(later.health().ok).toBe(true);
});

test('a message that cannot be used costs no other, and a broker that is away is silent after a minute', async () => {
  const connector = await start();
  await publish('no JSON at all');
  await publish(issued('A'), { qos: 0 });
  await has('A');
  const { ok, message } = connector.health();
  expect([ok, /1 messages could not be used/.test(message), /came with QoS 0/.test(message)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(readFileSync(join(folder, 'rejects', 'hall.csv'), 'utf8')).toMatch(/"queue\/D1\/events [\w-]{10}",no_rule,/);
  await isAcknowledged();
  await queue.endAsync(true);
  await broker.stop();
  await until('the broker is away', () => /cannot be reached|ECONNREFUSED/.test(connector.health().message));
  expect(connector.health().progress?.isSilent).toBe(false);
  aheadMs = 61_000;
  expect(connector.health().progress?.isSilent).toBe(true);
  await halt();
  broker = await startMqttBroker();
  queue = await broker.publisher();
});

test('a sample listens beside the agent and takes nothing from it', async () => {
  const connector = await start();
  const parts = { checkpoint: () => undefined, rejected: 0, dataDir: folder, now, limit: 2 };
  const sample = await sampleMqtt(options(), { ...parts, signal: AbortSignal.timeout(20_000) });
  await publish(issued('A'));
  await publish(JSON.stringify({ what: 'called', ticket: 'A', at: Date.UTC(2026, 0, 5, 6) }));
  const preview = await previewRows({ ...sample, secret: () => 's' });
  expect(preview.firstRows.flatMap(({ events }) => events)).toMatchObject([
    { kind: 'ticket_issued', local: '2026-01-05T08:00:00+03:00', visit: 'A', desk: 'D1' },
    { kind: 'ticket_called', local: '2026-01-05T09:00:00+03:00', visit: 'A', desk: 'D1' },
  ]);
  await has('A', 'A');
  expect(connector.health().ok).toBe(true);
});
