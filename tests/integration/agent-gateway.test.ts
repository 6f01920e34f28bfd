import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import type { RunningAgent } from '#edge-agent/agent/agent.js';
import { OutboxFullError, type SourceEvent } from '#edge-agent/connectors/connector.js';
import { importFiles } from '#edge-agent/import-files.js';
import { loadMapping } from '#edge-agent/mapping/load-mapping.js';
import { type StartAgentOptions, startAgent } from '#edge-agent/start-agent.js';
import { createAgent, enrolAgent, inviteAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { type GatewayHost, startGateway } from '../_support/gateway-host.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;
let network: Network;
let registry: PostgresAgentRegistry;
let host: GatewayHost;
let folder: string;
const agents: RunningAgent[] = [];

beforeAll(async () => {
  network = await startSmallNetwork();
  registry = new PostgresAgentRegistry(network.database);
});
afterAll(() => network?.stop());

beforeEach(async () => {
  await network.clear();
  host = await startGateway(network.database);
  folder = await mkdtemp(join(tmpdir(), 'mnara-agent-'));
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

const issued = (visit: string, at = Date.now()): SourceEvent => ({
  occurredAtMs: at,
  clock: 'local',
  visitId: visit,
  serviceId: 'S1',
  fact: { case: 'ticketIssued', value: {} },
});

async function agentOf(options: Partial<StartAgentOptions> = {}): Promise<RunningAgent> {
  const { key } = await createAgent(registry, 'A1', 'C1', Date.now());
  return started({ key, ...options });
}

async function started(options: Partial<StartAgentOptions> & { key: string }): Promise<RunningAgent> {
  const agent = await startAgent({
    agentId: 'A1',
    centreId: 'C1',
    gatewayUrl: host.url,
    dataDir: join(folder, 'a1'),
    connectors: [],
    heartbeatSeconds: 0,
    maxBackoffMs: 100,
    ...options,
  });
  agents.push(agent);
  return agent;
}

const drained = (agent: RunningAgent): Promise<void> => agent.drained(AbortSignal.timeout(100_000));
const untilTrue = (holds: () => boolean | Promise<boolean>): Promise<true> =>
  until('it is true', holds, () => agents.map((agent) => agent.status()));
/** Visits of the events, without what is said of an import as a whole. */
const visits = (): string[] => host.events().flatMap(({ visitId }) => visitId ?? []);
const seqs = (): number[] => host.applied.map((record) => record.seq);
const numbers = (n: number): string[] => Array.from({ length: n }, (_, index) => `V${index}`);

describe('an agent and its gateway', () => {
  test('deliver every event once, in order, and acknowledge it', async () => {
    const agent = await agentOf();
    for (const visit of numbers(20)) await agent.sink.record([issued(visit)]);
    await agent.sink.record(numbers(3000).map((visit) => issued(`B${visit}`)));
    await drained(agent);
    expect(seqs()).toEqual(Array.from({ length: 3020 }, (_, index) => index + 1));
    expect(visits().slice(0, 3)).toEqual(['V0', 'V1', 'V2']);
    expect(agent.status()).toMatchObject({
      pending: 0,
      lastSeq: 3020,
      ackedSeq: 3020,
      link: { state: 'live', problem: undefined },
    });
  });

  test('lose and repeat nothing when the gateway crashes repeatedly', async () => {
    const agent = await agentOf();
    const port = Number(new URL(host.url).port);
    for (let round = 0; round < 4; round += 1) {
      await agent.sink.record(numbers(500).map((visit) => issued(`${round}-${visit}`)));
      host.server.closeAllConnections();
      await host.stop();
      await agent.sink.record(numbers(50).map((visit) => issued(`off-${round}-${visit}`)));
      host = await startGateway(network.database, port, host.applied);
    }
    await drained(agent);
    expect(host.gaps()).toEqual([]);
    expect(seqs()).toEqual(Array.from({ length: 2200 }, (_, index) => index + 1));
    expect(new Set(visits()).size).toBe(2200);
  });

  test('continue with the next seq when the agent restarts, and do not store a fact that is read again', async () => {
    const first = await agentOf();
    await first.sink.record([issued('V1', 1000_000_000), issued('V2', 1000_000_000)]);
    await first.stop();
    const { key } = await createAgent(registry, 'A1', 'C1', Date.now());
    const second = await started({ key });
    expect(await second.sink.record([issued('V2', 1000_000_000), issued('V3', 1000_000_000)])).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    await drained(second);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  test('keep the order when the log fails', async () => {
    const agent = await agentOf();
    await agent.sink.record([issued('first')]);
    await drained(agent);
    let failures = 3;
    host.setFault(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('The database is away.');
    });
    for (const visit of numbers(30)) await agent.sink.record([issued(visit)]);
    await drained(agent);
    expect(host.gaps()).toEqual([]);
    expect(seqs()).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  test('start a new outbox when the disk was restored from a backup', async () => {
    const agent = await agentOf();
    await agent.sink.record(numbers(3).map((visit) => issued(visit)));
    await drained(agent);
    await network.database.query('UPDATE mnara.agent_position SET last_seq = 50');
    await agent.stop();
    const { key } = await createAgent(registry, 'A1', 'C1', Date.now());
    const restored = await started({ key });
    const old = restored.status().outboxId;
    await restored.sink.record([issued('after')]);
    await drained(restored);
    expect(restored.status().outboxId).not.toBe(old);
    expect(host.applied.at(-1)).toMatchObject({ seq: 1, sourceEpoch: restored.status().outboxId });
  });

  test('use HTTPS batches when no WebSocket can be opened', async () => {
    host.server.removeAllListeners('upgrade');
    host.server.on('upgrade', (_request, socket) => socket.destroy());
    const agent = await agentOf();
    await agent.sink.record(numbers(1200).map((visit) => issued(visit)));
    await drained(agent);
    expect(agent.status().link.state).toBe('fallback');
    expect(seqs()).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1));
  });

  test('stamp events with the difference of the clocks', async () => {
    const lateMs = 90_000;
    const agent = await agentOf({ now: () => Date.now() - lateMs });
    await untilTrue(() => agent.status().link.state === 'live');
    const trueMs = Date.now();
    await agent.sink.record([issued('V', trueMs - lateMs)]);
    await drained(agent);
    expect(Math.abs(Number(host.events()[0]?.at) - trueMs)).toBeLessThan(lateMs / 3);
  });
});

describe('authentication of agents', () => {
  test('a wrong key is rejected with a way to fix it, nothing is lost, and the right key works', async () => {
    const { key } = await createAgent(registry, 'A1', 'C1', Date.now());
    const wrong = await started({ key: `${key.slice(0, -4)}AAAA` });
    await wrong.sink.record([issued('V1')]);
    await untilTrue(() => wrong.status().link.state === 'refused');
    expect(wrong.status().link.problem).toMatch(/agent key is wrong; enrol the agent again/);
    expect(await host.faults('http_401')).toBeGreaterThan(0);
    await wrong.stop();
    await drained(await started({ key }));
    expect(visits()).toEqual(['V1']);
  });

  test('a revoked agent gets a 403', async () => {
    const agent = await agentOf();
    await untilTrue(() => agent.status().link.state === 'live');
    await registry.revoke('A1', Date.now());
    host.server.closeAllConnections();
    await agent.stop();
    const { key } = await createAgent(registry, 'A2', 'C1', Date.now());
    await registry.revoke('A2', Date.now());
    const revoked = await started({ key, agentId: 'A2', dataDir: join(folder, 'a2') });
    await untilTrue(() => revoked.status().link.state === 'refused');
    expect(revoked.status().link.problem).toMatch(/revoked/);
  });

  test('an agent whose centre differs from that of its key is rejected with the reason', async () => {
    const agent = await agentOf({ centreId: 'C2' });
    await untilTrue(() => /key belongs to centre "C1"/.test(agent.status().link.problem ?? ''));
  });

  test('a refusal over HTTPS is reported by its text, without the bytes of its frame', async () => {
    const fault = { code: 'wrong_centre', message: 'The key belongs to centre "C1".', closing: true };
    const frame = create(GatewayFrameSchema, { frame: { case: 'fault', value: fault } });
    // Answers batches only, so that the agent changes to HTTPS.
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(request.method === 'POST' ? 400 : 404, { 'content-type': 'application/x-protobuf' });
      response.end(request.method === 'POST' ? sizeDelimitedEncode(GatewayFrameSchema, frame) : undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = await agentOf({ gatewayUrl: `http://127.0.0.1:${port}` });
    await agent.sink.record([issued('V1')]);
    await untilTrue(
      () => agent.status().link.problem?.includes('wrong') || agent.status().link.problem === fault.message,
    );
    expect(agent.status().link.problem).toBe(fault.message);
    server.closeAllConnections();
    server.close();
  });

  test('a code can be used for one enrolment only', async () => {
    const code = await inviteAgent(registry, 'C2', Date.now());
    const enrol = (): Promise<Response> =>
      fetch(`${host.url}/agent/v1/enrol`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: code.toLowerCase() }),
      });
    const first = await enrol();
    expect(first.status).toBe(201);
    const credential = (await first.json()) as { agentId: string; key: string };
    const agent = await started({ ...credential, centreId: 'C2' });
    await agent.sink.record([issued('V')]);
    await drained(agent);
    expect((await enrol()).status).toBe(403);
    const expired = await inviteAgent(registry, 'C2', Date.now() - 48 * 3600 * 1000);
    expect(await enrolAgent(registry, expired, Date.now())).toBeUndefined();
  });

  test('an event of an unknown centre is rejected, counted and delivered to the dead letters', async () => {
    const { key } = await createAgent(registry, 'I1', undefined, Date.now());
    const agent = await started({ key, agentId: 'I1', centreId: undefined });
    await agent.sink.record([
      { ...issued('V1'), centreId: 'C1' },
      { ...issued('V2'), centreId: 'NOWHERE' },
      { ...issued('V3'), centreId: 'C3' },
    ]);
    await drained(agent);
    await untilTrue(() => agent.status().rejected === 1);
    expect(seqs()).toEqual([1, 2, 3]);
    expect(new Set(host.applied.map((record) => record.key))).toEqual(new Set(['I1/*']));
    expect(await host.faults('unknown_centre')).toBe(1);
  });
});

describe('bad input at the agent', () => {
  test('a date in 2099 and a comment of 5 MB are rejected with a way to fix them, and the rest is stored', async () => {
    const agent = await agentOf();
    const result = await agent.sink.record([
      issued('V1', Date.UTC(2099, 0, 1)),
      { ...issued('V2'), fact: { case: 'ratingGiven', value: { value: 5, comment: 'x'.repeat(5 * 1024 * 1024) } } },
      issued('V3'),
    ]);
    expect(result.refused.map(({ index, fault }) => [index, fault.code])).toEqual([
      [0, 'future_time'],
      [1, 'too_large'],
    ]);
    expect(result.refused[0]?.fault.message).toMatch(/set the centre's clock, or fix the date/);
    await drained(agent);
    expect(visits()).toEqual(['V3']);
  });

  test('a full outbox rejects events, loses nothing, and accepts events again after acknowledgements', async () => {
    const { key } = await createAgent(registry, 'A1', 'C1', Date.now());
    const agent = await started({ key: `${key.slice(0, -4)}AAAA`, maxOutboxBytes: 300_000 });
    let stored = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await agent.sink.record(numbers(50).map((visit) => issued(`${stored}-${visit}`)));
        stored += 50;
      }
    };
    await expect(fill()).rejects.toThrow(OutboxFullError);
    expect(agent.status().usedBytes).toBeLessThanOrEqual(300_000);
    expect(agent.status().pending).toBe(stored);
    await agent.stop();
    const healed = await started({ key, maxOutboxBytes: 300_000 });
    await drained(healed);
    await healed.sink.record([issued('more')]);
    await drained(healed);
    expect(seqs()).toEqual(Array.from({ length: stored + 1 }, (_, index) => index + 1));
  });
});

const MAPPING = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi }
every: { centre: { column: centre }, visit: { column: id }, service: { column: service } }
rows:
  - when: { column: what, is: issued }
    events: [{ kind: ticket_issued, at: { column: at, format: iso } }]
