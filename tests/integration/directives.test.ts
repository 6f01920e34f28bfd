import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { sizeDelimitedPeek } from '@bufbuild/protobuf/wire';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANSWERS } from '#contracts/directive/directive-message.js';
import { AgentFrameSchema, GatewayFrameSchema } from '#contracts/gen/mnara/v1/agent_link_pb.js';
import { type Directive, stateOf } from '#domain/directive/directive.js';
import type { RunningAgent } from '#edge-agent/agent/agent.js';
import { type StartAgentOptions, startAgent } from '#edge-agent/start-agent.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { answer, read, send, untilState } from '../_support/directives.js';
import { type GatewayHost, startGateway } from '../_support/gateway-host.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

type Ask = Parameters<typeof send>[0];
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let hosts: readonly [GatewayHost, GatewayHost];
let operator: Ask;
let manager: Ask;
let folder: string;
const agents: RunningAgent[] = [];

beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database);
  hosts = [await startGateway(network.database), await startGateway(network.database)];
  const [ordering, answering] = await Promise.all([
    api.token({ kind: 'network' }, true, 600, 'operator'),
    api.token({ kind: 'centre', centreId: 'C1' }, true, 600, 'manager'),
  ]);
  operator = (query, variables) => api.ask(ordering, query, variables);
  manager = (query, variables) => api.ask(answering, query, variables);
});
afterAll(async () => {
  for (const host of hosts ?? []) await host.stop();
  await api?.stop();
  await network?.stop();
});
beforeEach(async () => {
  await network.clear();
  folder = await mkdtemp(join(tmpdir(), 'mnara-directives-'));
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
  await rm(folder, { recursive: true, force: true });
});

const newKey = async (agentId = 'A1', centreId = 'C1'): Promise<string> =>
  (await createAgent(new PostgresAgentRegistry(network.database), agentId, centreId, Date.now())).key;

async function agentOf(key: string, host: GatewayHost, more: Partial<StartAgentOptions> = {}): Promise<RunningAgent> {
  const agentId = key.slice(0, key.lastIndexOf('.'));
  const agent = await startAgent({
    agentId,
    centreId: 'C1',
    gatewayUrl: host.url,
    key,
    dataDir: join(folder, agentId),
    connectors: [],
    heartbeatSeconds: 0,
    maxBackoffMs: 200,
    ...more,
  });
  agents.push(agent);
  return agent;
}

const linked = (agent: RunningAgent): Promise<true> => until('a link', () => agent.status().link.state === 'live');
const kinds = (directive: { timeline: { kind: string }[] }): string[] => directive.timeline.map(({ kind }) => kind);

