import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresRecomputeReads } from '#store/rollups/postgres-recompute.js';
import { recompute } from '#store/rollups/recompute.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { filledRollups, NIGHT } from '../_support/any-events.js';
import { eventsWithAppointments as events } from '../_support/appointment-events.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());

const NOW = NIGHT + 48 * 3_600_000;

async function newProcessor(): Promise<Processor> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  return new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
}

const rollups = () => filledRollups(network.database);

/**
 * Number of legs in the histogram and in the quarter-hour rollups, by measure. Both are calculated from the same legs
 * by different code.
 */
async function counted(): Promise<Record<'histogram' | 'quarters', number[]>> {
  const { rows } = await network.database.query<{ histogram: number[]; quarters: number[] }>(
    `SELECT ARRAY(SELECT (SELECT coalesce(sum(n), 0)::int FROM mnara.rollup_histogram WHERE measure = one)
      FROM generate_series(1, 4) AS one) AS histogram,
       (SELECT ARRAY[coalesce(sum(served_wait_n), 0), coalesce(sum(wait_n - served_wait_n), 0),
         coalesce(sum(service_n), 0), coalesce(sum(visit_n), 0)]::int[] FROM mnara.rollup_quarter) AS quarters`,
  );
  return rows[0] ?? { histogram: [], quarters: [] };
}

/** Sums of some counts of appointments. */
async function bookings(): Promise<readonly number[]> {
  const { rows } = await network.database.query<{ sums: number[] }>(
    `SELECT ARRAY[coalesce(sum(bookings_arrived), 0), coalesce(sum(bookings_missed_derived), 0),
       coalesce(sum(booked_wait_n), 0), coalesce(sum(slots_offered), 0)]::int[] AS sums FROM mnara.rollup_quarter`,
  );
  return rows[0]?.sums ?? [];
}

async function recomputed() {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  return network.database.transaction((tx) => recompute(dimensions, new PostgresRecomputeReads(tx)));
}

test('rollups do not depend on order, repetition, agents, batches and restarts of the events', async () => {
  let booked: readonly number[] = [0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(
      events.chain((list) =>
        fc.record({
          list: fc.constant(list),
          shuffled: fc.shuffledSubarray([...list, ...list.slice(0, 10)], {
            minLength: Math.min(list.length + 10, list.length * 2),
            maxLength: Math.min(list.length + 10, list.length * 2),
          }),
          agents: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: list.length * 2, maxLength: list.length * 2 }),
          cuts: fc.array(
            fc.record({ size: fc.integer({ min: 1, max: 20 }), restart: fc.boolean(), redeliver: fc.boolean() }),
            { minLength: 3, maxLength: 12 },
          ),
        }),
      ),
      async ({ list, shuffled, agents, cuts }) => {
        await network.clear();
        await (await newProcessor()).apply(list.map((event, index) => recordOf(event, 'whole', index + 1, NOW)));
        const plain = await rollups();
        await network.clear();
        const seqs = [0, 0, 0];
        const records = shuffled.map((event, index): LogRecord => {
          const agent = agents[index] ?? 0;
          seqs[agent] = (seqs[agent] ?? 0) + 1;
          return recordOf(event, `agent-${agent}`, seqs[agent] ?? 0, NOW);
        });
        let processor = await newProcessor();
        for (let at = 0, turn = 0; at < records.length; turn += 1) {
          const cut = cuts[turn % cuts.length] ?? { size: 1, restart: false, redeliver: false };
          const batch = records.slice(at, at + cut.size);
          await processor.apply(batch);
          if (cut.restart) processor = await newProcessor();
          if (cut.redeliver) await processor.apply(batch);
          at += cut.size;
        }
        expect(await rollups()).toEqual(plain);
        const { histogram, quarters } = await counted();
        expect(histogram).toEqual(quarters);
        const check = await recomputed();
        expect(check.examples).toEqual([]);
        const seen = await bookings();
        booked = booked.map((sum, place) => sum + (seen[place] ?? 0));
        const { rows } = await network.database.query<{ recorded: number; counted: number }>(
          'SELECT sum(recorded_seq) AS recorded, sum(applied + duplicates + dead_letters + lost) AS counted ' +
            'FROM mnara.agent_position',
        );
        expect(rows[0]?.counted).toBe(rows[0]?.recorded);
      },
    ),
    { numRuns: 40 },
  );
  // Control: appointments came, were missed without an event, waited, and found slots offered.
  expect(booked.filter((sum) => sum === 0)).toEqual([]);
});

test('control: the recomputation detects a rollup that was changed', async () => {
  await network.clear();
  const issued: EventInit = {
    centreId: 'C1',
    visitId: 'v1',
    serviceId: 'S1',
    occurredAtMs: BigInt(NIGHT),
    fact: { case: 'ticketIssued', value: {} },
  };
  await (await newProcessor()).apply([recordOf(issued, 'agent-1', 1, NOW)]);
  expect((await recomputed()).differences).toBe(0);
  await network.database.query('UPDATE mnara.rollup_quarter SET visits = visits + 1');
  expect(await recomputed()).toMatchObject({
    differences: 1,
    examples: [{ family: 'quarter', column: 'visits', stored: 2, recomputed: 1 }],
  });
});

test('a second processor with an old position applies nothing', async () => {
  await network.clear();
  const event = (minute: number): EventInit => ({
    centreId: 'C1',
    visitId: `v${minute}`,
    serviceId: 'S1',
    occurredAtMs: BigInt(NIGHT + minute * 60_000),
    fact: { case: 'ticketIssued', value: {} },
  });
  const [first, second] = [await newProcessor(), await newProcessor()];
  await first.apply([recordOf(event(1), 'a', 1, NOW)]);
  await second.apply([recordOf(event(2), 'a', 2, NOW)]);
  await expect(first.apply([recordOf(event(2), 'a', 2, NOW)])).rejects.toThrow('Another processor');
  await first.apply([recordOf(event(2), 'a', 2, NOW)]);
  const { rows } = await network.database.query('SELECT sum(tickets_issued) AS n FROM mnara.rollup_quarter');
  expect(rows).toEqual([{ n: 2 }]);
});
