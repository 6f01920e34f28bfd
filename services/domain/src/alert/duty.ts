import { DateTime } from 'luxon';
import { isExpectedOpen } from '../calendar/opening-hours.js';
import type { WeeklyHours } from './rule.js';

/** A person who can be notified. Hours undefined: at any time. */
export interface DutyPerson {
  readonly id: string;
  readonly timeZone: string;
  readonly hours: WeeklyHours | undefined;
  /** ISO dates, in the person's time zone, on which the hours do not apply. */
  readonly holidays: ReadonlySet<string>;
}

/** A turn of a roster. Dates are ISO, in the roster's time zone: `from` inclusive, `to` exclusive. */
export interface Duty {
  readonly person: string;
  readonly deputy: string | undefined;
  readonly hours: WeeklyHours | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** A person replaces another for a time. Unix milliseconds, `to` exclusive. */
export interface StandIn {
  readonly person: string;
  /** The person who is replaced; undefined: every person on duty. */
  readonly insteadOf: string | undefined;
  readonly from: number;
  readonly to: number;
}

export interface Roster {
  readonly timeZone: string;
  readonly duties: readonly Duty[];
  readonly standIns: readonly StandIn[];
}

/** All persons with one role at one place; without a roster all of them are on duty. */
export interface DutyList {
  readonly people: ReadonlyMap<string, DutyPerson>;
  readonly roster: Roster | undefined;
}

/** Why a person of the list is not notified, or why there is no one to notify. */
export type NotNotifiedReason = 'no_such_person' | 'off_hours' | 'nobody_on_duty' | 'no_deputy' | 'no_contact';

export interface NotNotified {
  /** Undefined: the reason is not about one person. */
  readonly person: string | undefined;
  readonly why: NotNotifiedReason;
}

export interface OnDuty {
  readonly people: readonly string[];
  readonly notNotified: readonly NotNotified[];
}

const NO_HOLIDAYS: ReadonlySet<string> = new Set();
const isWithin = (hours: WeeklyHours | undefined, timeZone: string, now: number, holidays = NO_HOLIDAYS): boolean =>
  isExpectedOpen({ timeZone, hours, holidays }, now);
const isWithinOwnHours = ({ hours, timeZone, holidays }: DutyPerson, now: number): boolean =>
  isWithin(hours, timeZone, now, holidays);

/**
 * Who of a list is notified now. Pure. A person who replaces everyone comes before every turn; a person who replaces
 * one person takes that person's turns, also as a deputy; both at any hour. The person whose turn it is is notified if
 * within their own hours, otherwise the turn's deputy. With `toDeputies` the deputies of the turns are notified,
 * because the others were notified and did not respond.
 */
export function onDuty(list: DutyList, toDeputies: boolean, now: number): OnDuty {
  const { people, roster } = list;
  if (people.size === 0) return noOne('no_such_person');
  if (roster !== undefined) return ofRoster(list.people, roster, toDeputies, now);
  if (toDeputies) return noOne('no_deputy');
  const all = [...people.values()];
  const absent = all.filter((person) => !isWithinOwnHours(person, now));
  return {
    people: all.filter((person) => !absent.includes(person)).map(({ id }) => id),
    notNotified: absent.map(({ id }) => ({ person: id, why: 'off_hours' })),
  };
}

const noOne = (why: NotNotifiedReason): OnDuty => ({ people: [], notNotified: [{ person: undefined, why }] });

function ofRoster(
  people: DutyList['people'],
  { timeZone, duties, standIns }: Roster,
  toDeputies: boolean,
  now: number,
): OnDuty {
  const date = DateTime.fromMillis(now, { zone: timeZone }).toISODate() ?? '';
  const turns = duties.filter(
    ({ hours, from, to }) =>
      (from === undefined || from <= date) && (to === undefined || date < to) && isWithin(hours, timeZone, now),
  );
  const active = standIns.filter(({ person, from, to }) => people.has(person) && from <= now && now < to);
  const insteadOf = (id: string | undefined): string[] =>
    active.filter((one) => one.insteadOf === id).map(({ person }) => person);
  const forAll = insteadOf(undefined);
  if (forAll.length > 0 && !toDeputies) return { people: distinct(forAll), notNotified: [] };
  if (turns.length === 0) return noOne('nobody_on_duty');
  const notified: string[] = [];
  const notNotified: NotNotified[] = [];
  for (const { person, deputy } of turns) {
    const wanted = toDeputies ? [deputy] : [person, deputy];
    const found = wanted.find(
      (id) => (id !== undefined && insteadOf(id).length > 0) || isAvailable(people.get(id ?? ''), now),
    );
    for (const id of wanted.slice(0, found === undefined ? wanted.length : wanted.indexOf(found)))
      if (id !== undefined) notNotified.push({ person: id, why: people.has(id) ? 'off_hours' : 'no_such_person' });
    const taking = found === undefined ? [] : insteadOf(found);
    if (taking.length > 0) notified.push(...taking);
    else if (found !== undefined) notified.push(found);
    else if (deputy === undefined) notNotified.push({ person: undefined, why: 'no_deputy' });
  }
  return { people: distinct(notified), notNotified };
}

const isAvailable = (person: DutyPerson | undefined, now: number): boolean =>
  person !== undefined && isWithinOwnHours(person, now);

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
