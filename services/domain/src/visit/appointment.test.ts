import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attendance, appointmentOf, firstAttendance } from './appointment.js';
import {
  type AppointmentFact,
  type AppointmentFacts,
  appointmentFactsOf,
  appointmentText,
  keyedAppointmentFact,
  withAppointmentFact,
} from './appointment-fact.js';

const RULES = { earlySeconds: 1800, lateSeconds: 600, callSeconds: 300 };
const MINUTE = 60_000;
/** Minutes from the start of the slot. */
const SLOT = { at: 1000 * MINUTE, seconds: 900, isOffered: true };
const at = (minutes: number): number => SLOT.at + minutes * MINUTE;

const factsOf = (...facts: readonly AppointmentFact[]): AppointmentFacts =>
  facts.map(keyedAppointmentFact).reduce(withAppointmentFact, [] as AppointmentFacts);
const BOOKED: AppointmentFact = { kind: 'booked', at: at(-600), service: 'p', channel: 'web', slot: SLOT };
const came = (minutes: number, waited: number | undefined, isCalled = true): Attendance => ({
  visitId: 'v1',
  issuedAt: at(minutes),
  waitEndedAt: waited === undefined ? undefined : at(minutes + waited),
  isCalled: waited !== undefined && isCalled,
  isServed: false,
});
const read = (attendance: Attendance | undefined, isOver = false, ...more: readonly AppointmentFact[]) =>
  appointmentOf(factsOf(BOOKED, ...more), attendance, isOver, RULES);

test.each([
  // Comes at, waits, called: arrival, wait, punctual.
  ['one minute before the limit of early', came(-29, 31), 'on_time', 2, true],
  ['more than 30 minutes before', came(-31, 36), 'early', 5, true],
  ['early, and is called before the slot', came(-20, 5), 'on_time', 0, true],
  ['within the grace: the wait begins on arrival', came(10, 5), 'on_time', 5, true],
  ['within the grace, and is called too late', came(10, 6), 'on_time', 6, false],
  ['after the grace: the centre is not judged', came(11, 30), 'late', 30, undefined],
  ['in time, and leaves before the call', came(-5, 7, false), 'on_time', 2, false],
  ['in time, and still waits', came(-5, undefined), 'on_time', undefined, undefined],
] as const)('a customer comes %s', (_, attendance, arrival, minutes, isPunctual) => {
  expect(read(attendance)).toMatchObject({ state: 'arrived', arrival, isPunctual });
  expect(read(attendance).waitMs).toBe(minutes === undefined ? undefined : minutes * MINUTE);
});

test.each([
  ['nobody came yet', read(undefined), 'booked', false],
  ['the day is over', read(undefined, true), 'no_show', true],
  ['an event says so', read(undefined, true, { kind: 'no_show', at: at(20) }), 'no_show', false],
  ['cancelled', read(undefined, true, { kind: 'cancelled', at: at(-60) }), 'cancelled', false],
  ['cancelled, but the customer came', read(came(0, 1), true, { kind: 'cancelled', at: at(-60) }), 'arrived', false],
  [
    'marked as missed before the customer came',
    read(came(9, 1), true, { kind: 'no_show', at: at(5) }),
    'arrived',
    false,
  ],
  [
    'missed, and booked again for later',
    read(
      undefined,
      false,
      { kind: 'no_show', at: at(5) },
      { kind: 'rebooked', at: at(6), slot: { ...SLOT, at: at(60) } },
    ),
    'booked',
    false,
  ],
  [
    'cancelled, and booked again',
    read(undefined, false, { kind: 'cancelled', at: at(-60) }, { ...BOOKED, at: at(-5) }),
    'booked',
    false,
  ],
])('%s', (_, appointment, state, isDerived) => {
  expect(appointment).toMatchObject({ state, isDerived });
});

test('the lead time is from the first booking to the newest slot', () => {
  const moved: AppointmentFact = { kind: 'rebooked', at: at(-300), slot: { ...SLOT, at: at(120) } };
  expect(read(undefined, false, moved)).toMatchObject({ leadMs: 720 * MINUTE, slot: { at: at(120) } });
});

const fact = fc.record({
  kind: fc.constantFrom('booked' as const, 'rebooked', 'cancelled', 'arrived', 'no_show', 'served'),
  at: fc.integer({ min: 0, max: 5 }),
  service: fc.constantFrom(undefined, 'p', 'q'),
  channel: fc.constantFrom(undefined, 'web', 'phone'),
  segment: fc.constantFrom({}, { gender: 'female' }, { rural: 'rural', gender: 'male' }),
  slot: fc.constantFrom(undefined, SLOT, { ...SLOT, at: at(60), isOffered: false }),
});

test('an appointment does not depend on order and repetition of its facts, nor on being stored', () => {
  const lists = fc
    .array(fact, { maxLength: 12 })
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
      ),
    );
  fc.assert(
    fc.property(lists, ([list, shuffled]) => {
      const facts = factsOf(...shuffled);
      expect(facts).toEqual(factsOf(...list));
      expect(appointmentFactsOf(appointmentText(facts)).map(({ text }) => text)).toEqual(facts.map(({ text }) => text));
    }),
  );
});

test('of several visits the first counts, in whatever order their readings come', () => {
  // Each visit's issue only moves to earlier times, as the first of its facts does.
  const visit = fc.record({ visitId: fc.constantFrom('v1', 'v2', 'v3'), times: fc.array(fc.nat(9), { minLength: 1 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(visit, { selector: ({ visitId }) => visitId, minLength: 1 }),
      fc.infiniteStream(fc.nat(9)),
      (visits, picks) => {
        const readings = visits.map(({ visitId, times }) =>
          times.toSorted((a, b) => b - a).map((issuedAt): Attendance => ({ ...came(0, 1), visitId, issuedAt })),
        );
        const wanted = readings
          .map((list) => list.at(-1) as Attendance)
          .toSorted((a, b) => a.issuedAt - b.issuedAt || (a.visitId < b.visitId ? -1 : 1))[0];
        const queues = readings.map((list) => [...list]);
        let known: Attendance | undefined;
        while (queues.some((queue) => queue.length > 0)) {
          const left = queues.filter((queue) => queue.length > 0);
          const next = left[(picks.next().value ?? 0) % left.length]?.shift();
          if (next !== undefined) known = firstAttendance(known, next);
        }
        expect(known).toEqual(wanted);
      },
    ),
  );
});
