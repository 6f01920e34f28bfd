// What ALTER TABLE does to a processor: a migration can only append a column, and processors run while it does.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type * as contributions from '#domain/kpi/contribution.js';
import type * as counts from '#domain/kpi/counts.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { openDatabase } from '#platform/postgres/database.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { TIERS } from '../_support/tiers.js';

const NEW_COUNT = 'long_recalls';
const COUNTED = ['rollup_quarter', 'rollup_region_minute', 'rollup_desk_hour', 'rollup_segment_day'];
/**
 * The edits that docs/recipes.md describes, plus a column for legs, bins and timelines, whose rows are parameters or
 * are read with `repeated`.
 */
const MIGRATION = [
  `SELECT mnara.add_count('${NEW_COUNT}')`,
  ...['leg', 'rollup_bins', 'timeline'].map((table) => `ALTER TABLE mnara.${table} ADD COLUMN note text`),
].join('; ');
const FILLING = `SELECT mnara.fill_count('${NEW_COUNT}', 'f.left_queue_at', 'count(*) FILTER (WHERE f.recalls > 0)')`;

const START = Date.UTC(2026, 2, 10, 6);
const NOW = START + 48 * 3_600_000;

/**
 * Modules of the program; with `withCount` as after an edit of counts.ts and contribution.ts that adds a count of
 * legs with recalls.
 */
async function program(withCount: boolean) {
  vi.resetModules();
  if (withCount) {
    vi.doMock('#domain/kpi/counts.js', async (original) => {
      const own = await original<typeof counts>();
      const COUNTS = [...own.COUNTS, NEW_COUNT];
      return { ...own, COUNTS, COUNT_INDEX: Object.fromEntries(COUNTS.map((name, place) => [name, place])) };
    });
    vi.doMock('#domain/kpi/contribution.js', async (original) => {
      const own = await original<typeof contributions>();
      const contributionsOf: typeof own.contributionsOf = (leg, figures, visitMs, isBooked) =>
        own
          .contributionsOf(leg, figures, visitMs, isBooked)
          .map((contribution) =>
            contribution.clock === 'left_queue' && leg.recalls > 0
              ? { ...contribution, counts: [...contribution.counts, PLACE, 1] }
              : contribution,
          );
      return { ...own, contributionsOf };
    });
  }
  const { COUNTS } = await import('#domain/kpi/counts.js');
  const PLACE = COUNTS.indexOf(NEW_COUNT as never);
  const { runProcessor } = await import('#stream-processor/batch/run-processor.js');
  const { PostgresProcessorStore } = await import('#store/visits/postgres-processor-store.js');
  const { DimensionStore } = await import('#store/network/dimension-store.js');
  const { verify } = await import('#administration/verification/verification.js');
  return { runProcessor, PostgresProcessorStore, DimensionStore, verify };
}

type Program = Awaited<ReturnType<typeof program>>;

/** A visit to desk D1 with a recall or without; its first half only, so that the other changes legs that are stored. */
function visit(number: number, recalls: number, half: 'first' | 'second'): EventInit[] {
  const at = START + number * 60_000;
  const of = (minutes: number, fact: NonNullable<EventInit['fact']>): EventInit => ({
    centreId: 'C1',
    visitId: `v${number}`,
    serviceId: 'S1',
    deskId: 'D1',
    staffPseudonym: 'anna',
    segment: { gender: 'female' },
    occurredAtMs: BigInt(at + minutes * 60_000),
    fact,
  });
  if (half === 'first')
    return [
      of(0, { case: 'deskOpened', value: {} }),
      of(0, { case: 'ticketIssued', value: {} }),
      of(1, { case: 'ticketCalled', value: {} }),
    ];
  return [
    ...Array.from({ length: recalls }, () => of(2, { case: 'ticketRecalled', value: {} })),
    of(3, { case: 'serviceStarted', value: {} }),
    of(5, { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } }),
  ];
}

