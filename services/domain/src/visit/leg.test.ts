import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, mergeFacts, withFact } from './facts.js';
import { legOf, visitTime } from './leg.js';
import { keyed, LEG_FACT_KINDS, type LegFact, unpacked } from './leg-fact.js';

const at = (minutes: number): number => Date.UTC(2026, 2, 10, 6) + minutes * 60_000;
const facts = (...list: LegFact[]): Facts => list.map(keyed).reduce(withFact, [] as Facts);
const leg = (...list: LegFact[]) => legOf(1, facts(...list));
const MINUTE = 60_000;

describe('a leg of which the source cannot know more', () => {
  const issued: LegFact = { kind: 'issued', at: at(0) };
  const called: LegFact = { kind: 'called', at: at(5), desk: 'D1' };
  const unfollowed: LegFact = { kind: 'unfollowed', at: at(5) };

  test('has its wait, and is complete for what can be known', () => {
    expect(leg(issued, called, unfollowed)).toMatchObject({
      outcome: 'unfollowed',
      waitMs: 5 * MINUTE,
      closedAt: at(5),
      leftQueueAt: at(5),
      serviceMs: undefined,
      endedAt: undefined,
      isComplete: true,
    });
    // Control: without the fact it is open.
    expect(leg(issued, called)).toMatchObject({ outcome: undefined, waitMs: undefined, closedAt: undefined });
  });

  test('has its walk when it was started', () => {
    const started: LegFact = { kind: 'started', at: at(7) };
    expect(leg(issued, called, started, { kind: 'unfollowed', at: at(7) })).toMatchObject({
      outcome: 'unfollowed',
      walkMs: 2 * MINUTE,
      closedAt: at(7),
      isComplete: true,
    });
  });

  test.each<[LegFact, string]>([
    [{ kind: 'ended', at: at(9), outcome: 'served' }, 'served'],
    [{ kind: 'no_show', at: at(9) }, 'no_show'],
    [{ kind: 'abandoned', at: at(9) }, 'abandoned'],
  ])('takes the end that another source knows: %j', (end, outcome) => {
    expect(leg(issued, called, unfollowed, end).outcome).toBe(outcome);
  });

  test('is not voided by the rule for what waits at closing time, and waits again when it is recycled', () => {
    expect(leg(issued, called, unfollowed, { kind: 'voided', at: at(60) }).outcome).toBe('unfollowed');
    expect(leg(issued, called, unfollowed, { kind: 'recycled', at: at(8) })).toMatchObject({
      outcome: undefined,
      closedAt: undefined,
    });
  });

  test('that was only rated left the queue at the latest then', () => {
    expect(leg({ kind: 'rated', at: at(9), rating: 4 }, { kind: 'unfollowed', at: at(9) })).toMatchObject({
      outcome: 'unfollowed',
      rating: 4,
      leftQueueAt: at(9),
      isComplete: false,
    });
  });
});

