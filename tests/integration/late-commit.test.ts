import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { runProcessor } from '#stream-processor/batch/run-processor.js';
import { recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network?.stop());

const issued = (visitId: string, seq: number): LogRecord =>
  recordOf(
    {
      centreId: 'C1',
      visitId,
      serviceId: 'S1',
      occurredAtMs: BigInt(Date.now()),
      fact: { case: 'ticketIssued', value: {} },
    },
    'agent-1',
    seq,
    Date.now(),
  );

test('events that a processor commits after its partitions moved are shown by the new owner', async () => {
  const { database } = network;
  const waiting: number[] = [];
  const log = new DirectEventLog();
  const owner = await runProcessor({
    log,
    store: new PostgresProcessorStore(database),
    dimensions: new DimensionStore(database),
    publish: (views) => {
      const view = views.find(({ centreId }) => centreId === 'C1');
      if (view !== undefined) waiting.push(view.queues.reduce((sum, queue) => sum + queue.waiting, 0));
    },
    onApplied: () => undefined,
    now: Date.now,
  });
  const dimensions = new Dimensions(new DimensionStore(database));
  await dimensions.reload();
  const late = new Processor(new PostgresProcessorStore(database), dimensions, () => {}, 0);
  const records = [issued('v1', 1), issued('v2', 2)];
  await late.apply(records);
  // Its offsets were no longer accepted, so the new owner receives the same records.
  await log.append(records);
  while (waiting.at(-1) !== 2) await sleep(10);
  // Control: the records alone did not show them, because both were already applied.
  expect(waiting).toEqual([0, 0, 2]);
  await log.append([issued('v3', 3)]);
  expect(waiting).toEqual([0, 0, 2, 3]);
  await owner.stop();
  await log.close();
});