`;

describe('importing files', () => {
  const run = async (content: string | Buffer, mapping = MAPPING) => {
    const { key } = await createAgent(registry, 'I1', undefined, Date.now());
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    return importFiles({
      files: [path],
      mapping: loadMapping(mapping, 'mapping.yaml'),
      agentId: 'I1',
      gatewayUrl: host.url,
      key,
      dataDir: folder,
    });
  };

  test('sends every row, reports rejected rows with reasons, and adds nothing the second time', async () => {
    const content = `centre,id,service,what,at\nC1,a,S1,issued,2026-01-05T08:00:00\nC2,b,S1,issued,2099-01-05T08:00:00\nC3,c,S1,issued,soon\nC3,d,S1,other,2026-01-05T08:00:00\nC3,e,"S${'x'.repeat(5 * 1024 * 1024)}",issued,2026-01-05T08:00:00\nC3,f,S2,issued,2026-01-05T09:00:00\n`;
    const report = await run(content);
    expect(report).toMatchObject({
      rowsRead: 6,
      eventsAccepted: 2,
      duplicates: 0,
      rejected: 4,
      pending: 0,
      rejectedByGateway: 0,
    });
    const rejects = (await readFile(report.rejectsPaths[0]!, 'utf8'))
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',').slice(0, 2).join(' '));
    expect(rejects.sort()).toEqual(['3 future_time', '4 bad_date', '5 no_rule', '6 too_large']);
    expect(visits()).toEqual(['a', 'f']);
    expect(await run(content)).toMatchObject({
      rowsRead: 6,
      eventsAccepted: 0,
      duplicates: 2,
      rejected: 4,
      pending: 0,
      files: [{ wasImported: true }],
    });
    // The start of the import, two facts, the file, the end: each was sent once.
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  test('a wrong encoding stops the import before anything is recorded', async () => {
    await expect(
      run(Buffer.from('centre,id,service,what,at\nC1,caf\xe9,S1,issued,2026-01-05T08:00:00\n', 'latin1')),
    ).rejects.toThrow(/is not utf-8 .*input.encoding: latin1/);
    expect(host.applied).toEqual([]);
    const named = MAPPING.replace('format: csv', 'format: csv, encoding: latin1');
    expect(
      await run(Buffer.from('centre,id,service,what,at\nC1,caf\xe9,S1,issued,2026-01-05T08:00:00\n', 'latin1'), named),
    ).toMatchObject({ eventsAccepted: 1 });
    expect(visits()).toEqual(['café']);
  });

  test('the error about a missing column lists the existing columns', async () => {
    await expect(run('centre,id,service,kind,at\nC1,a,S1,issued,2026-01-05T08:00:00\n')).rejects.toThrow(
      /names the column "what".*it has: centre, id, service, kind, at/,
    );
  });

  test('a rejected key stops the import with the reason', async () => {
    await writeFile(join(folder, 'file.csv'), 'centre,id,service,what,at\nC1,a,S1,issued,2026-01-05T08:00:00\n');
    const importing = importFiles({
      files: [join(folder, 'file.csv')],
      mapping: loadMapping(MAPPING, 'm'),
      agentId: 'I1',
      gatewayUrl: host.url,
      key: `I1.${'A'.repeat(43)}`,
      dataDir: folder,
    });
    await expect(importing).rejects.toThrow(/agent key is wrong/);
  });
});