describe.each(TIERS)('$tier', ({ start, missing }) => {
  describe.skipIf(missing !== undefined)('(skipped where it cannot run)', () => {
    let network: Awaited<ReturnType<typeof startSmallNetwork>>;
    let seq = 0;
    let retries: unknown[] = [];

    beforeAll(async () => {
      network = await startSmallNetwork(start);
    });
    afterAll(() => network?.stop());
    afterEach(() => {
      vi.doUnmock('#domain/kpi/counts.js');
      vi.doUnmock('#domain/kpi/contribution.js');
      vi.resetModules();
    });

    /** A processor with connections of its own, as each process has them. */
    async function running({ runProcessor, PostgresProcessorStore, DimensionStore }: Program) {
      const database = openDatabase(network.url, { connections: 3 });
      const log = new DirectEventLog({
        retry: { firstMs: 1, maxMs: 10 },
        onRetry: (error) => void retries.push(error),
      });
      const processor = await runProcessor({
        log,
        store: new PostgresProcessorStore(database),
        dimensions: new DimensionStore(database),
        publish: () => {},
        onApplied: () => {},
        now: () => NOW,
      });
      return {
        apply: (events: readonly EventInit[]) => log.append(events.map((event) => recordOf(event, 'a1', ++seq, NOW))),
        stop: async () => {
          await processor.stop();
          await log.close();
          await database.close();
        },
      };
    }

    const sums = async (column: string): Promise<Record<string, number>> =>
      Object.fromEntries(
        await Promise.all(
          COUNTED.map(async (table) => {
            const { rows } = await network.database.query<{ n: number }>(
              `SELECT sum(${column}) AS n FROM mnara.${table}`,
            );
            return [table, rows[0]?.n ?? 0] as const;
          }),
        ),
      );

    const everywhere = (n: number): Record<string, number> => Object.fromEntries(COUNTED.map((table) => [table, n]));

    const differences = async ({ verify }: Program) => (await verify(network.database, true, new Map())).recomputation;

    test('a program whose migration is missing names the column and writes nothing', async () => {
      const { PostgresProcessorStore } = await program(true);
      const { RollupDeltas } = await import('#store/rollups/rollup-deltas.js');
      const none = {
        legs: [],
        appointments: [],
        centreDays: [],
        positions: [],
        timelines: [],
        complaints: [],
        deadLetters: [],
        gaps: [],
        silences: [],
        imports: [],
      };
      await expect(
        new PostgresProcessorStore(network.database).commit({ ...none, deltas: new RollupDeltas() }),
      ).rejects.toThrow(`has no column ${NEW_COUNT}`);
    });

    test('a processor goes on when a migration adds a count while it runs', async () => {
      retries = [];
      const old = await program(false);
      const processor = await running(old);
      try {
        await processor.apply([...visit(1, 2, 'first'), ...visit(1, 2, 'second'), ...visit(2, 1, 'first')]);
        await network.database.query(MIGRATION);
        await processor.apply([...visit(2, 1, 'second'), ...visit(3, 0, 'first')]);
        await processor.apply(visit(3, 0, 'second'));
      } finally {
        await processor.stop();
      }
      // The batch that met the migration was given again, once.
      expect(retries).toHaveLength(1);
      expect(retries[0]).toMatchObject({ code: '42804' });
      expect(await sums('served')).toEqual(everywhere(3));
      expect(await sums(NEW_COUNT)).toEqual(everywhere(0));
      expect(await differences(old)).toMatchObject({ legs: 3, differences: 0 });
    });

    test('the legs that are stored have the new count too, once it is filled', async () => {
      const edited = await program(true);
      expect((await differences(edited))?.examples).toContainEqual(expect.objectContaining({ column: NEW_COUNT }));
      await network.database.query(FILLING);
      expect(await sums(NEW_COUNT)).toEqual(everywhere(2));
      expect(await differences(edited)).toMatchObject({ legs: 3, differences: 0 });
    });

    test('a program with the new count counts on in the rows that were there', async () => {
      const edited = await program(true);
      const processor = await running(edited);
      try {
        await processor.apply([...visit(4, 2, 'first'), ...visit(5, 0, 'first')]);
        await processor.apply([...visit(4, 2, 'second'), ...visit(5, 0, 'second')]);
      } finally {
        await processor.stop();
      }
      expect(await sums(NEW_COUNT)).toEqual(everywhere(3));
      expect(await sums('served')).toEqual(everywhere(5));
      const times = await network.database.query('SELECT sum(serving_ms) AS ms FROM mnara.rollup_desk_hour');
      // Five services of two minutes, each beginning a minute after the one before: a union, from 3 to 9 minutes.
      expect(times.rows).toEqual([{ ms: 6 * 60_000 }]);
      expect(await differences(edited)).toMatchObject({ legs: 5, differences: 0 });
    });

    test('control: a count that is wrong in a stored row is a difference', async () => {
      const edited = await program(true);
      await network.database.query(`UPDATE mnara.rollup_desk_hour SET ${NEW_COUNT} = ${NEW_COUNT} + 1`);
      const found = await differences(edited);
      expect(found?.differences).toBeGreaterThan(0);
      expect(found?.examples[0]).toMatchObject({ family: 'desk_hour', column: NEW_COUNT });
    });
  });
});
