import type { Segment } from './customer-attributes.js';
import type { Facts } from './facts.js';
import type { KeyedLegFact, LegFactKind } from './leg-fact.js';

export type LegOutcome =
  | 'served'
  | 'not_completed'
  | 'transferred'
  | 'no_show'
  | 'abandoned'
  | 'cancelled'
  | 'voided'
  /** The source cannot know how the leg went on after its last fact (docs/decisions/0123). */
  | 'unfollowed';

/** The service's target when the leg was first seen, seconds. */
export interface ServiceFigures {
  readonly targetSeconds: number | undefined;
  readonly shortestSeconds: number | undefined;
}

/**
 * Everything that follows from a leg's facts. Times are Unix milliseconds, durations milliseconds; undefined: a fact is
 * missing.
 */
export interface Leg {
  readonly legNo: number;
  readonly service: string | undefined;
  readonly desk: string | undefined;
  readonly staff: string | undefined;
  readonly ticket: string | undefined;
  readonly channel: string | undefined;
  /** Every appointment that a fact of the leg names; nearly always none or one. */
  readonly appointments: readonly string[];
  readonly segment: Segment;
  readonly issuedAt: number | undefined;
  /** The first call that led to service or no-show (ruling 1). */
  readonly calledAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** The leg's moment on the left-queue clock; undefined while it waits. */
  readonly leftQueueAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly outcome: LegOutcome | undefined;
  readonly waitMs: number | undefined;
  readonly walkMs: number | undefined;
  readonly serviceMs: number | undefined;
  readonly holdMs: number | undefined;
  readonly quantity: number;
  readonly recalls: number;
  readonly rating: number | undefined;
  readonly isComplete: boolean;
  /** Small negative durations that were set to 0, and large ones that were removed (ruling 8). */
  readonly clamped: number;
  readonly flagged: number;
  readonly defects: readonly string[];
}

/** A negative duration down to this comes from inaccurate clocks and becomes 0; a larger one is not trusted. */
const CLOCK_SLACK_MS = 60_000;

const NONE: readonly string[] = [];

class Durations {
  clamped = 0;
  flagged = 0;

  between(from: number | undefined, to: number | undefined, lessMs = 0): number | undefined {
    if (from === undefined || to === undefined) return undefined;
    const duration = to - from - lessMs;
    if (duration >= 0) return duration;
    if (duration >= -CLOCK_SLACK_MS) {
      this.clamped += 1;
      return 0;
    }
    this.flagged += 1;
    return undefined;
  }
}

/**
 * What one pass over the facts finds: the first or last fact of a kind, and the first or last that names a desk, an
 * officer or a service.
 */
class Found {
  issuedAt: number | undefined;
  startedAt: number | undefined;
  ended: KeyedLegFact | undefined;
  transferred: KeyedLegFact | undefined;
  voided: KeyedLegFact | undefined;
  unfollowed: KeyedLegFact | undefined;
  /** The customer left after service had started: the first fact that says so. */
  left: KeyedLegFact | undefined;
  rating: number | undefined;
  service: string | undefined;
  ticket: string | undefined;
  channel: string | undefined;
  appointments: readonly string[] = NONE;
  /** The officer is known from the service's own facts, otherwise from the last call. */
  servingDesk: string | undefined;
  servingStaff: string | undefined;
  lastDesk: string | undefined;
  lastStaff: string | undefined;
  calls = 0;
  hasHolds = false;

  constructor(facts: Facts) {
    for (const fact of facts) {
      this.#take(fact);
      this.service ??= fact.service;
      this.ticket ??= fact.ticket;
      this.channel ??= fact.channel;
      this.lastDesk = fact.desk ?? this.lastDesk;
      this.lastStaff = fact.staff ?? this.lastStaff;
    }
  }

