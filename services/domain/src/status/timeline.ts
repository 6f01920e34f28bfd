import type { Zone } from '../calendar/zone.js';
import type { CentreEvent, StaffState } from '../event.js';
import { bothSources, type Sources, sourcesOf, sourcesOfIds, staysWithout, withoutImport } from '../import/sources.js';
import type { StateTimeName } from '../kpi/counts.js';

/**
 * One change of state of a desk, a centre or an agency's system at a centre. `seen` states that nothing had changed up
 * to then: it lets the time of a continuing state be counted before its end.
 */
export interface TimelineFact {
  readonly kind:
    | 'opened'
    | 'closed'
    | 'login'
    | 'logout'
    | 'state'
    | 'power_down'
    | 'power_up'
    | 'upstream_down'
    | 'upstream_up'
    | 'seen'
    | 'row_noted'
    /** So many appointments can begin at this time. */
    | 'offered';
  readonly at: number;
  readonly staff?: string;
  readonly state?: StaffState;
  /** For a source row: what is counted for it. */
  readonly notes?: readonly string[];
  readonly sources?: Sources;
  /** For slots: how many, and when that was stated, Unix milliseconds. */
  readonly offer?: { readonly slots: number; readonly statedAt: number };
}

/** A fact with the text that identifies it. */
export type KeyedTimelineFact = TimelineFact & { readonly text: string };

/**
 * The subject of a timeline: `desk:ID`, `centre` or `agency:ID`; `row:ID` has the notes of one row of a source,
 * `slots:SERVICE` the slots that are offered for appointments, on the day of the slots.
 */
export type Subject = string;

export interface PlacedTimelineFact {
  readonly subject: Subject;
  readonly fact: TimelineFact;
}

const KINDS: readonly TimelineFact['kind'][] = [
  'opened',
  'closed',
  'login',
  'logout',
  'state',
  'power_down',
  'power_up',
  'upstream_down',
  'upstream_up',
  'seen',
  'row_noted',
  'offered',
];

export function keyedTimelineFact(fact: TimelineFact): KeyedTimelineFact {
  const packed: unknown[] = [KINDS.indexOf(fact.kind), fact.at];
  if (fact.staff !== undefined || fact.state !== undefined || fact.notes !== undefined)
    packed.push(fact.staff ?? '', fact.state ?? '');
  if (fact.notes !== undefined) packed.push(fact.notes);
  if (fact.offer !== undefined) packed.push(fact.offer.statedAt, fact.offer.slots);
  return { ...fact, text: JSON.stringify(packed) };
}

function unpackedTimelineFact(packed: readonly unknown[]): KeyedTimelineFact {
  if (KINDS[packed[0] as number] === 'offered') {
    const [, at, statedAt, slots] = packed as readonly [number, number, number, number];
    return keyedTimelineFact({ kind: 'offered', at, offer: { slots, statedAt } });
  }
  const [kind, at, staff, state, notes] = packed as [
    number | readonly [number, ...string[]],
    number,
    string | undefined,
    StaffState | '' | undefined,
    readonly string[] | undefined,
  ];
  const [index, ids] = typeof kind === 'object' ? [kind[0], kind.slice(1) as string[]] : [kind, undefined];
  return keyedTimelineFact({
    kind: KINDS[index] ?? 'seen',
    at,
    ...(staff ? { staff } : {}),
    ...(state ? { state } : {}),
    ...(notes === undefined ? {} : { notes }),
    ...(ids === undefined ? {} : { sources: sourcesOfIds(ids) }),
  });
}

/** A fact as it is stored: its text, with its sources beside the kind if an import states it. */
function storedText({ kind, text, sources }: KeyedTimelineFact): string {
  if (sources === undefined) return text;
  return `[${JSON.stringify([KINDS.indexOf(kind), ...sources])}${text.slice(text.indexOf(','))}`;
}

/** Facts of one timeline as their stored text: it needs a fifth of the memory of the facts. */
export const timelineText = (facts: readonly KeyedTimelineFact[]): string => `[${facts.map(storedText).join(',')}]`;

/** @param text as `timelineText` created it */
export const factsOfTimeline = (text: string): readonly KeyedTimelineFact[] =>
  (JSON.parse(text) as unknown[][]).map(unpackedTimelineFact);

/** More facts than this of one desk or centre in a day are a fault of the source. */
export const MAX_TIMELINE_FACTS = 10_000;

/**
 * Facts in order of time, then text; the same array when the fact and its sources were already known. Set union, as for
 * legs.
 */
export function withTimelineFact(
  facts: readonly KeyedTimelineFact[],
  fact: KeyedTimelineFact,
): readonly KeyedTimelineFact[] {
  let place = facts.length;
  for (; place > 0; place -= 1) {
    const other = facts[place - 1];
    if (other === undefined || other.at < fact.at || (other.at === fact.at && other.text < fact.text)) break;
    if (other.text !== fact.text) continue;
    const sources = bothSources(other.sources, fact.sources);
    return sources === other.sources ? facts : facts.with(place - 1, { ...other, sources });
  }
  const merged = facts.slice();
  merged.splice(place, 0, fact);
  return merged;
}

