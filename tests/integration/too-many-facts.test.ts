import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verify } from '#administration/verification/verification.js';
import { MAX_TIMELINE_FACTS } from '#domain/status/timeline.js';
import { MAX_FACTS } from '#domain/visit/facts.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { type AppliedBatch, Processor } from '#stream-processor/batch/processor.js';
import { startApi } from '../_support/api-server.js';
import { recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());
beforeEach(() => network.clear());

const AT = Date.UTC(2026, 2, 10, 8);

const recall = (seq: number) =>
  recordOf(
    {
      centreId: 'C1',
      visitId: 'v1',
      serviceId: 'S1',
      occurredAtMs: BigInt(AT + seq * 1000),
      fact: { case: 'ticketRecalled', value: {} },
    },
    'a1',
    seq,
    AT + 86_400_000,
  );

const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => recall(from + index));

async function newProcessor(batches: AppliedBatch[] = []): Promise<Processor> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  return new Processor(new PostgresProcessorStore(network.database), dimensions, (batch) => batches.push(batch), 0);
}

test('a fact above the limit of a leg becomes a dead letter with its reason, not a duplicate', async () => {
  const batches: AppliedBatch[] = [];
  const processor = await newProcessor(batches);
  await processor.apply(records(1, MAX_FACTS + 3));
  expect(batches[0]).toMatchObject({ deadLetters: { length: 3 } });
  expect(batches[0]?.events).toBe(MAX_FACTS);
  const [position] = await new PostgresProcessorStore(network.database).allPositions();
  expect(position).toMatchObject({ lastSeq: MAX_FACTS + 3, applied: MAX_FACTS, duplicates: 0, deadLetters: 3 });
  expect(await verify(network.database, true, new Map())).toMatchObject({
    ok: true,
    deadLetters: { counted: 3, stored: 3 },
    recomputation: { differences: 0 },
  });
});

test('control: a known fact is still a duplicate in a full leg, and other visits are applied', async () => {
  const processor = await newProcessor();
  await processor.apply(records(1, MAX_FACTS));
  const known = recordOf(
    {
      centreId: 'C1',
      visitId: 'v1',
      serviceId: 'S1',
      occurredAtMs: BigInt(AT + 5000),
      fact: { case: 'ticketRecalled', value: {} },
    },
    'a2',
    1,
    AT + 86_400_000,
  );
  const other = recordOf(
    {
      centreId: 'C1',
      visitId: 'v2',
      serviceId: 'S1',
      occurredAtMs: BigInt(AT),
      fact: { case: 'ticketIssued', value: {} },
    },
    'a2',
    2,
    AT + 86_400_000,
  );
  await processor.apply([known, other]);
  const positions = await new PostgresProcessorStore(network.database).allPositions();
  expect(positions.find(({ agentId }) => agentId === 'a2')).toMatchObject({
    applied: 1,
    duplicates: 1,
    deadLetters: 0,
  });
});

test('a fact above the limit of a day of a desk becomes a dead letter', async () => {
  const opened = Array.from({ length: MAX_TIMELINE_FACTS + 2 }, (_, index) =>
    recordOf(
      { centreId: 'C1', deskId: 'D1', occurredAtMs: BigInt(AT + index), fact: { case: 'deskOpened', value: {} } },
      'a1',
      index + 1,
      AT + 86_400_000,
    ),
  );
  await (await newProcessor()).apply(opened);
  const [position] = await new PostgresProcessorStore(network.database).allPositions();
  // One of the stored facts says that the desk was seen.
  expect(position?.applied).toBeGreaterThanOrEqual(MAX_TIMELINE_FACTS - 1);
  expect(position?.deadLetters).toBe(MAX_TIMELINE_FACTS + 2 - (position?.applied ?? 0));
  expect(position?.duplicates).toBe(0);
  expect(await verify(network.database, true, new Map())).toMatchObject({ ok: true });
});

test('the data-quality report of the API names it, with a way to fix it', async () => {
  await (await newProcessor()).apply(records(1, MAX_FACTS + 1));
  const api = await startApi(network.database);
  try {
    const answer = await api.ask(
      await api.token({ kind: 'network' }),
      '{ deadLetters { centreId code n reason } }',
      {},
    );
    expect(answer.data.deadLetters).toEqual([
      { centreId: 'C1', code: 'too_many_facts', n: 1, reason: expect.stringContaining('fix the visit id') },
    ]);
  } finally {
    await api.stop();
  }
});