  #take(fact: KeyedLegFact): void {
    switch (fact.kind) {
      case 'issued':
        this.issuedAt ??= fact.at;
        this.#nameAppointment(fact.appointment);
        return;
      case 'called':
      case 'recalled':
        this.calls += 1;
        return;
      case 'started':
        this.startedAt ??= fact.at;
        this.#serve(fact);
        return;
      case 'ended':
        this.ended = fact;
        this.#serve(fact);
        return;
      case 'rated':
        this.rating = fact.rating;
        return;
      case 'transferred':
        this.transferred = fact;
        return;
      case 'voided':
        this.voided = fact;
        return;
      case 'unfollowed':
        this.unfollowed = fact;
        return;
      case 'no_show':
      case 'abandoned':
      case 'cancelled':
        if (this.startedAt !== undefined) this.left ??= fact;
        return;
      case 'recycled':
        this.#return();
        return;
      case 'held':
      case 'resumed':
        this.hasHolds = true;
    }
  }

  #nameAppointment(id: string | undefined): void {
    if (id !== undefined && !this.appointments.includes(id)) this.appointments = [...this.appointments, id];
  }

  #serve({ desk, staff }: KeyedLegFact): void {
    this.servingDesk ??= desk;
    this.servingStaff ??= staff;
  }

  /** Back in the queue: a service that had started, and was not ended, did not lead on. */
  #return(): void {
    if (this.ended !== undefined) return;
    this.startedAt = undefined;
    this.left = undefined;
    this.unfollowed = undefined;
    this.servingDesk = undefined;
    this.servingStaff = undefined;
  }
}

const CLOSING: ReadonlySet<LegFactKind> = new Set<LegFactKind>([
  'no_show',
  'abandoned',
  'cancelled',
  'voided',
  'transferred',
]);

/** The fact that closed a leg that was never served: the last of its kind with no return to the queue after it. */
function closingFact(facts: Facts): KeyedLegFact | undefined {
  for (let index = facts.length - 1; index >= 0; index -= 1) {
    const fact = facts[index];
    if (fact === undefined || fact.kind === 'recycled') return undefined;
    if (CLOSING.has(fact.kind)) return fact;
  }
  return undefined;
}

/** Milliseconds on hold inside the service: each hold lasts until it is resumed, and at most until the service ends. */
function holdTime(facts: Facts, startedAt: number | undefined, endedAt: number | undefined): number | undefined {
  const from = startedAt ?? Number.NEGATIVE_INFINITY;
  const to = endedAt ?? Number.POSITIVE_INFINITY;
  let total: number | undefined;
  let since: number | undefined;
  for (const { kind, at } of facts) {
    if (kind === 'held' && at >= from && at < to) since ??= at;
    else if (kind === 'resumed' && since !== undefined) {
      total = (total ?? 0) + Math.min(at, to) - since;
      since = undefined;
    }
  }
  if (since !== undefined && endedAt !== undefined) total = (total ?? 0) + endedAt - since;
  return total;
}

/** First call after the last return to the queue before service or no-show. */
function leadingCall(facts: Facts, ledOnAt: number | undefined): number | undefined {
  let returned = Number.NEGATIVE_INFINITY;
  for (const fact of facts)
    if (fact.kind === 'recycled' && (ledOnAt === undefined || fact.at <= ledOnAt)) returned = fact.at;
  return facts.find((fact) => fact.kind === 'called' && fact.at >= returned)?.at;
}

interface Ending {
  readonly outcome: LegOutcome | undefined;
  readonly leftQueueAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly calledAt: number | undefined;
}

/** Of a started leg. Whoever leaves during service was served, but not to the end (docs/decisions/0091). */
function outcomeOf(closing: KeyedLegFact | undefined): LegOutcome | undefined {
  switch (closing?.kind) {
    case 'ended':
      return closing.outcome;
    case 'transferred':
    case 'voided':
    case 'unfollowed':
      return closing.kind;
    case undefined:
      return undefined;
    default:
      return 'not_completed';
  }
}

function ending(facts: Facts, { startedAt, ended: end, transferred, left, voided, unfollowed }: Found): Ending {
  if (startedAt !== undefined || end !== undefined) {
    // What a source cannot know is no end by a rule either.
    const closing = end ?? transferred ?? left ?? unfollowed ?? voided;
    const endedAt = closing?.kind === 'voided' || closing?.kind === 'unfollowed' ? undefined : closing?.at;
    const outcome = outcomeOf(closing);
    const calledAt = leadingCall(facts, startedAt ?? endedAt);
    return { outcome, calledAt, leftQueueAt: calledAt ?? startedAt ?? endedAt, closedAt: closing?.at, endedAt };
  }
  const closing = closingFact(facts);
  if (unfollowed !== undefined && (closing === undefined || closing.kind === 'voided'))
    return unfollowedEnding(facts, unfollowed);
  if (closing === undefined)
    return {
      outcome: undefined,
      leftQueueAt: undefined,
      closedAt: undefined,
      endedAt: undefined,
      calledAt: leadingCall(facts, undefined),
    };
  const calledAt = closing.kind === 'no_show' ? leadingCall(facts, closing.at) : undefined;
  return {
    outcome: closing.kind as LegOutcome,
    calledAt,
    leftQueueAt: calledAt ?? closing.at,
    closedAt: closing.at,
    endedAt: undefined,
  };
}

