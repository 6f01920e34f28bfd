import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missedDeadlines, overdueBy } from './deadlines.js';
import { applyFact, type DirectiveCourse, type DirectiveFact, type Effect, stateOf } from './directive.js';

const MINUTE = 60_000;
const SENT_AT = Date.UTC(2026, 10, 25, 8);
const at = (minutes: number): number => SENT_AT + minutes * MINUTE;
const SENT: DirectiveCourse = {
  sentAt: SENT_AT,
  acknowledgeBy: at(5),
  dueAt: at(30),
  delivered: undefined,
  acknowledged: undefined,
  closed: undefined,
};
const fact = (kind: DirectiveFact['kind'], minutes: number, by = 'manager', note = ''): DirectiveFact => ({
  kind,
  at: at(minutes),
  by,
  note,
});
const courseOf = (...facts: readonly DirectiveFact[]): DirectiveCourse =>
  facts.reduce((course, one) => applyFact(course, one).course, SENT);

const DELIVERED = fact('delivered', 1, 'agent');
const ACKNOWLEDGED = fact('acknowledged', 3);
const DONE = fact('done', 20);
const REFUSED = fact('refused', 4, 'manager', 'no one is available');

/** One row for each state and fact: state before, fact, state after, and what the fact did. */
const TRANSITIONS: readonly [string, readonly DirectiveFact[], DirectiveFact, string, Effect][] = [
  ['sent', [], DELIVERED, 'delivered', 'applied'],
  ['sent', [], ACKNOWLEDGED, 'acknowledged', 'applied'],
  ['sent', [], DONE, 'done', 'applied'],
  ['sent', [], REFUSED, 'refused', 'applied'],
  ['delivered', [DELIVERED], fact('delivered', 2, 'agent'), 'delivered', 'repeated'],
  ['delivered', [DELIVERED], ACKNOWLEDGED, 'acknowledged', 'applied'],
  ['delivered', [DELIVERED], DONE, 'done', 'applied'],
  ['delivered', [DELIVERED], REFUSED, 'refused', 'applied'],
  ['acknowledged', [ACKNOWLEDGED], DELIVERED, 'acknowledged', 'applied'],
  ['acknowledged', [ACKNOWLEDGED], fact('acknowledged', 9), 'acknowledged', 'repeated'],
  ['acknowledged', [ACKNOWLEDGED], fact('acknowledged', 2), 'acknowledged', 'applied'],
  ['acknowledged', [ACKNOWLEDGED], DONE, 'done', 'applied'],
  ['acknowledged', [ACKNOWLEDGED], REFUSED, 'refused', 'applied'],
  ['done', [DONE], DELIVERED, 'done', 'applied'],
  ['done', [DONE], ACKNOWLEDGED, 'done', 'applied'],
  ['done', [DONE], fact('done', 25), 'done', 'repeated'],
  ['done', [DONE], REFUSED, 'done', 'too_late'],
  ['refused', [REFUSED], DELIVERED, 'refused', 'applied'],
  ['refused', [REFUSED], ACKNOWLEDGED, 'refused', 'applied'],
  ['refused', [REFUSED], fact('refused', 9, 'deputy', 'again'), 'refused', 'repeated'],
  ['refused', [REFUSED], fact('done', 2), 'refused', 'too_late'],
];

describe('transitions', () => {
  test.each(TRANSITIONS)('%s', (from, before, one, to, effect) => {
    const course = courseOf(...before);
    expect(stateOf(course)).toBe(from);
    const applied = applyFact(course, one);
    expect([stateOf(applied.course), applied.effect]).toEqual([to, effect]);
    if (effect !== 'applied') expect(applied.course).toBe(course);
  });

  test('the table has every state with every fact', () => {
    const pairs = new Set(TRANSITIONS.map(([from, , { kind }]) => `${from} ${kind}`));
    expect(pairs.size).toBe(5 * 4);
  });

  test('a refusal keeps its reason, whatever is sent after it', () => {
    const { closed } = courseOf(REFUSED, fact('refused', 8, 'deputy', 'other'), DONE);
    expect(closed).toEqual({ outcome: 'refused', at: at(4), by: 'manager', note: 'no one is available' });
  });
});

const anyFact = (...kinds: DirectiveFact['kind'][]): fc.Arbitrary<DirectiveFact> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.integer({ min: 0, max: 4 }).map(at),
    by: fc.constantFrom('a', 'b'),
    note: fc.constant('why'),
  });

describe('messages that are repeated and out of order', () => {
  test.each(['done', 'refused'] as const)('give the same course in every order, when it ends as %s', (end) => {
    fc.assert(
      fc.property(
        fc
          .array(anyFact('delivered', 'acknowledged', end), { maxLength: 8 })
          .chain((facts) =>
            fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length })),
          ),
        ([facts, shuffled]) => {
          expect(courseOf(...shuffled)).toEqual(courseOf(...facts));
        },
      ),
    );
  });

  test('never change how it ended', () => {
    fc.assert(
      fc.property(
        fc.array(anyFact('delivered', 'acknowledged', 'done', 'refused')),
        anyFact('done', 'refused'),
        (facts, end) => {
          expect(stateOf(courseOf(end, ...facts))).toBe(end.kind);
        },
      ),
    );
  });

  test('control: contradicting ends do depend on which came first', () => {
    expect(stateOf(courseOf(DONE, REFUSED))).not.toBe(stateOf(courseOf(REFUSED, DONE)));
  });
});

describe('deadlines', () => {
  test.each([
    ['no deadline is missed in time', courseOf(), 4, [], undefined],
    ['at the deadline itself nothing is missed', courseOf(), 5, [], undefined],
    ['not acknowledged', courseOf(), 6, ['acknowledgement'], 'acknowledgement'],
    ['a late acknowledgement still counts', courseOf(fact('acknowledged', 9)), 10, ['acknowledgement'], undefined],
    ['not done', courseOf(ACKNOWLEDGED), 31, ['completion'], 'completion'],
    ['neither', courseOf(DELIVERED), 31, ['acknowledgement', 'completion'], 'completion'],
    ['done in time', courseOf(DONE, ACKNOWLEDGED), 90, [], undefined],
    ['done at once is acknowledged at once', courseOf(fact('done', 2)), 90, [], undefined],
    ['done late', courseOf(ACKNOWLEDGED, fact('done', 45)), 90, ['completion'], undefined],
    ['refused late', courseOf(fact('refused', 45)), 90, ['acknowledgement', 'completion'], undefined],
  ] as const)('%s', (_name, course, minutes, missed, overdue) => {
    expect(missedDeadlines(course, at(minutes)).map(({ of }) => of)).toEqual(missed);
    expect(overdueBy(course, at(minutes))?.of).toBe(overdue);
  });
});
