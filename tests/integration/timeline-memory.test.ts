import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseEvent } from '#contracts/parse-event.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { Pace } from '#platform/timing/pace.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import type { BatchChanges } from '#store/visits/processor-store.js';
import type { TimelineKey } from '#store/visits/record-keys.js';
import { newPosition } from '#stream-processor/batch/admission.js';
import { BatchPlan } from '#stream-processor/batch/batch-plan.js';
import { mergeBatch } from '#stream-processor/batch/merge-batch.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { VisitMemory } from '#stream-processor/batch/visit-memory.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());
beforeEach(() => network.clear());

const AT = Date.UTC(2026, 2, 10, 8);
const MINUTE = 60_000;

/** The real store, which also records its queries and can be made to fail. */
class NotingStore extends PostgresProcessorStore {
  readonly read: string[] = [];
  readonly written: string[] = [];
  failsNext = false;
  /** The agent whose position is returned only after a commit has failed. */
  lateAgent = '';
  readonly #failed = Promise.withResolvers<void>();

  override async positions(
    keys: readonly { agentId: string; outboxId: string }[],
  ): ReturnType<PostgresProcessorStore['positions']> {
    if (keys.some(({ agentId }) => agentId === this.lateAgent)) {
      await this.#failed.promise;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return super.positions(keys);
  }

  override timelines(keys: readonly TimelineKey[]): ReturnType<PostgresProcessorStore['timelines']> {
    this.read.push(...keys.map(({ subject }) => subject));
    return super.timelines(keys);
  }

  override async commit(changes: BatchChanges): Promise<void> {
    if (this.failsNext) {
      this.failsNext = false;
      this.#failed.resolve();
      throw new Error('The database is away.');
    }
    await super.commit(changes);
    this.written.push(...changes.timelines.map(({ subject }) => subject));
  }
}

async function open(): Promise<{ store: NotingStore; dimensions: Dimensions; processor: Processor }> {
  const store = new NotingStore(network.database);
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  return { store, dimensions, processor: new Processor(store, dimensions, () => {}, 0) };
}

/** A call at a desk, `minutes` minutes after 8:00. */
const called = (seq: number, minute: number, desk = 'D1', agent = 'a1'): LogRecord => {
  const init: EventInit = {
    centreId: 'C1',
    visitId: `v${seq}`,
    serviceId: 'S1',
    deskId: desk,
    occurredAtMs: BigInt(AT + minute * MINUTE),
    fact: { case: 'ticketCalled', value: {} },
  };
  return recordOf(init, agent, seq, AT + 3_600_000);
};

const stored = async (): Promise<readonly unknown[]> =>
  (await network.database.query('SELECT subject, day, facts FROM mnara.timeline ORDER BY subject, day')).rows;

test('a timeline is read once per quarter hour for "seen" facts, and for each late event', async () => {
  const { store, processor } = await open();
  await processor.apply([called(1, 1)]);
  expect(store.read.splice(0)).toEqual(['desk:D1', 'centre']);
  expect(store.written.splice(0)).toEqual(['desk:D1', 'centre']);
  await processor.apply([called(2, 2), called(3, 14)]);
  expect([store.read, store.written]).toEqual([[], []]);
  await processor.apply([called(4, 16), called(5, 3), called(6, 17, 'D2')]);
  expect(store.written).toEqual(['desk:D1', 'centre', 'desk:D2']);
  expect(store.read).toEqual(['desk:D2']);
  const quarter = (n: number): string => `[9,${AT + n * 15 * MINUTE}]`;
  expect(await stored()).toEqual([
    { subject: 'centre', day: '2026-03-10', facts: `[${quarter(0)},${quarter(1)}]` },
    { subject: 'desk:D1', day: '2026-03-10', facts: `[${quarter(0)},${quarter(1)}]` },
    { subject: 'desk:D2', day: '2026-03-10', facts: `[${quarter(1)}]` },
  ]);
});

test('"seen" facts of a failed batch are not treated as known, not even by the next batch', async () => {
  const batches = [[called(1, 1)], [called(2, 16)], [called(1, 17, 'D2', 'a2')]];
  const undisturbed = await open();
  for (const batch of batches) await undisturbed.processor.apply(batch);
  const wanted = await stored();
  expect(wanted).toHaveLength(3);
  await network.clear();

  const { store, processor } = await open();
  await processor.apply(batches[0] ?? []);
  store.failsNext = true;
  // The last batch is prepared after the memory was discarded.
  store.lateAgent = 'a2';
  const results = await Promise.allSettled(batches.slice(1).map((batch) => processor.apply(batch)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await Promise.all(batches.slice(1).map((batch) => processor.apply(batch)));
  expect(await stored()).toEqual(wanted);
});

test('timelines are kept up to a limit, uncommitted ones above it too; removed ones are read again', async () => {
  const { store, dimensions } = await open();
  const remembering = async (letters: number, uncommitted: boolean): Promise<readonly string[]> => {
    const memory = new VisitMemory(store, dimensions, { open: 1, ended: 1, timelineChars: letters });
    const apply = async (record: LogRecord): Promise<BatchPlan> => {
      const parsed = parseEvent(record.payload, record.receivedAtMs);
      const centre = dimensions.centre('C1');
      if (!parsed.ok || centre === undefined) throw new Error('The event or its centre is not as it should be.');
      const plan = new BatchPlan(memory.lastSeen);
      plan.add({ event: parsed.event, centre, position: { ...newPosition('a1', 'outbox-1') }, key: 'C1' });
      await memory.recall(plan, new Pace());
      await mergeBatch(plan, () => {}, new Pace());
      const held = memory.remember(plan);
      memory.forget(uncommitted ? [held] : []);
      return plan;
    };
    await apply(called(1, 1));
    store.read.length = 0;
    const { timelines } = await apply(called(2, 16));
    // This test stores nothing, so a timeline that is read again lacks its first fact.
    for (const { now } of timelines) expect(now.facts).toHaveLength(store.read.includes(now.subject) ? 1 : 2);
    return [...store.read];
  };
  expect(await remembering(1_000, false)).toEqual([]);
  expect(await remembering(10, true)).toEqual([]);
  expect(await remembering(10, false)).toEqual(['desk:D1', 'centre']);
  expect(await remembering(60, false)).toEqual(['desk:D1']);
});

test('timelinesSince returns all timelines since a day in several parts', async () => {
  const { store } = await open();
  await network.database.query(
    `INSERT INTO mnara.timeline SELECT centre_key, 'desk:' || n, day, '[[9,0]]'
      FROM mnara.centre, generate_series(1, 2000) AS n, unnest(ARRAY['2026-03-09', '2026-03-10',
      '2026-03-11']::date[]) AS day WHERE centre_id <> 'C3'`,
  );
  const pages: number[] = [];
  const subjects = new Set<string>();
  for await (const page of store.timelinesSince('2026-03-10')) {
    pages.push(page.length);
    for (const { centreKey, subject, day } of page) subjects.add(`${centreKey} ${subject} ${day}`);
  }
  expect(pages).toEqual([5_000, 3_000]);
  expect(subjects.size).toBe(8_000);
});
