import { DateTime } from 'luxon';
import { isExpectedOpen } from '../calendar/opening-hours.js';
import type { WeeklyHours } from './rule.js';

/** Somebody who can be told. Hours undefined: at any time. */
export interface DutyPerson {
  readonly id: string;
  readonly timeZone: string;
  readonly hours: WeeklyHours | undefined;
}

/** A turn of a roster. Dates are ISO, by the roster's clock: `from` inclusive, `to` exclusive. */
export interface Duty {
  readonly person: string;
  readonly deputy: string | undefined;
  readonly hours: WeeklyHours | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Somebody stands in for whoever is on duty. Unix milliseconds, `to` exclusive. */
export interface DutyOverride {
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

export interface Roster {
  readonly timeZone: string;
  readonly duties: readonly Duty[];
  readonly overrides: readonly DutyOverride[];
}

/** Everybody with one role at one place; without a roster all of them are on duty. */
export interface DutyList {
  readonly people: ReadonlyMap<string, DutyPerson>;
  readonly roster: Roster | undefined;
}

/** Why somebody who could have been told is not, or why there is nobody. */
export type WhyNot = 'no_such_person' | 'off_hours' | 'nobody_on_duty' | 'no_deputy' | 'no_contact';

export interface NotTold {
  /** Undefined: it is about nobody in particular. */
  readonly person: string | undefined;
  readonly why: WhyNot;
}

export interface OnDuty {
  readonly people: readonly string[];
  readonly notTold: readonly NotTold[];
}

const NO_HOLIDAYS: ReadonlySet<string> = new Set();
const isWithin = (hours: WeeklyHours | undefined, timeZone: string, now: number): boolean =>
  isExpectedOpen({ timeZone, hours, holidays: NO_HOLIDAYS }, now);

/**
 * Who of a list is told now. Pure. An override goes before every turn and every hour. Whoever has the turn and is within their own hours is told;
 * otherwise the turn's deputy is. With `toDeputies` the deputies of the turns are meant, because the others were told and did not answer.
 */
export function onDuty(list: DutyList, toDeputies: boolean, now: number): OnDuty {
  const { people, roster } = list;
  if (people.size === 0) return nobody('no_such_person');
  if (roster !== undefined) return ofRoster(list.people, roster, toDeputies, now);
  if (toDeputies) return nobody('no_deputy');
  const all = [...people.values()];
  const absent = all.filter(({ hours, timeZone }) => !isWithin(hours, timeZone, now));
  return {
    people: all.filter((person) => !absent.includes(person)).map(({ id }) => id),
    notTold: absent.map(({ id }) => ({ person: id, why: 'off_hours' })),
  };
}

const nobody = (why: WhyNot): OnDuty => ({ people: [], notTold: [{ person: undefined, why }] });

function ofRoster(
  people: DutyList['people'],
  { timeZone, duties, overrides }: Roster,
  toDeputies: boolean,
  now: number,
): OnDuty {
  const date = DateTime.fromMillis(now, { zone: timeZone }).toISODate() ?? '';
  const turns = duties.filter(
    ({ hours, from, to }) =>
      (from === undefined || from <= date) && (to === undefined || date < to) && isWithin(hours, timeZone, now),
  );
  const standIns = overrides.filter(({ person, from, to }) => people.has(person) && from <= now && now < to);
  if (standIns.length > 0 && !toDeputies)
    return { people: distinct(standIns.map(({ person }) => person)), notTold: [] };
  if (turns.length === 0) return nobody('nobody_on_duty');
  const told: string[] = [];
  const notTold: NotTold[] = [];
  for (const { person, deputy } of turns) {
    const wanted = toDeputies ? [deputy] : [person, deputy];
    const found = wanted.find((id) => id !== undefined && isThere(people.get(id), now));
    for (const id of wanted.slice(0, found === undefined ? wanted.length : wanted.indexOf(found)))
      if (id !== undefined) notTold.push({ person: id, why: people.has(id) ? 'off_hours' : 'no_such_person' });
    if (found !== undefined) told.push(found);
    else if (deputy === undefined) notTold.push({ person: undefined, why: 'no_deputy' });
  }
  return { people: distinct(told), notTold };
}

const isThere = (person: DutyPerson | undefined, now: number): boolean =>
  person !== undefined && isWithin(person.hours, person.timeZone, now);

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