describe('the wait', () => {
  test('ends at the first call that led to service; recalls count as recalls and as walk', () => {
    const served = leg(
      { kind: 'issued', at: at(0) },
      { kind: 'called', at: at(10) },
      { kind: 'recalled', at: at(11) },
      { kind: 'called', at: at(12) },
      { kind: 'started', at: at(13) },
      { kind: 'ended', at: at(20), outcome: 'served', quantity: 2 },
    );
    expect(served).toMatchObject({
      waitMs: 10 * MINUTE,
      walkMs: 3 * MINUTE,
      serviceMs: 7 * MINUTE,
      recalls: 2,
      outcome: 'served',
      quantity: 2,
      isComplete: true,
      leftQueueAt: at(10),
    });
  });

  test('does not begin again when a ticket returns to the queue: the call before it did not lead to service', () => {
    const recycled = leg(
      { kind: 'issued', at: at(0) },
      { kind: 'called', at: at(5) },
      { kind: 'no_show', at: at(6) },
      { kind: 'recycled', at: at(7) },
      { kind: 'called', at: at(30) },
      { kind: 'started', at: at(31) },
    );
    expect(recycled).toMatchObject({ waitMs: 30 * MINUTE, walkMs: MINUTE, outcome: undefined, closedAt: undefined });
  });

  test('of a no-show ends at its call; of an abandonment when the customer left', () => {
    expect(
      leg({ kind: 'issued', at: at(0) }, { kind: 'called', at: at(8) }, { kind: 'no_show', at: at(10) }),
    ).toMatchObject({
      outcome: 'no_show',
      waitMs: 8 * MINUTE,
      leftQueueAt: at(8),
      closedAt: at(10),
      serviceMs: undefined,
    });
    expect(leg({ kind: 'issued', at: at(0) }, { kind: 'abandoned', at: at(25) })).toMatchObject({
      outcome: 'abandoned',
      waitMs: 25 * MINUTE,
      isComplete: true,
    });
  });

  test('is unknown without the call: the start of service never replaces it', () => {
    expect(
      leg(
        { kind: 'issued', at: at(0) },
        { kind: 'started', at: at(9) },
        { kind: 'ended', at: at(12), outcome: 'served' },
      ),
    ).toMatchObject({ waitMs: undefined, serviceMs: 3 * MINUTE, isComplete: false, leftQueueAt: at(9) });
  });

  test('of a cancelled or voided ticket does not exist', () => {
    expect(leg({ kind: 'issued', at: at(0) }, { kind: 'cancelled', at: at(9) })).toMatchObject({
      outcome: 'cancelled',
      waitMs: undefined,
    });
    expect(leg({ kind: 'issued', at: at(0) }, { kind: 'voided', at: at(600) })).toMatchObject({
      outcome: 'voided',
      waitMs: undefined,
      isComplete: true,
    });
  });
});

describe('clocks', () => {
  test('a service that starts a second before its call has a walk of 0 and is counted', () => {
    expect(
      leg(
        { kind: 'issued', at: at(0) },
        { kind: 'called', at: at(5) },
        { kind: 'started', at: at(5) - 1000 },
        { kind: 'ended', at: at(9), outcome: 'served' },
      ),
    ).toMatchObject({ walkMs: 0, clamped: 1, flagged: 0, isComplete: true });
  });

  test('a large negative duration is removed and flagged', () => {
    expect(
      leg(
        { kind: 'issued', at: at(60) },
        { kind: 'called', at: at(5) },
        { kind: 'started', at: at(6) },
        { kind: 'ended', at: at(9), outcome: 'served' },
      ),
    ).toMatchObject({ waitMs: undefined, flagged: 1, isComplete: false });
  });
});

test('service is start to end minus holds; a hold that is never resumed lasts to the end', () => {
  const started: LegFact[] = [
    { kind: 'started', at: at(0) },
    { kind: 'held', at: at(2) },
    { kind: 'resumed', at: at(5) },
    { kind: 'held', at: at(8) },
    { kind: 'ended', at: at(10), outcome: 'served' },
  ];
  expect(leg(...started)).toMatchObject({ holdMs: 5 * MINUTE, serviceMs: 5 * MINUTE });
});

test('a hold that is resumed after its service ended is cut at the end, and the service time is kept', () => {
  const held: LegFact[] = [
    { kind: 'started', at: at(0) },
    { kind: 'held', at: at(6) },
    { kind: 'ended', at: at(10), outcome: 'served' },
    { kind: 'resumed', at: at(30) },
  ];
  expect(leg(...held)).toMatchObject({ holdMs: 4 * MINUTE, serviceMs: 6 * MINUTE, flagged: 0 });
  // Of an end alone nothing but the hold is known.
  expect(leg(...held.slice(1))).toMatchObject({ holdMs: 4 * MINUTE, serviceMs: undefined });
  // What was held before the service, or is said to have been held after it, is no hold of it.
  expect(leg({ kind: 'held', at: at(-5) }, ...held, { kind: 'held', at: at(40) })).toMatchObject({
    holdMs: 4 * MINUTE,
  });
});

