import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { readAgentSettings } from '#edge-agent/agent-config.js';
import { OutboxFullError, type Sink } from '#edge-agent/connectors/connector.js';
import { readingFields } from '#edge-agent/connectors/rest/reading-settings.js';
import { RestConnector } from '#edge-agent/connectors/rest/rest-connector.js';
import { loadRecordMapping } from '#edge-agent/mapping/load-mapping.js';
import { tryConnector } from '#edge-agent/try-connector.js';
import { makeCertificate } from '../_support/certificate.js';
import { type Answer, startReceiver, status } from '../_support/http-receiver.js';
import { type AgentFolder, agentFolder, type OfflineAgent } from '../_support/offline-agent.js';
import { until } from '../_support/until.js';

const MAPPING = `
mapping: 1
input: { format: record, timeZone: Africa/Nairobi }
every: { visit: { column: id }, service: { constant: ID } }
rows:
  - { when: { column: "@change", is: missed }, count: missed_between_readings, at: { column: "@seen", format: iso } }
  - when: { column: "@change", is: gone }
    events: [{ kind: ticket_unfollowed, at: { column: "@seen", format: iso } }]
  - when: { column: created, matches: "^2026" }
    events:
      - { kind: ticket_issued, at: { column: created, format: iso } }
      - { kind: ticket_called, at: { column: called, format: iso }, optional: true }
`;
const ticket = (id: string, called?: string) => ({ id, created: '2026-11-30T08:00:00Z', called });
const CALLED = '2026-11-30T08:10:00Z';

let given: AgentFolder;
let running: OfflineAgent | undefined;
beforeEach(() => {
  given = agentFolder();
  given.file('mapping.yaml', MAPPING);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  given.remove();
});
async function start(connector: object, settings: object = {}): Promise<OfflineAgent> {
  await running?.stop();
  running = await given.start([connector], settings);
  return running;
}
const has = (agent: OfflineAgent, events: number): Promise<unknown> =>
  until(
    `the outbox has ${events} events`,
    () => agent.events().length >= events,
    () => agent.events(),
  );