/** Of a leg that was called or rated, and of which the source cannot know more. */
function unfollowedEnding(facts: Facts, { at }: KeyedLegFact): Ending {
  const calledAt = leadingCall(facts, undefined);
  return { outcome: 'unfollowed', calledAt, leftQueueAt: calledAt ?? at, closedAt: at, endedAt: undefined };
}

function knownSegment(facts: Facts): Segment {
  let known: Segment | undefined;
  // The first stated value counts.
  for (const { segment } of facts) {
    if (segment === undefined || segment === known) continue;
    known = known === undefined ? segment : { ...segment, ...known };
  }
  return known ?? NOTHING_KNOWN;
}

const NOTHING_KNOWN: Segment = {};

function isComplete(leg: Pick<Leg, 'outcome' | 'issuedAt' | 'calledAt' | 'startedAt' | 'endedAt'>): boolean {
  const { outcome, issuedAt, calledAt, startedAt, endedAt } = leg;
  if (outcome === undefined || issuedAt === undefined) return false;
  if (outcome === 'no_show' || outcome === 'unfollowed') return calledAt !== undefined;
  if (startedAt === undefined && (outcome === 'served' || outcome === 'not_completed')) return false;
  return startedAt === undefined || (calledAt !== undefined && endedAt !== undefined);
}

/**
 * Computes a leg from its facts. The result depends only on the set of facts, so order and repetition of events do not
 * matter.
 */
export function legOf(legNo: number, facts: Facts): Leg {
  const found = new Found(facts);
  const { issuedAt, startedAt } = found;
  const { outcome, leftQueueAt, closedAt, endedAt, calledAt } = ending(facts, found);
  const durations = new Durations();
  const waitEnd =
    outcome === 'abandoned'
      ? leftQueueAt
      : startedAt !== undefined || outcome === 'no_show' || outcome === 'unfollowed' || endedAt !== undefined
        ? calledAt
        : undefined;
  const waitMs = durations.between(issuedAt, waitEnd);
  const walkMs = startedAt === undefined ? undefined : durations.between(calledAt, startedAt);
  const holdMs = found.hasHolds ? holdTime(facts, startedAt, endedAt) : undefined;
  const serviceMs = durations.between(startedAt, endedAt, holdMs ?? 0);
  return {
    legNo,
    issuedAt,
    calledAt,
    startedAt,
    endedAt,
    leftQueueAt,
    closedAt,
    outcome,
    service: found.service,
    desk: found.servingDesk ?? found.lastDesk,
    staff: found.servingStaff ?? found.lastStaff,
    ticket: found.ticket,
    channel: found.channel,
    appointments: found.appointments,
    segment: knownSegment(facts),
    waitMs,
    walkMs,
    serviceMs,
    holdMs,
    quantity: found.ended?.quantity ?? (endedAt === undefined ? 0 : 1),
    recalls: Math.max(0, found.calls - 1),
    rating: found.rating,
    isComplete: isComplete({ outcome, issuedAt, calledAt, startedAt, endedAt }) && durations.flagged === 0,
    clamped: durations.clamped,
    flagged: durations.flagged,
    defects: defectsOf(facts),
  };
}

function defectsOf(facts: Facts): readonly string[] {
  if (!facts.some(({ defects }) => defects !== undefined && defects.length > 0)) return NONE;
  return [...new Set(facts.flatMap((fact) => fact.defects ?? []))];
}

/**
 * The visit's first issue to its last end, on its last leg once that has ended; undefined before, and after a transfer
 * whose next leg is unknown.
 */
export function visitTime(legs: readonly Leg[]): number | undefined {
  const opening = legs[0];
  const final = legs.at(-1);
  if (opening === undefined || final === undefined || opening.legNo !== 1 || opening.issuedAt === undefined)
    return undefined;
  if (final.endedAt === undefined || final.outcome === 'transferred' || final.endedAt < opening.issuedAt)
    return undefined;
  return final.endedAt - opening.issuedAt;
}
