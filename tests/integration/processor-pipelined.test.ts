import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { recompute } from '#store/rollups/recompute.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { EarlierBatchFailedError, Processor } from '#stream-processor/batch/processor.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { networkDay } from '../_support/network-day.js';

const SHAPE = { visits: 400, centres: 5, services: 3, desks: 4 };
let network: Awaited<ReturnType<typeof startLoadNetwork>>;
let batches: LogRecord[][];

beforeAll(async () => {
  network = await startLoadNetwork(SHAPE);
  const records = [...networkDay(SHAPE)];
  batches = Array.from({ length: 10 }, (_, index) => records.slice(index * 200, (index + 1) * 200));
});
afterAll(() => network.stop());
beforeEach(() => network.clear());

async function newProcessor(
  store = new PostgresProcessorStore(network.database),
): Promise<{ processor: Processor; order: number[] }> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const order: number[] = [];
  return { processor: new Processor(store, dimensions, ({ events }) => order.push(events), 0), order };
}

async function expectAllOnce(): Promise<void> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const result = await network.database.transaction((tx) => recompute(dimensions, new PostgresRecomputeReads(tx)));
  expect(result).toMatchObject({ legs: SHAPE.visits, differences: 0 });
  const { rows } = await network.database.query(
    'SELECT (SELECT sum(applied) FROM mnara.agent_position) AS applied, (SELECT sum(lost) FROM ' +
      'mnara.agent_position) AS lost, (SELECT sum(served) FROM mnara.rollup_quarter) AS served',
  );
  expect(rows).toEqual([{ applied: 5 * SHAPE.visits, lost: 0, served: SHAPE.visits }]);
}

test('batches that are given during another commit are applied in order, each once', async () => {
  const { processor, order } = await newProcessor();
  await Promise.all(batches.map((batch) => processor.apply(batch)));
  expect(order).toEqual(batches.map((batch) => batch.length));
  await expectAllOnce();
});

test('when a commit fails, the batches after it fail too, and all can be given again', async () => {
  const store = new PostgresProcessorStore(network.database);
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = async (changes) => {
    commits += 1;
    await commit(changes);
    if (commits === 4) throw new Error('The connection was lost after the commit.');
  };
  const { processor } = await newProcessor(store);
  const results = await Promise.allSettled(batches.map((batch) => processor.apply(batch)));
  expect(results.map(({ status }) => status)).toEqual([
    ...new Array<string>(3).fill('fulfilled'),
    ...new Array<string>(7).fill('rejected'),
  ]);
  for (const result of results.slice(4))
    expect(result).toMatchObject({ reason: expect.any(EarlierBatchFailedError) as unknown });
  expect(commits).toBe(4);
  await Promise.all(batches.slice(3).map((batch) => processor.apply(batch)));
  await expectAllOnce();
});

test('a batch that cannot be prepared fails after earlier ones, and no later batch is applied before it', async () => {
  const store = new PostgresProcessorStore(network.database);
  const visits = store.visits.bind(store);
  let reads = 0;
  store.visits = (keys) => {
    reads += 1;
    return reads === 2 ? Promise.reject(new Error('The database is away.')) : visits(keys);
  };
  const { processor, order } = await newProcessor(store);
  const results = await Promise.allSettled(batches.slice(0, 3).map((batch) => processor.apply(batch)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(order).toHaveLength(1);
  await Promise.all(batches.slice(1).map((batch) => processor.apply(batch)));
  await expectAllOnce();
});
