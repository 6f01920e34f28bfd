import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertState, type Condition, isActive, NO_ALERT, SUPPRESSIONS, type Suppression } from './alert-state.js';
import { type Circumstances, decide, type Observation } from './decide.js';

const NOW = 1_000_000;
const circumstances: Circumstances = {
  now: NOW,
  forMs: 60_000,
  keepFiringForMs: 120_000,
  closeAfterMs: 3_600_000,
  suppressedBy: [],
};
const seen = (isBad: boolean, isGood: boolean): Observation => ({
  kind: 'value',
  value: isBad ? 50 : isGood ? 10 : 30,
  threshold: 40,
  isBad,
  isGood,
});
const bad = seen(true, false);
const between = seen(false, false);
const good = seen(false, true);
const none: Observation = { kind: 'no_data', reason: 'silent' };
const broken: Observation = { kind: 'error', reason: 'sql' };

const state = (condition: Condition, agoMs: number, more: Partial<AlertState> = {}): AlertState => {
  const fired = condition === 'firing' || condition === 'recovering';
  return {
    ...NO_ALERT,
    condition,
    since: NOW - agoMs,
    ...(fired ? { episode: 1, firedAt: NOW - agoMs } : {}),
    ...more,
  };
};
const taken = { by: 'ann', at: NOW - 10, until: NOW + 10_000 };
const cleared = state('normal', 5, { episode: 1, firedAt: 1, clearedAt: NOW - 5, closeAt: NOW + 1000 });
const closedLong = { ...cleared, closedAt: NOW - 1 };
const outOfHours = { suppressedBy: ['out_of_hours' as const] };

/** One row for each transition: state before, observation, circumstances, condition after, and what happened. */
const TABLE: readonly (readonly [
  string,
  AlertState,
  Observation,
  Partial<Circumstances>,
  Condition,
  readonly string[],
])[] = [
  ['a normal figure changes nothing', NO_ALERT, good, {}, 'normal', []],
  ['between the thresholds nothing begins', NO_ALERT, between, {}, 'normal', []],
  ['above the threshold it becomes pending', NO_ALERT, bad, {}, 'pending', []],
  ['without a duration (for) it fires at once', NO_ALERT, bad, { forMs: 0 }, 'firing', ['fired']],
  ['out of hours nothing begins', NO_ALERT, bad, { forMs: 0, ...outOfHours }, 'normal', []],
  [
    'a silence hides nothing: it fires, suppressed',
    NO_ALERT,
    bad,
    { forMs: 0, suppressedBy: ['silence'] },
    'firing',
    ['fired', 'suppressed'],
  ],
  ['no data begins nothing', NO_ALERT, none, {}, 'normal', []],
  ['an error begins nothing', NO_ALERT, broken, {}, 'normal', []],
  ['pending waits for its duration', state('pending', 59_999), bad, {}, 'pending', []],
  ['pending fires when its duration has passed', state('pending', 60_000), bad, {}, 'firing', ['fired']],
  ['pending ends below the threshold', state('pending', 59_999), between, {}, 'normal', []],
  ['pending ends without data', state('pending', 59_999), none, {}, 'normal', []],
  ['pending ends with an error', state('pending', 59_999), broken, {}, 'normal', []],
  ['pending ends at closing time', state('pending', 60_000), bad, outOfHours, 'normal', []],
  ['firing stays', state('firing', 9), bad, {}, 'firing', []],
  ['firing stays between the thresholds', state('firing', 9), between, {}, 'firing', []],
  ['firing begins to recover', state('firing', 9), good, {}, 'recovering', []],
  [
    'without a keep_firing_for it clears at once',
    state('firing', 9),
    good,
    { keepFiringForMs: 0 },
    'normal',
    ['cleared'],
  ],
  ['firing stays without data, and records it', state('firing', 9), none, {}, 'firing', ['no_data']],
  ['firing stays with an error, and records it', state('firing', 9), broken, {}, 'firing', ['error']],
  [
    'the same reason is recorded once',
    state('firing', 9, { signal: 'no_data', signalReason: 'silent' }),
    none,
    {},
    'firing',
    [],
  ],
  [
    'another reason is recorded',
    state('firing', 9, { signal: 'no_data', signalReason: 'late' }),
    none,
    {},
    'firing',
    ['no_data'],
  ],
  [
    'new data is recorded',
    state('firing', 9, { signal: 'no_data', signalReason: 'late' }),
    bad,
    {},
    'firing',
    ['data_again'],
  ],
  [
    'firing may clear out of hours',
    state('firing', 9, outOfHours),
    good,
    { keepFiringForMs: 0, ...outOfHours },
    'normal',
    ['cleared'],
  ],
  ['recovering waits', state('recovering', 119_999), good, {}, 'recovering', []],
  ['recovering clears', state('recovering', 120_000), good, {}, 'normal', ['cleared']],
  [
    'recovering fires again above the clear threshold, and notifies no one again',
    state('recovering', 120_000),
    between,
    {},
    'firing',
    [],
  ],
  ['recovering fires again', state('recovering', 5), bad, {}, 'firing', []],
  ['recovering never clears without data', state('recovering', 999_999), none, {}, 'recovering', ['no_data']],
  ['cleared waits for an acknowledgement', cleared, good, {}, 'normal', []],
  ['cleared is closed when its time has passed', { ...cleared, closeAt: NOW }, good, {}, 'normal', ['closed']],
  ['cleared is closed without data too', { ...cleared, closeAt: NOW }, none, {}, 'normal', ['closed']],
  ['cleared becomes pending again', cleared, bad, {}, 'pending', []],
  ['cleared fires again as its next episode', cleared, bad, { forMs: 0 }, 'firing', ['fired']],
  [
    'acknowledged and cleared is closed',
    state('firing', 9, { acknowledgement: taken }),
    good,
    { keepFiringForMs: 0 },
    'normal',
    ['cleared', 'closed'],
  ],
  [
    'an acknowledgement that expired closes nothing',
    state('firing', 9, { acknowledgement: { ...taken, until: NOW } }),
    good,
    { keepFiringForMs: 0 },
    'normal',
    ['cleared'],
  ],
  ['a closed alert begins again from the start', closedLong, bad, { forMs: 0 }, 'firing', ['fired']],
  [
    'a suppression that begins is recorded',
    state('firing', 9),
    bad,
    { suppressedBy: ['silence'] },
    'firing',
    ['suppressed'],
  ],
  [
    'a suppression that ends is recorded',
    state('firing', 9, { suppressedBy: ['silence'] }),
    bad,
    {},
    'firing',
    ['released'],
  ],
];

