import { expect, test } from 'vitest';
import { type DutyPerson, onDuty } from './duty.js';

const NAIROBI = 'Africa/Nairobi';
const DAY = { mon: [['08:00', '17:00']], tue: [['08:00', '17:00']] } as const;
/** Tuesday 24 November 2026, in Nairobi's time zone. */
const at = (hour: number, day = 24): number => Date.UTC(2026, 10, day, hour - 3);

const people: ReadonlyMap<string, DutyPerson> = new Map(
  [
    { id: 'ann', timeZone: NAIROBI, hours: DAY, holidays: new Set(['2026-11-23']) },
    { id: 'ben', timeZone: NAIROBI, hours: undefined, holidays: new Set(['2026-11-23']) },
    { id: 'cat', timeZone: NAIROBI, hours: undefined, holidays: new Set<string>() },
  ].map((one) => [one.id, one]),
);
const turn = { person: 'ann', deputy: 'ben', hours: undefined, from: undefined, to: undefined };
const roster = { timeZone: NAIROBI, duties: [turn], standIns: [] };

test.each([
  ['without a roster all persons within their hours', undefined, false, at(18), ['ben', 'cat'], ['ann off_hours']],
  ['without a roster there are no deputies', undefined, true, at(9), [], [' no_deputy']],
  ['the person whose turn it is', roster, false, at(9), ['ann'], []],
  ['out of their hours the deputy', roster, false, at(18), ['ben'], ['ann off_hours']],
  ['deputies when the others did not respond', roster, true, at(9), ['ben'], []],
  [
    'no one outside the hours of all turns',
    { ...roster, duties: [{ ...turn, hours: DAY }] },
    false,
    at(18),
    [],
    [' nobody_on_duty'],
  ],
  [
    'a turn without a deputy',
    { ...roster, duties: [{ ...turn, deputy: undefined }] },
    false,
    at(18),
    [],
    ['ann off_hours', ' no_deputy'],
  ],
  [
    'turns by their dates: the last day is the day before `to`',
    {
      ...roster,
      duties: [
        { ...turn, to: '2026-11-24' },
        { ...turn, person: 'cat', from: '2026-11-24', to: '2026-11-25' },
      ],
    },
    false,
    at(9),
    ['cat'],
    [],
  ],
  [
    'a stand-in comes before the roster',
    { ...roster, standIns: [{ person: 'cat', insteadOf: undefined, from: at(8), to: at(10) }] },
    false,
    at(9),
    ['cat'],
    [],
  ],
  [
    'until the stand-in has ended',
    { ...roster, standIns: [{ person: 'cat', insteadOf: undefined, from: at(8), to: at(9) }] },
    false,
    at(9),
    ['ann'],
    [],
  ],
  [
    'a stand-in for one person replaces only that person',
    {
      ...roster,
      duties: [turn, { ...turn, person: 'ben', deputy: undefined }],
      standIns: [{ person: 'cat', insteadOf: 'ann', from: at(8), to: at(20) }],
    },
    false,
    at(18),
    ['cat', 'ben'],
    [],
  ],
  [
    'a stand-in for a deputy is notified in place of the deputy',
    { ...roster, standIns: [{ person: 'cat', insteadOf: 'ben', from: at(8), to: at(20) }] },
    false,
    at(18),
    ['cat'],
    ['ann off_hours'],
  ],
  [
    'and not while the person on duty is available',
    { ...roster, standIns: [{ person: 'cat', insteadOf: 'ben', from: at(8), to: at(20) }] },
    false,
    at(9),
    ['ann'],
    [],
  ],
  ['on a public holiday hours do not apply: the deputy', roster, false, at(9, 23), ['ben'], ['ann off_hours']],
  [
    'but a person without hours is available all the same',
    undefined,
    false,
    at(9, 23),
    ['ben', 'cat'],
    ['ann off_hours'],
  ],
  [
    'a person who was removed is skipped',
    { ...roster, duties: [{ ...turn, person: 'eve' }] },
    false,
    at(9),
    ['ben'],
    ['eve no_such_person'],
  ],
])('%s', (_, given, toDeputies, now, notified, notNotified) => {
  const found = onDuty({ people, roster: given }, toDeputies, now);
  expect(found.people).toEqual(notified);
  expect(found.notNotified.map((one) => `${one.person ?? ''} ${one.why}`)).toEqual(notNotified);
});

test('a role without persons is reported as such', () => {
  expect(onDuty({ people: new Map(), roster: undefined }, false, at(9))).toEqual({
    people: [],
    notNotified: [{ person: undefined, why: 'no_such_person' }],
  });
});