/** The facts that stay when an import is withdrawn; the same array when it states none of them. */
export function timelineWithout(facts: readonly KeyedTimelineFact[], importId: string): readonly KeyedTimelineFact[] {
  if (!facts.some(({ sources }) => sources?.includes(importId) === true)) return facts;
  return facts
    .filter(({ sources }) => staysWithout(sources, importId))
    .map((fact) => ({ ...fact, sources: withoutImport(fact.sources, importId) }));
}

const SEEN_MS = 900_000;
/** Start of the quarter hour, Unix milliseconds. */
export const quarterOf = (at: number): number => Math.floor(at / SEEN_MS) * SEEN_MS;
/** A sign of activity, recorded once in a quarter hour. */
export const seenAt = (at: number, importId: string | undefined): TimelineFact => ({
  kind: 'seen',
  at: quarterOf(at),
  ...bySource(importId),
});

const bySource = (importId: string | undefined): Pick<TimelineFact, 'sources'> =>
  importId === undefined ? {} : { sources: sourcesOf(importId) };

const CHANGES_A_STATE: ReadonlySet<CentreEvent['fact']['kind']> = new Set<CentreEvent['fact']['kind']>([
  'heartbeat',
  'source_row_noted',
  'slots_offered',
  'centre_opened',
  'centre_closed',
  'power_down',
  'power_up',
  'upstream_down',
  'upstream_up',
  'desk_opened',
  'desk_closed',
  'staff_login',
  'staff_logout',
  'staff_state_changed',
]);

/**
 * Whether `timelineFactsOf` states nothing of the event except that its centre, and its desk if it names one, were
 * seen.
 */
export const statesSeenOnly = ({ fact }: CentreEvent): boolean => !CHANGES_A_STATE.has(fact.kind);

/**
 * The timeline facts that an event states. Any event of a desk or a centre also states that it was seen, once in a
 * quarter hour.
 */
export function timelineFactsOf(event: CentreEvent): readonly PlacedTimelineFact[] {
  const { fact, at, deskId, staff, importId } = event;
  const by = bySource(importId);
  const placed: PlacedTimelineFact[] = [];
  const desk = (stated: TimelineFact): void => {
    if (deskId !== undefined) placed.push({ subject: `desk:${deskId}`, fact: { ...stated, ...by } });
  };
  const named = staff === undefined ? {} : { staff };
  switch (fact.kind) {
    case 'heartbeat':
      return [];
    case 'source_row_noted':
      return [
        {
          subject: `row:${fact.rowId}`,
          fact: { kind: 'row_noted', at, notes: [fact.reason, ...event.defects], ...by },
        },
      ];
    // The day of a slot may be far from the day on which it is offered: nothing was seen of the centre.
    case 'slots_offered': {
      const offer = { slots: fact.slots, statedAt: at };
      return [{ subject: `slots:${event.serviceId ?? ''}`, fact: { kind: 'offered', at: fact.slotAt, offer } }];
    }
    case 'centre_opened':
    case 'centre_closed':
      return [{ subject: 'centre', fact: { kind: fact.kind === 'centre_opened' ? 'opened' : 'closed', at, ...by } }];
    case 'power_down':
    case 'power_up':
      return [{ subject: 'centre', fact: { kind: fact.kind, at, ...by } }];
    case 'upstream_down':
    case 'upstream_up':
      return [{ subject: `agency:${fact.agencyId}`, fact: { kind: fact.kind, at, ...by } }];
    case 'desk_opened':
    case 'desk_closed':
      desk({ kind: fact.kind === 'desk_opened' ? 'opened' : 'closed', at, ...named });
      break;
    case 'staff_login':
    case 'staff_logout':
      desk({ kind: fact.kind === 'staff_login' ? 'login' : 'logout', at, ...named });
      break;
    case 'staff_state_changed':
      desk({ kind: 'state', at, state: fact.state, ...named });
      break;
    default:
      desk(seenAt(at, importId));
  }
  placed.push({ subject: 'centre', fact: seenAt(at, importId) });
  return placed;
}

/** The state of a desk after some facts. */
export interface DeskState {
  readonly isOpen: boolean;
  readonly staff: string | undefined;
  readonly isLoggedIn: boolean;
  /** Undefined: ready, that is available or serving. */
  readonly state: 'wrap_up' | 'break' | 'back_office' | undefined;
  readonly since: number;
}

export const CLOSED_DESK: DeskState = {
  isOpen: false,
  staff: undefined,
  isLoggedIn: false,
  state: undefined,
  since: 0,
};

