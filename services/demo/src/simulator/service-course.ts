import type { Span } from '#domain/calendar/opening-hours.js';
import type { SourceEvent, SourceFact } from '#edge-agent/connectors/connector.js';
import { type Outage, workUntil } from './incidents.js';
import type { Random } from './random.js';
import type { SimulatedService } from './simulated-centre.js';
import { type DeskPlace, endedFact, type Outcome, type Ticket, ticketEvent } from './ticket.js';

/** The result of calling a ticket, until the desk is free again. */
export interface Course {
  readonly events: readonly SourceEvent[];
  readonly freeAt: number;
  /** The leg that a transfer started; it waits from `freeAt` on. */
  readonly transferred: Ticket | undefined;
  /** The ticket that returns to the queue, and when. */
  readonly returned: { readonly at: number; readonly ticket: Ticket } | undefined;
  readonly isServed: boolean;
}

/** Conditions of the day for a service. */
export interface Surroundings {
  readonly service: SimulatedService;
  /** The service of a transfer; undefined when the centre does not offer it. */
  readonly nextServiceId: string | undefined;
  readonly powerCuts: readonly Span[];
  readonly outages: readonly Outage[];
  readonly random: Random;
}

const SECOND_MS = 1000;
const ABSENT = 0.036;
const RETURNS = 0.2;
const LATE = 0.07;
const HOLD = 0.05;
const NOT_COMPLETED = 0.04;
const TRANSFER = 0.2;
const HASTY = 0.35;
const RATED = 0.72;
const RATED_NOT_COMPLETED = 0.4;

/** Weights of the ratings 1 to 5. */
const USUAL = [0.8, 1.2, 4, 27, 67] as const;
const AFTER_LONG_WAIT = [4, 7, 14, 35, 40] as const;
const POOR = [18, 17, 22, 25, 18] as const;
const LONG_WAIT_MS = 40 * 60_000;

const seconds = (random: Random, low: number, high: number): number =>
  Math.round(random.between(low, high) * SECOND_MS);

/** Calls a ticket to a desk and simulates it until it leaves the desk. */
export function followCall(calledAt: number, ticket: Ticket, place: DeskPlace, around: Surroundings): Course {
  const { random, powerCuts } = around;
  const events = [ticketEvent(calledAt, ticket, { case: 'ticketCalled', value: {} }, place)];
  if (random.chance(ticket.isReturned ? ABSENT / 4 : ABSENT)) return missCall(calledAt, ticket, place, around, events);
  let arrivesAt = calledAt + seconds(random, 15, 55);
  if (random.chance(LATE)) {
    const recalledAt = calledAt + seconds(random, 35, 60);
    events.push(ticketEvent(recalledAt, ticket, { case: 'ticketRecalled', value: {} }, place));
    arrivesAt = recalledAt + seconds(random, 10, 40);
  }
  const startedAt = workUntil(calledAt, arrivesAt - calledAt, powerCuts);
  events.push(ticketEvent(startedAt, ticket, { case: 'serviceStarted', value: {} }, place));
  return serve(startedAt, ticket, place, around, events);
}

function missCall(
  calledAt: number,
  ticket: Ticket,
  place: DeskPlace,
  { random }: Surroundings,
  events: SourceEvent[],
): Course {
  const recalledAt = calledAt + seconds(random, 35, 60);
  const leftAt = recalledAt + seconds(random, 30, 60);
  events.push(ticketEvent(recalledAt, ticket, { case: 'ticketRecalled', value: {} }, place));
  const isBack = !ticket.isReturned && random.chance(RETURNS);
  const fact: SourceFact = isBack ? { case: 'ticketRecycled', value: {} } : { case: 'ticketNoShow', value: {} };
  events.push(ticketEvent(leftAt, ticket, fact, place));
  const returned = isBack ? { at: leftAt, ticket: { ...ticket, isReturned: true } } : undefined;
  return { events, freeAt: leftAt, transferred: undefined, returned, isServed: false };
}

function drawOutcome(ticket: Ticket, { random, nextServiceId }: Surroundings): Outcome {
  if (random.chance(NOT_COMPLETED)) return 'not_completed';
  const mayTransfer = nextServiceId !== undefined && nextServiceId !== ticket.serviceId && ticket.legNo === 1;
  return mayTransfer && random.chance(TRANSFER) ? 'transferred' : 'served';
}

