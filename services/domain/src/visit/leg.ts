import type { Segment } from './customer-attributes.js';
import type { Facts } from './facts.js';
import type { KeyedLegFact, LegFactKind } from './leg-fact.js';

export type LegOutcome = 'served' | 'not_completed' | 'transferred' | 'no_show' | 'abandoned' | 'cancelled' | 'voided';

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
  rating: number | undefined;
  service: string | undefined;
  ticket: string | undefined;
  channel: string | undefined;
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
      case 'held':
      case 'resumed':
        this.hasHolds = true;
    }
  }

  #serve({ desk, staff }: KeyedLegFact): void {
    this.servingDesk ??= desk;
    this.servingStaff ??= staff;
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

/** Milliseconds on hold: each hold lasts until it is resumed, or until the service ends. */
function holdTime(facts: Facts, endedAt: number | undefined): number | undefined {
  let total: number | undefined;
  let since: number | undefined;
  for (const fact of facts) {
    if (fact.kind === 'held') since ??= fact.at;
    else if (fact.kind === 'resumed' && since !== undefined) {
      total = (total ?? 0) + fact.at - since;
      since = undefined;
    }
  }
  if (since !== undefined && endedAt !== undefined && endedAt > since) total = (total ?? 0) + endedAt - since;
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

function ending(facts: Facts, { startedAt, ended: end, transferred, voided }: Found): Ending {
  if (startedAt !== undefined || end !== undefined) {
    const closing = end ?? transferred ?? voided;
    const endedAt = closing?.kind === 'voided' ? undefined : closing?.at;
    const outcome = end?.outcome ?? (closing === undefined ? undefined : (closing.kind as 'transferred' | 'voided'));
    const calledAt = leadingCall(facts, startedAt ?? endedAt);
    return { outcome, calledAt, leftQueueAt: calledAt ?? startedAt ?? endedAt, closedAt: closing?.at, endedAt };
  }
  const closing = closingFact(facts);
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
  if (outcome === 'no_show') return calledAt !== undefined;
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
      : startedAt !== undefined || outcome === 'no_show' || endedAt !== undefined
        ? calledAt
        : undefined;
  const waitMs = durations.between(issuedAt, waitEnd);
  const walkMs = startedAt === undefined ? undefined : durations.between(calledAt, startedAt);
  const holdMs = found.hasHolds ? holdTime(facts, endedAt) : undefined;
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

const NO_DEFECTS: readonly string[] = [];

function defectsOf(facts: Facts): readonly string[] {
  if (!facts.some(({ defects }) => defects !== undefined && defects.length > 0)) return NO_DEFECTS;
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
