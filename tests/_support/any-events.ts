import * as fc from 'fast-check';
import type { Database } from '#platform/postgres/database.js';
import { FAMILIES, FAMILY_NAMES } from '#store/rollups/rollup-deltas.js';
import type { EventInit } from './small-network.js';

export const NIGHT = Date.UTC(2026, 2, 10, 20, 30);
/** Any fact at any time, plausible or not: the merge must also work for implausible facts. */
export const fact = fc.oneof(
  ...(
    [
      'ticketIssued',
      'ticketCalled',
      'ticketRecalled',
      'ticketNoShow',
      'ticketRecycled',
      'ticketAbandoned',
      'ticketCancelled',
      'ticketVoided',
      'serviceStarted',
      'serviceHeld',
      'serviceResumed',
    ] as const
  ).map((name) => fc.constant({ case: name, value: {} })),
  fc.record({
    case: fc.constant('ticketTransferred' as const),
    value: fc.record({ toServiceId: fc.constantFrom('S1', 'S2', '') }),
  }),
  fc.record({
    case: fc.constant('serviceEnded' as const),
    value: fc.record({ outcome: fc.integer({ min: 1, max: 3 }), quantity: fc.integer({ min: 0, max: 3 }) }),
  }),
  fc.record({
    case: fc.constant('sourceRowNoted' as const),
    value: fc.record({ rowId: fc.constantFrom('r1', 'r2'), reason: fc.constantFrom('test_ticket', 'left|before') }),
  }),
  fc.record({ case: fc.constant('ratingGiven' as const), value: fc.record({ value: fc.integer({ min: 1, max: 5 }) }) }),
);
/** What desks, officers and centres do. */
export const deskFact = fc.oneof(
  ...(['deskOpened', 'deskClosed', 'staffLogin', 'staffLogout'] as const).map((name) =>
    fc.constant({ case: name, value: {} }),
  ),
  fc.record({
    case: fc.constant('staffStateChanged' as const),
    value: fc.record({ state: fc.integer({ min: 1, max: 5 }) }),
  }),
  ...(['centreOpened', 'centreClosed', 'powerDown', 'powerUp'] as const).map((name) =>
    fc.constant({ case: name, value: {} }),
  ),
  fc.record({
    case: fc.constantFrom('upstreamDown' as const, 'upstreamUp' as const),
    value: fc.constant({ agencyId: 'NRB' }),
  }),
);

/** Events with these facts, so many minutes after NIGHT. */
export const eventOf = (
  facts: fc.Arbitrary<object>,
  minutes: fc.Arbitrary<number> = fc.integer({ min: 0, max: 600 }),
): fc.Arbitrary<EventInit> =>
  fc
    .record({
      centreId: fc.constantFrom('C1', 'C2', 'C3'),
      minutes,
      visitId: fc.constantFrom('v1', 'v2', 'v3', 'v4'),
      legNo: fc.integer({ min: 1, max: 3 }),
      serviceId: fc.constantFrom('S1', 'S2', 'S3', 'S9-undeclared', ''),
      deskId: fc.constantFrom('D1', 'D2'),
      staffPseudonym: fc.constantFrom('anna', 'ben', ''),
      channel: fc.constantFrom('walk_in', ''),
      segment: fc.record({ gender: fc.constantFrom('female', 'male', '') }),
      defects: fc.constantFrom([], ['negative_duration']),
      fact: facts,
    })
    .map(
      ({ minutes, ...event }) => ({ ...event, occurredAtMs: BigInt(NIGHT + minutes * 60_000) }) as unknown as EventInit,
    );

/** Up to 60 events of three centres. */
export const events = fc.array(
  fc.oneof({ arbitrary: eventOf(fact), weight: 4 }, { arbitrary: eventOf(deskFact), weight: 1 }),
  { minLength: 1, maxLength: 60 },
);

/** All rollup rows that are not empty, as one comparable value: NULL and 0 are the same count. */
export async function filledRollups(database: Database): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const family of FAMILY_NAMES) {
    const { table, key, sums } = FAMILIES[family];
    const { rows } = await database.query(
      `SELECT ${key.join(', ')}, ${sums.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ')} FROM mnara.${table}
       GROUP BY ${key.join(', ')} HAVING ${sums.map((name) => `sum(${name}) <> 0`).join(' OR ')}`,
    );
    found[family] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}