/** Posts one report as an agent over HTTPS batches would. @returns the answer's batch */
async function post(key: string, report: object) {
  const body = toBinary(
    AgentFrameSchema,
    create(AgentFrameSchema, { frame: { case: 'directiveReport', value: report } }),
  );
  const response = await fetch(`${hosts[0].url}/agent/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-protobuf' },
    body: Uint8Array.from(body),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { offset } = sizeDelimitedPeek(bytes) as { offset: number };
  const { frame } = fromBinary(GatewayFrameSchema, bytes.subarray(offset));
  return frame.case === 'directives' ? frame.value : `${frame.case} ${frame.case === 'fault' ? frame.value.code : ''}`;
}

describe('from the secretariat to the centre and back', () => {
  test('a connected agent receives it at once, stores it, and its answers arrive', async () => {
    const agent = await agentOf(await newKey(), hosts[0]);
    const arrived: string[] = [];
    agent.directives.listen((directives: readonly Directive[]) =>
      arrived.push(...directives.map((directive) => `${directive.text} ${stateOf(directive)}`)),
    );
    await linked(agent);
    await sleep(400);
    const { directive } = await send(operator, { text: 'Open desks 3 and 4.' });
    expect(directive).toMatchObject({ state: 'sent', sentBy: 'test', quantity: 2, overdue: null });
    await untilState(operator, directive.id, 'delivered');
    expect(agent.directives.list()).toMatchObject([{ id: directive.id, quantity: 2, text: 'Open desks 3 and 4.' }]);
    expect(agent.directives.answer(directive.id, 'acknowledged', 'Wanjiku', '')).toMatchObject({ ok: true });
    await untilState(operator, directive.id, 'acknowledged');
    agent.directives.answer(directive.id, 'done', 'Wanjiku', 'both are open');
    const done = await untilState(operator, directive.id, 'done');
    expect(done).toMatchObject({ acknowledgedBy: 'Wanjiku', closedBy: 'Wanjiku', closingNote: 'both are open' });
    expect(kinds(done)).toEqual(['sent', 'delivered', 'acknowledged', 'done']);
    expect(done.timeline.map(({ via }: { via: string }) => via)).toEqual(['page', 'agent', 'agent', 'agent']);
    await until('the centre knows the end', () => arrived.some((text) => text.endsWith(' done')));
  });

  test('a centre that is offline receives it on reconnect, and sends what its manager answered on the page', async () => {
    const first = (await send(operator)).directive;
    const second = (await send(operator, { kind: 'call_back', quantity: null })).directive;
    const over = (await send(operator)).directive;
    expect(await answer(manager, 'acknowledge', { id: first.id })).toMatchObject({ __typename: 'DirectiveAnswered' });
    expect(await answer(manager, 'complete', { id: over.id })).toMatchObject({ __typename: 'DirectiveAnswered' });
    const agent = await agentOf(await newKey(), hosts[0]);
    await until('the open directives', () => agent.directives.list().length === 2);
    await untilState(operator, second.id, 'delivered');
    const states = new Map(agent.directives.list().map((directive) => [directive.id, stateOf(directive)]));
    expect([states.get(first.id), states.get(over.id)]).toEqual(['acknowledged', undefined]);
    expect(kinds(await untilState(operator, first.id, 'acknowledged'))).toContain('delivered');
  });

  test('answers that were given without a link survive a restart and are counted once, at their own time', async () => {
    const key = await newKey();
    const { directive } = await send(operator);
    const before = await agentOf(key, hosts[0]);
    await untilState(operator, directive.id, 'delivered');
    await before.stop();
    const offline = await agentOf(key, hosts[0], { gatewayUrl: 'http://127.0.0.1:9' });
    offline.directives.answer(directive.id, 'acknowledged', 'Otieno', '');
    const answeredAt = Date.now();
    offline.directives.answer(directive.id, 'refused', 'Otieno', 'no one is available');
    expect(offline.directives.answer(directive.id, 'done', 'Otieno', '')).toMatchObject({ ok: false, code: 'over' });
    await offline.stop();
    await sleep(2_000);
    const sentAt = Date.now();
    await agentOf(key, hosts[1]);
    const refused = await untilState(operator, directive.id, 'refused');
    expect(refused).toMatchObject({ closingNote: 'no one is available', closedBy: 'Otieno' });
    // When it was answered, not when the answer arrived.
    expect(Math.abs(refused.closedAt - answeredAt)).toBeLessThan((sentAt - answeredAt) / 2);
    expect(kinds(refused)).toEqual(['sent', 'delivered', 'acknowledged', 'refused']);
  });

  test('the gateway that has the link sends it; answers of the page reach the centre there', async () => {
    const key = await newKey();
    const here = await agentOf(key, hosts[0]);
    await linked(here);
    await here.stop();
    const there = await agentOf(key, hosts[1]);
    const other = await agentOf(await newKey('A2', 'C2'), hosts[0], { centreId: 'C2' });
    await Promise.all([linked(there), linked(other)]);
    const { directive } = await send(operator);
    await untilState(operator, directive.id, 'delivered');
    await answer(manager, 'refuse', { id: directive.id, reason: 'no power' });
    await until('the refusal', () => there.directives.list()[0]?.closed?.note === 'no power');
    expect(other.directives.list()).toEqual([]);
  });
});

test('without WebSocket it is sent by HTTPS batches', async () => {
  const host = await startGateway(network.database);
  host.server.removeAllListeners('upgrade');
  host.server.on('upgrade', (_request, socket) => socket.destroy());
  try {
    const { directive } = await send(operator);
    const agent = await agentOf(await newKey(), host);
    await untilState(operator, directive.id, 'delivered');
    expect(agent.status().link.state).toBe('fallback');
    agent.directives.answer(directive.id, 'done', 'Otieno', '');
    await untilState(operator, directive.id, 'done');
    await agents.splice(0)[0]?.stop();
  } finally {
    await host.stop();
  }
});

describe('an answer that is sent again', () => {
  const NOW = 1_800_000_000_000;
  const answerOf = (directiveId: string, kind: keyof typeof ANSWERS, note = '', answerId = randomUUID()) => ({
    answerId,
    directiveId,
    kind: ANSWERS[kind],
    answeredAtMs: BigInt(NOW),
    answeredBy: 'Otieno',
    note,
  });

  test('is counted once, over either carrier; one from the future gets the current time', async () => {
    const key = await newKey();
    const { directive } = await send(operator);
    const held = [{ directiveId: directive.id, version: 1, receivedAtMs: BigInt(Date.now()) }];
    const answers = [answerOf(directive.id, 'acknowledged'), answerOf(directive.id, 'done')];
    for (let time = 0; time < 3; time += 1) {
      const batch = await post(key, { held, answers });
      expect(batch).toMatchObject({ takenAnswerIds: answers.map(({ answerId }) => answerId), answersReport: true });
      expect(batch).toMatchObject({ directives: [{ version: 3, closedBy: 'Otieno' }] });
    }
    const done = await read(operator, directive.id);
    expect(kinds(done)).toEqual(['sent', 'delivered', 'acknowledged', 'done']);
    expect(done.closedAt).toBeLessThanOrEqual(Date.now());
  });

  test('that contradicts the end is recorded in the timeline once, and changes nothing', async () => {
    const key = await newKey();
    const { directive } = await send(operator);
    await answer(manager, 'complete', { id: directive.id });
    const late = answerOf(directive.id, 'refused', 'too many');
    await post(key, { answers: [late] });
    await post(key, { answers: [late] });
    const done = await read(operator, directive.id);
    expect(done.state).toBe('done');
    expect(done.timeline.filter(({ counts }: { counts: boolean }) => !counts)).toMatchObject([
      { kind: 'refused', note: 'too many', via: 'agent' },
    ]);
  });

  test('is deleted when it can never be accepted: of another centre, invalid, hostile', async () => {
    const key = await newKey('A2', 'C2');
    const { directive } = await send(operator);
    const answers = [
      answerOf(directive.id, 'done'),
      answerOf(directive.id, 'refused', ''),
      answerOf(directive.id, 'done', 'a\u0000b'),
      answerOf('; DROP TABLE', 'done'),
      { ...answerOf(directive.id, 'done'), kind: 77 },
    ];
    const batch = await post(key, { held: [{ directiveId: directive.id, version: 0xffff_ffff }], answers });
    const taken = typeof batch === 'string' ? [] : batch.takenAnswerIds;
    expect([...taken].sort()).toEqual(answers.map(({ answerId }) => answerId).sort());
    expect(await read(operator, directive.id)).toMatchObject({ state: 'sent', deliveredAt: null });
    expect(await post(key, { held: Array.from({ length: 1001 }, () => ({ directiveId: 'x' })) })).toBe(
      'fault bad_frame',
    );
    const ofMany = await createAgent(new PostgresAgentRegistry(network.database), 'A3', undefined, Date.now());
    expect(await post(ofMany.key, { held: [] })).toBe('fault bad_frame');
  });
});

test('the timeline is append-only, enforced by the database', async () => {
  await send(operator);
  for (const change of [
    'UPDATE mnara.directive_entry SET note = $1',
    'DELETE FROM mnara.directive_entry WHERE note <> $1',
  ])
    await expect(network.database.query(change, ['x'])).rejects.toThrow('append-only');
});