test('a hold is never longer than its service', () => {
  const moment = fc.integer({ min: at(0), max: at(30) });
  const some = fc.array(fc.record({ kind: fc.constantFrom('held' as const, 'resumed' as const), at: moment }));
  fc.assert(
    fc.property(some, moment, moment, (holds, one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      const { holdMs = 0, serviceMs } = leg(
        { kind: 'started', at: start },
        { kind: 'ended', at: end, outcome: 'served' },
        ...holds,
      );
      expect(serviceMs).toBe(end - start - holdMs);
    }),
  );
});

describe('a customer who leaves during service', () => {
  const began: LegFact[] = [
    { kind: 'issued', at: at(0) },
    { kind: 'called', at: at(5), desk: 'D1' },
    { kind: 'started', at: at(5), desk: 'D1' },
  ];
  const left = {
    outcome: 'not_completed',
    closedAt: at(15),
    endedAt: at(15),
    waitMs: 5 * MINUTE,
    serviceMs: 10 * MINUTE,
    isComplete: true,
  };

  test.each(['abandoned', 'cancelled', 'no_show'] as const)('closes the leg when the source says %s', (kind) => {
    expect(leg(...began, { kind, at: at(15) })).toMatchObject(left);
  });

  test('closes a leg that is on hold', () => {
    expect(leg(...began, { kind: 'held', at: at(10) }, { kind: 'abandoned', at: at(15) })).toMatchObject({
      ...left,
      holdMs: 5 * MINUTE,
      serviceMs: 5 * MINUTE,
    });
  });

  test('closes it once: what a rule does at the end of the day changes nothing', () => {
    expect(
      leg(
        ...began,
        { kind: 'abandoned', at: at(15) },
        { kind: 'cancelled', at: at(16) },
        { kind: 'voided', at: at(90) },
      ),
    ).toMatchObject(left);
  });

  test('is overruled by the end that the desk states, and by a transfer', () => {
    const ended: LegFact = { kind: 'ended', at: at(20), outcome: 'served' };
    expect(leg(...began, { kind: 'abandoned', at: at(15) }, ended)).toMatchObject({
      outcome: 'served',
      closedAt: at(20),
    });
    expect(leg(...began, { kind: 'abandoned', at: at(15) }, { kind: 'transferred', at: at(16) })).toMatchObject({
      outcome: 'transferred',
      closedAt: at(16),
    });
  });

  test('is not one who was absent before service started', () => {
    expect(
      leg(
        { kind: 'issued', at: at(0) },
        { kind: 'called', at: at(3) },
        { kind: 'no_show', at: at(4) },
        ...began.slice(2),
      ),
    ).toMatchObject({ outcome: undefined, closedAt: undefined, startedAt: at(5) });
  });

  test('waits again when the ticket is put back, and is served by the second start', () => {
    const back = [...began, { kind: 'no_show', at: at(10) }, { kind: 'recycled', at: at(11) }] as const;
    expect(leg(...back)).toMatchObject({ outcome: undefined, startedAt: undefined, leftQueueAt: undefined });
    expect(
      leg(
        ...back,
        { kind: 'called', at: at(30), desk: 'D2' },
        { kind: 'started', at: at(31), desk: 'D2' },
        { kind: 'ended', at: at(40), outcome: 'served' },
      ),
    ).toMatchObject({ outcome: 'served', waitMs: 30 * MINUTE, serviceMs: 9 * MINUTE, desk: 'D2' });
  });

  test('closes the leg at every state: after each fact that ends a ticket nobody waits or is served', () => {
    const before = fc.shuffledSubarray<LegFact>([
      ...began,
      { kind: 'recalled', at: at(6) },
      { kind: 'held', at: at(8) },
      { kind: 'resumed', at: at(9) },
    ]);
    const kinds = fc.constantFrom('no_show', 'abandoned', 'cancelled', 'voided', 'transferred', 'ended');
    fc.assert(
      fc.property(before, kinds, (list, kind) => {
        const outcome = kind === 'ended' ? ({ outcome: 'served' } as const) : {};
        expect(leg(...list, { kind, at: at(15), ...outcome })).toMatchObject({ closedAt: at(15) });
      }),
    );
  });
});

