import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AgentReconciliation, type Verification, verify } from '#administration/verification/verification.js';
import { outboxesIn } from '#cli/verify.js';
import type { RunningAgent } from '#edge-agent/agent/agent.js';
import { startAgent } from '#edge-agent/start-agent.js';
import { createAgent } from '#store/agents/enrol.js';
import { readOutboxes } from '#store/agents/outboxes.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { PostgresPositionReader } from '#store/agents/postgres-position-reader.js';
import { type BankHost, startBank } from '../_support/bank-host.js';
import { EMBEDDED } from '../_support/shape.js';
import { until } from '../_support/until.js';

let host: BankHost;
let key: string;
let agentId = '';
let agents = 0;
beforeAll(async () => {
  host = await startBank(EMBEDDED, {
    network: 'tests/cases/figures/network.yaml',
    mapping: 'tests/cases/figures/mapping.yaml',
  });
});
afterAll(() => host?.stop());
beforeEach(async () => {
  agents += 1;
  agentId = `A${agents}`;
  ({ key } = await createAgent(new PostgresAgentRegistry(host.database), agentId, 'NBO', Date.now()));
});

/** A port that nobody listens on: the server is away. */
const AWAY = 'http://127.0.0.1:9';

const started = (gatewayUrl: string, heartbeatSeconds = 0): Promise<RunningAgent> =>
  startAgent({
    agentId,
    centreId: 'NBO',
    key,
    gatewayUrl,
    dataDir: join(host.folder, 'agents', agentId),
    connectors: [],
    heartbeatSeconds,
    maxBackoffMs: 100,
  });

const record = (agent: RunningAgent, name: string, visits: number): Promise<unknown> =>
  agent.sink.record(
    Array.from({ length: visits }, (_, index) => ({
      occurredAtMs: Date.now(),
      clock: 'local',
      visitId: `${agentId}-${name}-${index}`,
      serviceId: 'ID',
      fact: { case: 'ticketIssued', value: {} },
    })),
  );

/** Records while the server is away. @returns the newest seq */
async function recordAway(name: string, visits: number, heartbeatSeconds = 0): Promise<number> {
  const agent = await started(AWAY, heartbeatSeconds);
  await record(agent, name, visits);
  const { lastSeq } = agent.status();
  await agent.stop();
  return lastSeq;
}

const verified = (): Promise<Verification> =>
  verify(host.database, false, new Map(Object.entries(outboxesIn(host.folder))));
const books = ({ agents: all }: Verification): AgentReconciliation | undefined =>
  all.find((one) => one.agentId === agentId);

const applied = (seq: number): Promise<unknown> =>
  until('the events are applied', async () => ((books(await verified())?.applied ?? 0) >= seq ? true : undefined));

test('after an outage with heartbeats, recorded is the last seq of the agent and nothing is in flight', async () => {
  await recordAway('before', 300, 3600);
  await recordAway('while', 300, 3600);
  const agent = await started(host.gatewayUrl, 3600);
  await agent.drained(AbortSignal.timeout(60_000));
  const { lastSeq } = agent.status();
  await applied(lastSeq);
  expect(books(await verified())).toMatchObject({ recorded: lastSeq, inFlight: 0, lost: 0, balanced: true });
  await agent.stop();
});

test('what an outbox on this machine has lost at its end is found, though no later event shows a gap', async () => {
  await recordAway('whole', 100);
  const file = new DatabaseSync(join(host.folder, 'agents', agentId, 'outbox.db'));
  file.exec('DELETE FROM event WHERE seq > 60');
  file.close();
  const agent = await started(host.gatewayUrl);
  await applied(60);
  const result = await verified();
  expect(books(result)).toMatchObject({ recorded: 100, applied: 60, lost: 40, inFlight: 0, balanced: false });
  expect(result.ok).toBe(false);
  await agent.stop();
});

test('events that wait in an outbox are in flight, and not lost', async () => {
  const agent = await started(host.gatewayUrl);
  await record(agent, 'sent', 10);
  await agent.drained(AbortSignal.timeout(60_000));
  await applied(10);
  await agent.stop();
  await recordAway('waiting', 7);
  expect(books(await verified())).toMatchObject({ recorded: 17, lost: 0, inFlight: 7, balanced: true });
});

test('an outbox elsewhere that has less than its agent said before has lost the rest', async () => {
  const positions = new PostgresPositionReader(host.database);
  const at = Date.now();
  const lost = async (): Promise<number | undefined> =>
    (await readOutboxes(host.database)).find((outbox) => outbox.outboxId === agentId)?.lost;
  await positions.noteRecorded(agentId, agentId, 100, at);
  expect(books(await verified())).toMatchObject({ recorded: 100, applied: 0, inFlight: 100, balanced: true });
  // An old Hello that comes late says nothing.
  await positions.noteRecorded(agentId, agentId, 90, at + 5_000);
  expect(await lost()).toBe(0);
  await positions.noteRecorded(agentId, agentId, 60, at + 120_000);
  expect(books(await verified())).toMatchObject({ recorded: 100, lost: 40, inFlight: 60, balanced: false });
  // Said again, it is counted once; the seqs that are used again bring nothing back.
  await positions.noteRecorded(agentId, agentId, 60, at + 240_000);
  await positions.noteRecorded(agentId, agentId, 130, at + 360_000);
  expect(books(await verified())).toMatchObject({ recorded: 170, lost: 40, inFlight: 130, balanced: false });
});

test('an agent says what its outbox holds when it connects', async () => {
  const lastSeq = await recordAway('said', 12);
  const agent = await started(host.gatewayUrl);
  await agent.drained(AbortSignal.timeout(60_000));
  await agent.stop();
  const said = (await readOutboxes(host.database)).find((outbox) => outbox.agentId === agentId);
  expect(said).toMatchObject({ recordedSeq: lastSeq, lost: 0 });
});
