import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ServiceOutcome } from '#contracts/gen/mnara/v1/event_pb.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { recompute } from '#store/rollups/recompute.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { type RunningProcessor, runProcessor } from '#stream-processor/batch/run-processor.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { startTcpProxy, type TcpProxy } from '../_support/tcp-proxy.js';

/** COMMIT as the driver sends it; the same text within a statement (ON COMMIT) is not followed by NUL. */
const COMMIT = 'COMMIT\0';
/** Long enough that a slow machine answers every statement, because these tests count repeated batches. */
const ANSWER_WITHIN_MS = 3_000;
const ROUNDS = 6;
const STEPS = ['ticketIssued', 'ticketCalled', 'serviceStarted', 'serviceEnded'] as const;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let proxy: TcpProxy;
let database: Database;
let log: DirectEventLog;
let processor: RunningProcessor;
const failures: string[] = [];
const shown = new Map<string, CentreStatus>();
let sent = 0;

beforeAll(async () => {
  network = await startSmallNetwork();
  proxy = await startTcpProxy(Number(new URL(network.url).port));
});
beforeEach(async () => {
  await network.clear();
  failures.length = 0;
  shown.clear();
  sent = 0;
  const url = new URL(network.url);
  url.port = String(proxy.port);
  database = openDatabase(String(url), {
    connections: 3,
    answerWithinMs: ANSWER_WITHIN_MS,
    connectWithinMs: ANSWER_WITHIN_MS,
  });
  log = new DirectEventLog({
    retry: { firstMs: 20, maxMs: 200 },
    onRetry: (error) => void failures.push(String(error)),
  });
  processor = await runProcessor({
    log,
    store: new PostgresProcessorStore(database),
    dimensions: new DimensionStore(database),
    publish: (views) => {
      for (const view of views) shown.set(view.centreId, view);
    },
    onApplied: () => undefined,
    now: Date.now,
  });
});
afterEach(async () => {
  proxy.heal();
  await processor.stop();
  await log.close();
  await database.close();
});
afterAll(async () => {
  await proxy?.stop();
  await network?.stop();
});

/** Sends the first `steps` events of a visit of C1. Resolves when they are stored. */
function sendSteps(visitId: string, steps: number): Promise<void> {
  const records = STEPS.slice(0, steps).map((step) => {
    sent += 1;
    const event = {
      centreId: 'C1',
      visitId,
      serviceId: 'S1',
      occurredAtMs: BigInt(Date.now() + sent),
      ...(step === 'ticketIssued' ? {} : { deskId: 'D1' }),
      fact: { case: step, value: step === 'serviceEnded' ? { outcome: ServiceOutcome.SERVED } : {} },
    } as unknown as EventInit;
    return recordOf(event, 'agent-1', sent, Date.now());
  });
  return log.append(records);
}

const people = () => ({
  waiting: shown.get('C1')?.queues.reduce((sum, { waiting }) => sum + waiting, 0),
  serving: shown.get('C1')?.queues.reduce((sum, { serving }) => sum + serving, 0),
});

/** The counts in the database, read without the proxy. */
async function kept() {
  const { rows } = await network.database.query(
    `SELECT last_seq, applied, lost, duplicates, redelivered, (SELECT count(*) FROM mnara.leg) AS legs,
       (SELECT sum(tickets_issued) FROM mnara.rollup_quarter) AS issued, (SELECT count(*) FROM mnara.agent_gap) AS gaps
     FROM mnara.agent_position`,
  );
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const { examples } = await network.database.transaction((tx) =>
    recompute(dimensions, new PostgresRecomputeReads(tx)),
  );
  return { ...rows[0], examples };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

test('a commit whose answer was lost is applied exactly once, and the live picture includes it', async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const lost = proxy.loseAnswer(COMMIT);
    // The first visit is served, the second is being served, the third is waiting.
    await sendSteps(`v${round}`, [4, 3, 1][round % 3] ?? 1);
    await lost;
  }
  expect(failures.length).toBeGreaterThanOrEqual(ROUNDS);
  const third = ROUNDS / 3;
  expect(people()).toEqual({ waiting: third, serving: third });
  expect(await kept()).toEqual({
    ...{ last_seq: sent, applied: sent, lost: 0, duplicates: 0, gaps: 0, legs: ROUNDS, issued: ROUNDS, examples: [] },
    // Control: every batch was committed before its answer was lost; otherwise it would not have been skipped at the
    // second delivery.
    redelivered: sent,
  });
});

test.each([
  // The server has already parsed the statement; its parameters name the agent.
  ['between two statements', 'agent-1'],
  ['in the middle of a copy', 'COPY mnara.leg'],
])('a network that swallows everything %s is given up, and leaves no lock behind', async (_, text) => {
  await sendSteps('v1', 1);
  const hung = proxy.hangAfter(text);
  const sent = sendSteps('v2', 4);
  await hung;
  // For the server, the client is still connected and its transaction still holds the lock on the agent's position.
  const isLocked = async (): Promise<boolean> => {
    const { rows } = await network.database.query('SELECT 1 FROM mnara.agent_position FOR UPDATE SKIP LOCKED');
    return rows.length === 0;
  };
  await until(isLocked);
  // First the connection that was in use fails, then the attempts to open another one.
  await until(() => failures.some((failure) => failure.includes('Query read timeout')));
  await until(() => failures.some((failure) => /timeout.*connect|connect.*timeout/i.test(failure)));
  expect(people()).toEqual({ waiting: 1, serving: 0 });
  proxy.heal();
  await sent;
  expect(await isLocked()).toBe(false);
  expect(people()).toEqual({ waiting: 1, serving: 0 });
  const once = { last_seq: 5, applied: 5, redelivered: 0, lost: 0, legs: 2, issued: 2, examples: [] };
  expect(await kept()).toMatchObject(once);
  await sendSteps('v3', 3);
  expect(people()).toEqual({ waiting: 1, serving: 1 });
});