test('the latest rating counts', () => {
  expect(leg({ kind: 'rated', at: at(1), rating: 2 }, { kind: 'rated', at: at(2), rating: 5 }).rating).toBe(5);
});

test('a visit lasts from its first issue to its last end, and is unknown while a transfer is open', () => {
  const first = legOf(
    1,
    facts(
      { kind: 'issued', at: at(0) },
      { kind: 'started', at: at(5) },
      { kind: 'ended', at: at(9), outcome: 'transferred' },
    ),
  );
  expect(visitTime([first])).toBeUndefined();
  const second = legOf(
    2,
    facts(
      { kind: 'issued', at: at(9) },
      { kind: 'started', at: at(20) },
      { kind: 'ended', at: at(30), outcome: 'served' },
    ),
  );
  expect(visitTime([first, second])).toBe(30 * MINUTE);
  expect(visitTime([second])).toBeUndefined();
});

describe('merging facts', () => {
  const fact = fc.record({
    kind: fc.constantFrom(...LEG_FACT_KINDS),
    at: fc.integer({ min: at(0), max: at(5) }),
    service: fc.constantFrom('S1', 'S2'),
    desk: fc.constantFrom('D1', 'D"\\2'),
    rating: fc.integer({ min: 1, max: 5 }),
  });
  const set = fc.array(fact, { maxLength: 8 }).map((list) => facts(...list));
  const texts = (list: Facts): string[] => list.map(({ text }) => text);

  test('is commutative, associative, idempotent', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(texts(mergeFacts(a, b))).toEqual(texts(mergeFacts(b, a)));
        expect(texts(mergeFacts(mergeFacts(a, b), c))).toEqual(texts(mergeFacts(a, mergeFacts(b, c))));
        expect(mergeFacts(a, a)).toBe(a);
      }),
    );
  });

  test('the text of a fact is the JSON array of its values without trailing blanks, whatever they contain', () => {
    const text = fc.constantFrom('', 'A1', 'D"\\2', 'Ключ', '\u0007', '\ud800', 'a\u2028b');
    const wild = fc.record(
      {
        kind: fc.constantFrom(...LEG_FACT_KINDS),
        at: fc.integer({ min: 0, max: at(5) }),
        service: text,
        desk: text,
        staff: text,
        ticket: text,
        channel: text,
        segment: fc.constantFrom({}, { gender: 'female', age_band: 'D"\\2' }),
        defects: fc.constantFrom([], ['negative_duration'], ['a"b', 'c']),
        outcome: fc.constantFrom('served' as const, 'transferred' as const),
        quantity: fc.nat(3),
        rating: fc.nat(5),
      },
      { requiredKeys: ['kind', 'at'] },
    );
    fc.assert(
      fc.property(wild, (one) => {
        const { service = '', desk = '', staff = '', ticket = '', channel = '', outcome = '' } = one;
        const segment = one.segment !== undefined && Object.keys(one.segment).length > 0 ? one.segment : 0;
        const defects = one.defects !== undefined && one.defects.length > 0 ? one.defects : 0;
        const values: unknown[] = [
          LEG_FACT_KINDS.indexOf(one.kind),
          one.at,
          service,
          desk,
          staff,
          ticket,
          channel,
          segment,
        ];
        values.push(defects, outcome, one.quantity ?? 0, one.rating ?? 0);
        const length = values.findLastIndex((value) => value !== '' && value !== 0) + 1;
        expect(keyed(one).text).toBe(JSON.stringify(values.slice(0, Math.max(2, length))));
      }),
      { numRuns: 500 },
    );
  });

  test('a fact is restored from its text unchanged', () => {
    fc.assert(
      fc.property(fact, (one) => {
        expect(unpacked(JSON.parse(keyed(one).text) as unknown[])).toEqual(keyed(one));
      }),
    );
  });
});
