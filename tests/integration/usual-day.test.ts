import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startApi } from '../_support/api-server.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());
beforeEach(() => network.clear());

const DAY = 86_400_000;
/** Noon in Nairobi. */
const NOW = Date.UTC(2026, 10, 25, 9);

let seq = 0;

/** Records people served in the hours before noon of a day. */
async function serve(centreId: string, daysBack: number, people: number): Promise<void> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
  const events = Array.from({ length: people }, (_, index): EventInit[] => {
    const at = NOW - daysBack * DAY - 3_600_000 - index * 60_000;
    const visit = { centreId, visitId: `${centreId}-${daysBack}-${index}`, serviceId: 'S1', deskId: 'D1' };
    return [
      { ...visit, occurredAtMs: BigInt(at - 120_000), fact: { case: 'ticketIssued', value: {} } },
      { ...visit, occurredAtMs: BigInt(at - 60_000), fact: { case: 'serviceStarted', value: {} } },
      { ...visit, occurredAtMs: BigInt(at), fact: { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } } },
    ];
  });
  await processor.apply(events.flat().map((event) => recordOf(event, 'a1', ++seq, NOW)));
}

async function usual(scope: object = {}): Promise<unknown> {
  const api = await startApi(network.database, { now: () => NOW });
  try {
    const token = await api.token({ kind: 'network' });
    const answer = await api.ask(
      token,
      'query($s: ScopeInput) { scopeFigures(scope: $s) { servedToday servedUsualToday } }',
      {
        s: scope,
      },
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.scopeFigures;
  } finally {
    await api.stop();
  }
}

test('an incomplete first day is not used for comparison', async () => {
  seq = 0;
  await serve('C1', 0, 9);
  await serve('C1', 1, 3);
  expect(await usual()).toEqual({ servedToday: 9, servedUsualToday: null });
  await serve('C1', 2, 1);
  expect(await usual()).toEqual({ servedToday: 9, servedUsualToday: 3 });
});

test('while the history of one centre is still loading, the network has no usual day, but the other centre has', async () => {
  seq = 0;
  for (const back of [0, 1, 2]) await serve('C1', back, 4);
  await serve('C3', 0, 4);
  await serve('C3', 1, 1);
  expect(await usual()).toEqual({ servedToday: 8, servedUsualToday: null });
  expect(await usual({ centreId: 'C1' })).toEqual({ servedToday: 4, servedUsualToday: 4 });
  expect(await usual({ centreId: 'C3' })).toEqual({ servedToday: 4, servedUsualToday: null });
});

test('the same weekday is preferred when it is complete', async () => {
  seq = 0;
  await serve('C1', 8, 1);
  await serve('C1', 7, 6);
  await serve('C1', 1, 2);
  await serve('C1', 0, 5);
  expect(await usual()).toEqual({ servedToday: 5, servedUsualToday: 6 });
});

test('history that the host is still loading is shown with its progress until it is complete', async () => {
  let history = { recorded: 30, expected: 120, isDone: false };
  const api = await startApi(network.database, { history: () => history });
  try {
    const backfill = async (scope: Parameters<typeof api.token>[0]) =>
      (await api.ask(await api.token(scope), '{ network { backfill { pendingEvents appliedEvents share } } }')).data
        .network.backfill;
    expect(await backfill({ kind: 'network' })).toEqual({ pendingEvents: 90, appliedEvents: 30, share: 0.25 });
    expect(await backfill({ kind: 'agency', agencyId: 'NRB' })).toBeNull();
    history = { recorded: 120, expected: 120, isDone: true };
    expect(await backfill({ kind: 'network' })).toBeNull();
  } finally {
    await api.stop();
  }
});