describe('the poller', () => {
  let source: Awaited<ReturnType<typeof startReceiver>>;
  let list: object[];
  const answer: Answer = (request, response) => status(200, JSON.stringify({ data: list }))(request, response);
  beforeEach(async () => {
    list = [ticket('A1'), ticket('A2')];
    source = await startReceiver(answer);
  });
  afterEach(() => source.stop());
  const rest = (settings: object = {}) => ({
    kind: 'rest',
    name: 'hall',
    address: `http://127.0.0.1:${source.port}/tickets`,
    records: 'data',
    mapping: 'mapping.yaml',
    everySeconds: 0.05,
    requestsPerSecond: 100,
    ...settings,
  });
  const read = (times: number): Promise<unknown> => {
    const before = source.requests.length;
    return until('the list was read again', () => source.requests.length >= before + times);
  };

  test('records what is new and what changes, once, and goes on where it was after a restart', async () => {
    const agent = await start(rest());
    await has(agent, 2);
    list = [ticket('A1', CALLED), ticket('A2'), ticket('A3')];
    await has(agent, 4);
    await read(2);
    const all = ['A1 ticketIssued', 'A2 ticketIssued', 'A1 ticketCalled', 'A3 ticketIssued'];
    expect(agent.events()).toEqual(all);
    // A1 was told again when it changed; its issue was recognised.
    expect(agent.agent.status().duplicates).toBe(1);
    expect(agent.health('hall')).toMatchObject({
      ok: true,
      message: expect.stringMatching(/Read 3 records of http:\/\/127\.0\.0\.1:\d+, 0 of them new or changed/),
      progress: { lastRow: { id: 'A3' }, readUpToMs: expect.any(Number) },
    });
    const again = await start(rest());
    await read(2);
    expect(again.events()).toEqual(all);
    expect(again.agent.status().duplicates).toBe(1);
  });

  test('says what is wrong while the source cannot be read, and continues', async () => {
    const agent = await start(rest());
    await has(agent, 2);
    const faultAtMs = Date.now();
    source.answerWith(status(404, 'moved'));
    await until('the fault is seen', () => !agent.health('hall').ok);
    expect(agent.health('hall')).toMatchObject({
      message: expect.stringContaining('404: moved'),
      progress: { lastError: { message: expect.stringContaining('404') } },
    });
    // The lag grows: nothing was read since.
    expect(agent.health('hall').progress?.readUpToMs).toBeLessThanOrEqual(faultAtMs);
    list = [...list, ticket('A3')];
    source.answerWith(answer);
    await has(agent, 3);
    await until('it is well again', () => agent.health('hall').ok);
  });

  test('a source that cannot be read for a minute is silent, so that the centre is not shown as alive', async () => {
    source.answerWith(status(404));
    const agent = await start({ kind: 'local-http', port: 0 });
    let nowMs = Date.now();
    const settings = z.strictObject(readingFields(z.string())).parse({ address: `http://127.0.0.1:${source.port}/` });
    const connector = new RestConnector({
      settings: { ...settings, kind: 'rest', name: 'hall', everySeconds: 0.05 },
      mapping: loadRecordMapping(join(given.folder, 'mapping.yaml')),
      now: () => nowMs,
      secret: () => 's',
      log: SILENT_LOG,
      dataDir: given.folder,
      pauses: { firstMs: 1, maxMs: 5 },
    });
    const stop = new AbortController();
    await connector.start(agent.agent.sink, stop.signal);
    await until('the fault is seen', () => !connector.health().ok);
    expect(connector.health().progress).toMatchObject({ isSilent: false });
    nowMs += 61_000;
    expect(connector.health().progress).toMatchObject({ isSilent: true });
    source.answerWith((request, response) => status(200, JSON.stringify([]))(request, response));
    await until('it is read again', () => connector.health().progress?.readUpToMs === nowMs);
    expect(connector.health()).toMatchObject({ ok: true, progress: { isSilent: false } });
    stop.abort();
    await connector.stopped();
  });

  test('can be tried: it shows what it would map next, and moves nothing', async () => {
    const agent = await start(rest({ everySeconds: 3600 }));
    await has(agent, 2);
    await agent.stop();
    list = [...list, ticket('A3', CALLED), { id: 'A4', created: 'soon' }];
    const { connectors } = readAgentSettings(join(given.folder, 'agent.yaml'));
    const [connector] = connectors;
    if (connector === undefined) throw new Error('The file has no connector.');
    const tried = () => tryConnector(connector, { dataDir: join(given.folder, 'data') }, { limit: 20, seconds: 20 });
    for (const _ of [1, 2]) expect(await tried()).toMatchObject({ rowsRead: 2, used: 1, rejected: 1 });
    const again = await start(rest());
    await has(again, 4);
  });

  test('a record that cannot be used is told and costs no other', async () => {
    list = [{ id: 'A1', created: 'soon' }, ticket('A2')];
    const agent = await start(rest());
    await has(agent, 1);
    expect(agent.events()).toEqual(['A2 ticketIssued']);
    await until('it is told', () => !agent.health('hall').ok);
    expect(agent.health('hall').message).toMatch(/1 could not be used since the start; see .*hall\.csv/);
    await read(2);
    expect(
      readFileSync(join(given.folder, 'data', 'rejects', 'hall.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(2);
  });

  test('a list of current tickets: differences are derived, and what was passed over is counted', async () => {
    const snapshot = rest({ snapshot: { numbers: 'id', missingReads: 2 } });
    const agent = await start(snapshot);
    await has(agent, 2);
    // A3 came and left between two readings.
    list = [ticket('A2'), ticket('A4')];
    await has(agent, 5);
    expect([...agent.events()].sort()).toEqual(
      ['A1 ticketIssued', 'A1 ticketUnfollowed', 'A2 ticketIssued', 'A3 sourceRowNoted', 'A4 ticketIssued']
        .map((event) => event.replace('A3 source', ' source'))
        .sort(),
    );
    expect(agent.defects()).toEqual(Array(4).fill('derived'));
    expect(agent.health('hall').message).toMatch(
      /within 0\.05 s is not seen\. 1 numbers were passed over since the start/,
    );
    const again = await start(snapshot);
    await read(3);
    expect(again.events()).toHaveLength(5);
  });
});

describe('the receiver', () => {
  const sign = (body: string, secret = 'new'): string => createHmac('sha256', secret).update(body).digest('hex');
  const SIGNED = { signature: { format: 'plain', header: 'X-Signature', secretFiles: ['hook.key', 'hook-old.key'] } };
  const hook = (settings: object = {}) => ({
    kind: 'webhook',
    name: 'hook',
    port: 0,
    path: '/hook',
    mapping: 'mapping.yaml',
    ...settings,
  });
  beforeEach(() => {
    given.file('hook.key', 'new');
    given.file('hook-old.key', 'old');
  });
  async function post(agent: OfflineAgent, value: unknown, headers: Record<string, string> = {}) {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    const signed = { 'content-type': 'application/json', 'x-signature': sign(body), ...headers };
    const response = await fetch(agent.address('hook'), { method: 'POST', body, headers: signed });
    return { status: response.status, content: await response.json(), again: response.headers.get('retry-after') };
  }

  test('takes signed deliveries only, with each of two secrets, which may be replaced meanwhile', async () => {
    const agent = await start(hook(SIGNED));
    const body = JSON.stringify(ticket('A1'));
    expect(await post(agent, body, { 'x-signature': sign(`${body} `) })).toMatchObject({ status: 401 });
    expect(agent.health('hook')).toMatchObject({ ok: false, message: expect.stringContaining('signature is wrong') });
    expect(agent.events()).toEqual([]);
    expect(await post(agent, body)).toMatchObject({ status: 200, content: { used: 1, rejected: 0 } });
    expect(agent.health('hook').ok).toBe(true);
    const second = JSON.stringify(ticket('A2'));
    expect(await post(agent, second, { 'x-signature': sign(second, 'old') })).toMatchObject({ status: 200 });
    given.file('hook-old.key', 'newest');
    const third = JSON.stringify(ticket('A3'));
    expect(await post(agent, third, { 'x-signature': sign(third, 'old') })).toMatchObject({ status: 401 });
    expect(await post(agent, third, { 'x-signature': sign(third, 'newest') })).toMatchObject({ status: 200 });
    expect(agent.events()).toEqual(['A1 ticketIssued', 'A2 ticketIssued', 'A3 ticketIssued']);
  });

  test('deliveries out of order and repeated give the same facts, also after a restart', async () => {
    const agent = await start(hook(SIGNED));
    const called = ticket('A1', CALLED);
    expect(await post(agent, called)).toMatchObject({ status: 200 });
    expect(await post(agent, ticket('A1'))).toMatchObject({ status: 200 });
    expect(await post(agent, called)).toMatchObject({ status: 200, content: { repeated: true } });
    const both = await Promise.all([post(agent, ticket('A2')), post(agent, ticket('A2'))]);
    expect(both.map((one) => one.status)).toEqual([200, 200]);
    const all = ['A1 ticketIssued', 'A1 ticketCalled', 'A2 ticketIssued'];
    expect(agent.events()).toEqual(all);
    const again = await start(hook(SIGNED));
    expect(await post(again, called)).toMatchObject({ status: 200, content: { repeated: true } });
    expect(again.events()).toEqual(all);
  });

  test('a delivery that the mapping cannot use is taken and told; one that is no record is not', async () => {
    const agent = await start(hook(SIGNED));
    expect(await post(agent, { id: 'A1', created: 'soon' })).toMatchObject({ status: 200, content: { rejected: 1 } });
    expect(agent.health('hook')).toMatchObject({ ok: false, message: expect.stringContaining('hook.csv') });
    expect(await post(agent, '{"id":')).toMatchObject({ status: 400, content: { error: 'The body is not JSON.' } });
    expect(await post(agent, '[7]')).toMatchObject({ status: 400 });
  });

  test('answers only after the outbox, and asks for the delivery again while there is no room', async () => {
    const agent = await start(hook());
    const sink = agent.agent.sink as { record: Sink['record'] };
    const record = agent.agent.sink.record.bind(agent.agent.sink);
    const { promise, resolve } = Promise.withResolvers<void>();
    let answered = false;
    sink.record = async (events, checkpoint) => {
      await promise;
      return record(events, checkpoint);
    };
    const posted = post(agent, ticket('A1')).finally(() => {
      answered = true;
    });
    await until('the delivery has arrived', async () => (await fetch(agent.address('hook'))).status === 404);
    expect(answered).toBe(false);
    resolve();
    expect(await posted).toMatchObject({ status: 200 });
    // A form of a web page in a browser on this computer.
    expect(await post(agent, ticket('A9'), { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    sink.record = () => Promise.reject(new OutboxFullError('The outbox is full.'));
    expect(await post(agent, ticket('A2'))).toMatchObject({ status: 503, again: '30' });
    expect(agent.health('hook')).toMatchObject({ ok: false, message: expect.stringContaining('outbox is full') });
    sink.record = record;
    // What was not stored is not known: the same delivery is taken now.
    expect(await post(agent, ticket('A2'))).toMatchObject({ status: 200, content: { used: 1 } });
    expect(agent.events()).toEqual(['A1 ticketIssued', 'A2 ticketIssued']);
  });

  test('limits of size, rate, path and method; a token; HTTPS', async () => {
    const certificate = makeCertificate();
    given.file('cert.pem', certificate.cert);
    given.file('cert.key', certificate.key);
    given.file('hook.token', 'abc');
    const small = await start(
      hook({ maxBytes: 1024, deliveriesPerSecond: 1, token: { header: 'X-Token', files: ['hook.token'] } }),
    );
    expect(await post(small, ticket('A'.repeat(2000)), { 'x-token': 'abc' })).toMatchObject({ status: 413 });
    const many = await Promise.all(Array.from({ length: 8 }, () => post(small, ticket('A1'), { 'x-token': 'abd' })));
    expect(many.filter((one) => one.status === 429).every(({ again }) => again === '1')).toBe(true);
    expect(many.map((one) => one.status)).toContain(429);
    expect((await fetch(small.address('hook'))).status).toBe(404);
    expect((await fetch(small.address('hook').replace('/hook', '/'), { method: 'POST' })).status).toBe(404);
    const safe = await start(
      hook({ tls: { certFile: 'cert.pem', keyFile: 'cert.key' }, token: { header: 'X-Token', files: ['hook.token'] } }),
    );
    expect(safe.address('hook')).toMatch(/^https:/);
    const { requestOnce } = await import('#platform/http/http-request.js');
    const ask = (token: string) =>
      requestOnce({
        url: new URL(safe.address('hook')),
        method: 'POST',
        headers: { 'x-token': token },
        body: JSON.stringify(ticket('A1')),
        timeoutMs: 20_000,
        maxAnswerBytes: 1024,
        ca: certificate.cert,
      });
    expect(await ask('wrong')).toMatchObject({ status: 401 });
    expect(await ask('abc')).toMatchObject({ status: 200 });
    expect(safe.events()).toEqual(['A1 ticketIssued']);
  });

  test('what no delivery brought is found in the list, and nothing else', async () => {
    let list: object[] = [];
    const source = await startReceiver((request, response) => status(200, JSON.stringify(list))(request, response));
    const address = `http://127.0.0.1:${source.port}/tickets`;
    const compared = hook({ ...SIGNED, list: { address, graceSeconds: 0 } });
    const first = await start(compared);
    await until('the list was compared', () => first.health('hook').progress?.readUpToMs !== undefined);
    expect(await post(first, ticket('A1', CALLED))).toMatchObject({ status: 200 });
    expect(first.health('hook').message).toContain('had 0 records more');
    // A2 was lost on its way. The agent compares at its start, and once an hour.
    list = [ticket('A1', CALLED), ticket('A2')];
    const again = await start(compared);
    await has(again, 3);
    await until('the gap is told', () => again.health('hook').message.includes('had 1 records more'));
    expect(again.events()).toEqual(['A1 ticketIssued', 'A1 ticketCalled', 'A2 ticketIssued']);
    await source.stop();
  });
});