function serve(
  startedAt: number,
  ticket: Ticket,
  place: DeskPlace,
  around: Surroundings,
  events: SourceEvent[],
): Course {
  const { random, service, powerCuts } = around;
  const outcome = drawOutcome(ticket, around);
  const isHasty = place.desk.isHasty && outcome === 'served' && random.chance(HASTY);
  const lasts = isHasty
    ? seconds(random, 0.25 * service.shortestSeconds, 0.7 * service.shortestSeconds)
    : Math.round(drawSeconds(around, outcome) * SECOND_MS);
  const outages = around.outages.filter((outage) => outage.agencyId === service.agencyId);
  let endedAt = workUntil(startedAt, lasts, [...powerCuts, ...outages]);
  const met = outages.filter((outage) => startedAt < outage.from && outage.from < endedAt);
  for (const outage of met) hold(outage.from, outage.to, 'agency system down', ticket, place, events);
  const isInterrupted = endedAt - startedAt > lasts;
  if (!isInterrupted && !isHasty && random.chance(HOLD)) {
    const heldAt = startedAt + Math.round(lasts * random.between(0.2, 0.7));
    const holdMs = seconds(random, 45, 300);
    hold(heldAt, heldAt + holdMs, 'asks a colleague', ticket, place, events);
    endedAt += holdMs;
  }
  const quantity =
    outcome === 'served'
      ? random.pick([
          [1, 88],
          [2, 9],
          [3, 3],
        ])
      : 1;
  events.push(ticketEvent(endedAt, ticket, endedFact(outcome, quantity), place));
  if (!isHasty) rate({ startedAt, endedAt, outcome }, ticket, place, around, events);
  const transferred = outcome === 'transferred' ? transfer(endedAt, ticket, place, around, events) : undefined;
  return { events, freeAt: endedAt, transferred, returned: undefined, isServed: true };
}

function drawSeconds({ random, service }: Surroundings, outcome: Outcome): number {
  const drawn = random.lognormal(service.medianSeconds, service.spread);
  const share = outcome === 'served' ? 1 : 0.6;
  // The shortest plausible time is a minimum, so that normal work never counts as a quick close.
  return Math.min(Math.max(drawn * share, service.shortestSeconds + random.between(1, 15)), 3600);
}

function hold(from: number, to: number, reason: string, ticket: Ticket, place: DeskPlace, events: SourceEvent[]): void {
  events.push(ticketEvent(from, ticket, { case: 'serviceHeld', value: { reason } }, place));
  events.push(ticketEvent(to, ticket, { case: 'serviceResumed', value: {} }, place));
}

/** A service from its start to its end. */
interface ServedSpan {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
}

function rate(
  { startedAt, endedAt, outcome }: ServedSpan,
  ticket: Ticket,
  place: DeskPlace,
  { random, service }: Surroundings,
  events: SourceEvent[],
): void {
  if (outcome === 'transferred' || !random.chance(outcome === 'served' ? RATED : RATED_NOT_COMPLETED)) return;
  const isLong = startedAt - ticket.arrival.at > LONG_WAIT_MS || outcome === 'not_completed';
  const weights = service.isPoor ? POOR : isLong ? AFTER_LONG_WAIT : USUAL;
  const value = random.pick(weights.map((weight, index) => [index + 1, weight] as const));
  const at = endedAt + seconds(random, 6, 90);
  events.push(ticketEvent(at, ticket, { case: 'ratingGiven', value: { value } }, place));
}

/** A transfer ends its leg and starts the next one, which keeps the same ticket. */
function transfer(
  at: number,
  ticket: Ticket,
  place: DeskPlace,
  { nextServiceId }: Surroundings,
  events: SourceEvent[],
): Ticket | undefined {
  if (nextServiceId === undefined) return undefined;
  const fact = { case: 'ticketTransferred', value: { toServiceId: nextServiceId } } as const;
  events.push(ticketEvent(at, ticket, fact, place));
  const legNo = ticket.legNo + 1;
  return { ...ticket, legNo, serviceId: nextServiceId, givesUpAt: at + ticket.arrival.patienceMs, isReturned: false };
}
