// A migration fills a new count with the value that the processor would have counted, and exact figures read the same
// value from legs.
import { expect, test } from 'vitest';
import { LEG_CLOCKS } from '#store/kpi/leg-sql.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';
import { TIERS } from '../_support/tiers.js';

const EVENING = Date.UTC(2026, 2, 10, 18, 10);
const NOW = EVENING + 48 * 3_600_000;
const FAMILIES = ['rollup_quarter', 'rollup_region_minute', 'rollup_desk_hour', 'rollup_segment_day'];

type Fact = NonNullable<EventInit['fact']>;

/** The facts of a visit after its call, depending on its number: every outcome, and some that are still waiting. */
function endingOf(number: number): readonly (readonly [minutes: number, fact: Fact])[] {
  const served = (outcome: number): readonly (readonly [number, Fact])[] => [
    [6, { case: 'serviceStarted', value: {} }],
    [8, { case: 'serviceHeld', value: {} }],
    [9, { case: 'serviceResumed', value: {} }],
    [70, { case: 'serviceEnded', value: { outcome, quantity: 2 } }],
    [72, { case: 'ratingGiven', value: { value: 1 + (number % 5) } }],
  ];
  const endings: readonly (readonly (readonly [number, Fact])[])[] = [
    served(1),
    served(2),
    [[6, { case: 'ticketNoShow', value: {} }]],
    [[6, { case: 'ticketAbandoned', value: {} }]],
    [[6, { case: 'ticketCancelled', value: {} }]],
    [[6, { case: 'ticketVoided', value: {} }]],
    [[6, { case: 'ticketTransferred', value: { toServiceId: 'S2' } }]],
    [
      [6, { case: 'serviceStarted', value: {} }],
      [6.25, { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } }],
    ],
    [],
  ];
  return endings[number % endings.length] ?? [];
}

/**
 * A visit across midnight in one of three centres and two time zones, with and without desk, officer, attributes
 * and recalls.
 */
function visit(number: number): EventInit[] {
  const of = ([minutes, fact]: readonly [number, Fact]): EventInit => ({
    centreId: `C${1 + (number % 3)}`,
    visitId: `v${number}`,
    serviceId: `S${1 + (number % 4)}`,
    deskId: number % 5 === 0 ? '' : `D${1 + (number % 2)}`,
    staffPseudonym: number % 7 === 0 ? '' : 'anna',
    channel: number % 4 === 0 ? '' : 'walk_in',
    segment: number % 3 === 0 ? {} : { gender: 'female' },
    occurredAtMs: BigInt(EVENING + number * 211_000 + minutes * 60_000),
    fact,
  });
  const recall: readonly (readonly [number, Fact])[] =
    number % 3 === 1 ? [] : [[4, { case: 'ticketRecalled', value: {} }]];
  return [
    [0, { case: 'ticketIssued', value: { appointmentId: number % 4 === 1 ? `a${number}` : '' } }] as const,
    [3, { case: 'ticketCalled', value: {} }] as const,
    ...recall,
    ...endingOf(number),
  ].map(of);
}

test.each(TIERS)('fills each count from legs with the value that was counted, $tier', async ({ start, missing }) => {
  if (missing !== undefined) return;
  const network = await startSmallNetwork(start);
  try {
    const dimensions = new Dimensions(new DimensionStore(network.database));
    await dimensions.reload();
    const processor = new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
    const events = Array.from({ length: 240 }, (_, number) => visit(number)).flat();
    await processor.apply(events.map((event, index) => recordOf(event, 'a1', index + 1, NOW)));
    const legClocks = LEG_CLOCKS.filter(({ of }) => of === 'legs');
    const names = new Set(legClocks.flatMap(({ counts }) => Object.keys(counts)));
    for (const name of names) await network.database.query('SELECT mnara.add_count($1)', [`filled_${name}`]);
    for (const { moment, counts } of legClocks)
      for (const [name, amount] of Object.entries(counts))
        await network.database.query('SELECT mnara.fill_count($1, $2, $3)', [`filled_${name}`, moment, amount]);
    for (const family of FAMILIES) {
      const columns = [...names].map(
        (name) => `coalesce(sum(abs(coalesce(${name}, 0) - filled_${name})), 0)::int AS ${name}`,
      );
      const { rows } = await network.database.query(`SELECT ${columns.join(', ')} FROM mnara.${family}`);
      expect({ family, ...rows[0] }).toEqual({ family, ...Object.fromEntries([...names].map((name) => [name, 0])) });
    }
    // Control: each count was above zero.
    const sums = [...names].map((name) => `sum(${name})::float8 AS ${name}`).join(', ');
    const { rows } = await network.database.query<Record<string, number>>(`SELECT ${sums} FROM mnara.rollup_quarter`);
    expect(Object.entries(rows[0] ?? {}).filter(([, sum]) => sum === 0)).toEqual([]);
  } finally {
    await network.stop();
  }
});