describe('every transition', () => {
  test.each(TABLE)('%s', (_, before, observation, more, condition, kinds) => {
    const { state: after, happenings } = decide(before, observation, { ...circumstances, ...more });
    expect([after.condition, happenings.map(({ kind }) => kind)]).toEqual([condition, kinds]);
  });

  test('the table enters and leaves each condition in every possible way', () => {
    const ways = new Set(
      TABLE.map(([, before, , , after]) => `${before.closedAt === undefined ? before.condition : 'normal'}>${after}`),
    );
    expect([...ways].sort()).toEqual(
      [
        'normal>normal',
        'normal>pending',
        'normal>firing',
        'pending>pending',
        'pending>firing',
        'pending>normal',
        'firing>firing',
        'firing>recovering',
        'firing>normal',
        'recovering>recovering',
        'recovering>firing',
        'recovering>normal',
      ].sort(),
    );
  });
});

test('the fired entry records since when the alert was pending, and with which figures; an old acknowledgement no longer counts', () => {
  const before = { ...cleared, condition: 'pending' as const, since: NOW - 60_000, acknowledgement: taken };
  const { state: after, happenings } = decide(before, bad, circumstances);
  expect(happenings).toEqual([{ kind: 'fired', value: 50, threshold: 40, pendingSince: NOW - 60_000 }]);
  expect(after).toMatchObject({
    episode: 2,
    firedAt: NOW,
    clearedAt: undefined,
    closeAt: undefined,
    acknowledgement: undefined,
  });
});

const observation: fc.Arbitrary<Observation> = fc.constantFrom(bad, between, good, none, broken);
const suppressions: fc.Arbitrary<Suppression[]> = fc.subarray([...SUPPRESSIONS]);
const steps = fc.array(
  fc.record({ seen: observation, suppressedBy: suppressions, afterMs: fc.integer({ min: 1, max: 200_000 }) }),
  { maxLength: 60 },
);
interface Step {
  readonly before: AlertState;
  readonly after: AlertState;
  readonly seen: Observation;
  readonly kinds: readonly string[];
}

/** Runs a series of observations; a closed alert is deleted, as the store does. */
function course(given: readonly { seen: Observation; suppressedBy: Suppression[]; afterMs: number }[]): Step[] {
  let now = NOW;
  let before = NO_ALERT;
  return given.map(({ seen: what, suppressedBy, afterMs }) => {
    now += afterMs;
    const { state: after, happenings } = decide(before, what, { ...circumstances, now, suppressedBy });
    const done = { before, after, seen: what, kinds: happenings.map(({ kind }) => kind) };
    before = after;
    return done;
  });
}

test('properties: no data never resolves; fired and cleared alternate; the same decision twice changes nothing', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const done = course(given);
      for (const { before, after, seen: what } of done)
        if (what.kind !== 'value' && isActive(before)) expect(after.condition).toBe(before.condition);
      const turns = done.flatMap(({ kinds }) => kinds.filter((kind) => kind === 'fired' || kind === 'cleared'));
      for (const [index, kind] of turns.entries()) expect(kind).toBe(index % 2 === 0 ? 'fired' : 'cleared');
      for (const { after, seen: what } of done) {
        const again = decide(after, what, {
          ...circumstances,
          now: after.since,
          forMs: 1e9,
          keepFiringForMs: 1e9,
          suppressedBy: after.suppressedBy,
        });
        if (isActive(after) && what !== good) expect(again.happenings).toEqual([]);
      }
    }),
  );
});

test('property: a restart changes nothing in the series, because the state is complete', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (given, at) => {
      const whole = course(given);
      const stored = JSON.stringify(whole[at % Math.max(1, whole.length)]?.after ?? NO_ALERT);
      const restored = { ...NO_ALERT, ...(JSON.parse(stored) as AlertState) };
      for (const next of [bad, between, good, none])
        expect(decide(restored, next, circumstances)).toEqual(
          decide(whole[at % Math.max(1, whole.length)]?.after ?? NO_ALERT, next, circumstances),
        );
    }),
  );
});
