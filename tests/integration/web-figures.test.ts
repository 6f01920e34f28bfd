import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { type CaseHost, startCases } from '../_support/case-host.js';
import { startReceiver, status } from '../_support/http-receiver.js';
import { type AgentFolder, agentFolder, type OfflineAgent } from '../_support/offline-agent.js';
import { until } from '../_support/until.js';

/** One mapping for files, the list and deliveries, so that they state the same facts. */
const MAPPING = `
mapping: 1
input: { format: json, records: data, timeZone: UTC }
conditions:
  is_served: { not: { column: served.date, isEmpty: true } }
every:
  centre: { constant: NBO }
  visit: { column: id }
  service: { column: line, map: { "7": ID } }
  desk: { column: called.desk, map: { "3": D1 } }
rows:
  - events:
      - { kind: ticket_issued, at: { column: created.date, format: iso } }
      - { kind: ticket_called, at: { column: called.date, format: iso }, optional: true }
      - { kind: service_started, at: { column: called.date, format: iso }, when: is_served, optional: true }
      - { kind: service_ended, at: { column: served.date, format: iso }, optional: true, outcome: served }
`;
const at = (minute: number): { date: string } => ({ date: new Date(Date.UTC(2026, 10, 25, 6, minute)).toISOString() });
/** A ticket of minute m that waits for ten minutes and is served for five. */
const waiting = (id: string, minute: number) => ({ id, line: 7, created: at(minute) });
const called = (id: string, minute: number) => ({ ...waiting(id, minute), called: { ...at(minute + 10), desk: 3 } });
const served = (id: string, minute: number) => ({ ...called(id, minute), served: at(minute + 15) });

let host: CaseHost;
let given: AgentFolder;
let agent: OfflineAgent | undefined;
beforeAll(async () => {
  host = await startCases({
    network: 'tests/cases/figures/network.yaml',
    mapping: 'tests/cases/figures/mapping.yaml',
  });
  given = agentFolder();
});
afterAll(async () => {
  await agent?.stop();
  given?.remove();
  await host?.stop();
});

const KPIS = ['tickets_issued', 'wait_mean', 'service_time_mean'];
const figures = () => host.kpis(KPIS, { from: '2026-11-25', to: '2026-11-26' });
/** Until the server has applied everything that the agent recorded. */
const untilApplied = ({ agent: running }: OfflineAgent): Promise<unknown> =>
  until('all events are applied', async () => {
    const { rows } = await host.database.query<{ n: number }>(
      "SELECT last_seq::int AS n FROM mnara.agent_position WHERE agent_id = 'hall'",
    );
    return rows[0]?.n === running.status().lastSeq;
  });
const untilIssued = (tickets: number): Promise<unknown> =>
  until(`${tickets} tickets were issued`, async () => (await figures()).tickets_issued === tickets, figures);

test('history in a file, a list and deliveries meet in figures that count nothing twice', async () => {
  const list = [served('A1', 0), called('A2', 1)];
  await host.importingText('history.json', JSON.stringify({ data: list }), 'history', MAPPING);
  expect(await figures()).toMatchObject({ tickets_issued: 2, wait_mean: 600, service_time_mean: 300 });

  const source = await startReceiver((request, response) =>
    status(200, JSON.stringify({ data: list }))(request, response),
  );
  const { key } = await createAgent(new PostgresAgentRegistry(host.database), 'hall', 'NBO', Date.now());
  given.file('agent.key', key);
  given.file('mapping.yaml', MAPPING);
  given.file('hook.key', 'secret');
  const rest = {
    kind: 'rest',
    address: `http://127.0.0.1:${source.port}/tickets`,
    mapping: 'mapping.yaml',
    everySeconds: 0.1,
    requestsPerSecond: 50,
  };
  const signature = { format: 'plain', header: 'X-Signature', secretFiles: ['hook.key'] };
  const webhook = { kind: 'webhook', port: 0, mapping: 'mapping.yaml', records: 'data', signature };
  agent = await given.start([rest, webhook], { agentId: 'hall', centreId: 'NBO', gatewayUrl: host.gatewayUrl });

  // The poller: what the file had is there, what is new is added, and a ticket that was open ends.
  list[1] = served('A2', 1);
  list.push(served('A3', 2));
  await untilIssued(3);
  expect(await figures()).toEqual({ tickets_issued: 3, wait_mean: 600, service_time_mean: 300 });

  // Deliveries, the last one first, and of a ticket that the list has too.
  for (const data of [served('A4', 3), waiting('A4', 3), called('A4', 3), served('A3', 2)]) {
    const body = JSON.stringify({ type: 'ticket', data });
    const headers = { 'x-signature': createHmac('sha256', 'secret').update(body).digest('hex') };
    expect((await fetch(agent.address('webhook'), { method: 'POST', body, headers })).status).toBe(200);
  }
  await untilApplied(agent);
  expect(await figures()).toEqual({ tickets_issued: 4, wait_mean: 600, service_time_mean: 300 });
  expect(await host.verified()).toMatchObject({ ok: true });
  await source.stop();
});