/** The desk after one more fact. */
export function deskAfter(desk: DeskState, fact: TimelineFact): DeskState {
  switch (fact.kind) {
    case 'opened':
      return { ...desk, isOpen: true, since: fact.at };
    case 'closed':
      return { ...desk, isOpen: false, since: fact.at };
    case 'login':
      return { ...desk, isLoggedIn: true, staff: fact.staff, state: undefined, since: fact.at };
    case 'logout':
      return { ...desk, isLoggedIn: false, staff: undefined, state: undefined, since: fact.at };
    case 'state': {
      const state = fact.state === 'available' || fact.state === 'serving' ? undefined : fact.state;
      return { ...desk, isLoggedIn: true, staff: fact.staff ?? desk.staff, state, since: fact.at };
    }
    default:
      return desk;
  }
}

/** Time of a desk's states in one of its hours, for the officer who was logged in ('' for no officer). */
export interface DeskTime {
  readonly hour: number;
  readonly staff: string;
  readonly name: StateTimeName;
  readonly ms: number;
}

/** Splits [from, to) at the borders of the zone's hours. */
export function cutByHour(
  zone: Zone,
  from: number,
  to: number,
): readonly { readonly hour: number; readonly ms: number }[] {
  const pieces: { hour: number; ms: number }[] = [];
  for (let at = from; at < to; ) {
    const hour = zone.startOfHour(at);
    const end = Math.min(to, hour + 3_600_000);
    pieces.push({ hour, ms: end - at });
    at = end;
  }
  return pieces;
}

const STATE_COLUMNS = { wrap_up: 'wrap_up_ms', break: 'break_ms', back_office: 'back_office_ms' } as const;

/**
 * Times of one desk's day: each state lasts from its fact to the next fact of the desk. A pure function of the set of
 * facts.
 */
export function deskTimes(zone: Zone, facts: readonly TimelineFact[]): readonly DeskTime[] {
  const times: DeskTime[] = [];
  let desk = CLOSED_DESK;
  facts.forEach((fact, index) => {
    desk = deskAfter(desk, fact);
    const next = facts[index + 1];
    if (next === undefined || (!desk.isOpen && !desk.isLoggedIn)) return;
    const staff = desk.staff ?? '';
    for (const { hour, ms } of cutByHour(zone, fact.at, next.at)) {
      if (desk.isOpen) times.push({ hour, staff, name: 'open_ms', ms });
      if (!desk.isLoggedIn) continue;
      times.push({ hour, staff, name: 'logged_in_ms', ms });
      times.push({ hour, staff, name: desk.state === undefined ? 'ready_ms' : STATE_COLUMNS[desk.state], ms });
    }
  });
  return times;
}

/** Time of a centre's or an agency's state in one hour. */
export interface CentreTime {
  readonly hour: number;
  readonly name: 'centre_open_ms' | 'power_down_ms' | 'upstream_down_ms';
  readonly ms: number;
}

/** The state of a centre after some facts. */
export interface CentreState {
  readonly isOpen: boolean;
  readonly powerDown: boolean;
  readonly upstreamDown: boolean;
}

export const CLOSED_CENTRE: CentreState = { isOpen: false, powerDown: false, upstreamDown: false };

export function centreAfter(centre: CentreState, fact: TimelineFact): CentreState {
  switch (fact.kind) {
    case 'opened':
    case 'closed':
      return { ...centre, isOpen: fact.kind === 'opened' };
    case 'power_down':
    case 'power_up':
      return { ...centre, powerDown: fact.kind === 'power_down' };
    case 'upstream_down':
    case 'upstream_up':
      return { ...centre, upstreamDown: fact.kind === 'upstream_down' };
    default:
      return centre;
  }
}

/** Times of one centre's or agency's day, like `deskTimes`. */
export function centreTimes(zone: Zone, facts: readonly TimelineFact[]): readonly CentreTime[] {
  const times: CentreTime[] = [];
  let centre = CLOSED_CENTRE;
  facts.forEach((fact, index) => {
    centre = centreAfter(centre, fact);
    const next = facts[index + 1];
    if (next === undefined) return;
    for (const { hour, ms } of cutByHour(zone, fact.at, next.at)) {
      if (centre.isOpen) times.push({ hour, name: 'centre_open_ms', ms });
      if (centre.powerDown) times.push({ hour, name: 'power_down_ms', ms });
      if (centre.upstreamDown) times.push({ hour, name: 'upstream_down_ms', ms });
    }
  });
  return times;
}

/** What is counted for a row of a source: each name once, no matter how often or by whom it was noted. */
export const rowNotes = (facts: readonly TimelineFact[]): ReadonlySet<string> =>
  new Set(facts.flatMap(({ notes }) => notes ?? []));

/**
 * Slots that are offered, by their start: of several statements about a slot the newest counts, and of two of one
 * moment the larger.
 */
export function offeredSlots(facts: readonly TimelineFact[]): ReadonlyMap<number, number> {
  const newest = new Map<number, NonNullable<TimelineFact['offer']>>();
  for (const { at, offer } of facts) {
    if (offer === undefined) continue;
    const known = newest.get(at);
    const isNewer =
      known === undefined ||
      known.statedAt < offer.statedAt ||
      (known.statedAt === offer.statedAt && known.slots < offer.slots);
    if (isNewer) newest.set(at, offer);
  }
  return new Map([...newest].map(([at, { slots }]) => [at, slots]));
}
