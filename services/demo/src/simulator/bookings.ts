import type { Span } from '#domain/calendar/opening-hours.js';
import type { SourceEvent, SourceFact } from '#edge-agent/connectors/connector.js';
import { type Arrival, drawArrivals } from './arrivals.js';
import { addDays, workingSpan } from './local-day.js';
import { Random } from './random.js';
import type { SimulatedCentre } from './simulated-centre.js';

const SLOT_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
/** How many open days before the slot customers book. */
const LEADS = [
  [0, 20],
  [1, 40],
  [2, 25],
  [3, 15],
] as const;
const MOST_DAYS = 3;
/** Open days are looked for this far ahead, over weekends and holidays. */
const DAYS_AHEAD = 7;
/** Share of bookings, beside those of customers who come. */
const MISSED = 0.1;
const CANCELLED = 0.06;
const MOVED = 0.07;
/** Share of missed ones that the queue system marks by itself. */
const MARKED = 0.5;
const LEFT_OPEN = 0.35;

type Fate = 'kept' | 'moved' | 'missed' | 'marked' | 'cancelled';

/** An appointment of one day. */
interface Booking {
  readonly id: string;
  readonly serviceId: string;
  readonly slotAt: number;
  /** Open days between the booking and the slot. */
  readonly lead: number;
  /** Where in that day it was booked, 0 to 1. */
  readonly share: number;
  readonly channel: string;
  readonly fate: Fate;
  /** Who comes for it. */
  readonly arrival: Arrival | undefined;
}

/** A day on which a centre is open. */
interface OpenDay {
  readonly date: string;
  readonly span: Span;
}

function slotNear(at: number, { from, to }: Span): number {
  const slot = Math.round(at / SLOT_MS) * SLOT_MS;
  return Math.min(Math.max(slot, from), to - 2 * SLOT_MS);
}

/** The appointments of a day: those of the customers who come with one, and others that nobody comes for. */
function bookingsOf(
  centre: SimulatedCentre,
  { date, span }: OpenDay,
  seed: string,
  arrivals: readonly Arrival[],
): readonly Booking[] {
  const random = new Random(seed, centre.id, date, 'bookings');
  const booking = (index: number, serviceId: string, near: number, fate: Fate, arrival?: Arrival): Booking => ({
    id: `${date.replaceAll('-', '')}-B${String(index + 1).padStart(3, '0')}`,
    serviceId,
    slotAt: slotNear(near, span),
    lead: random.pick(LEADS),
    share: random.next(),
    channel: random.pick([
      ['web', 7],
      ['phone', 2],
      ['counter', 1],
    ]),
    fate,
    arrival,
  });
  const booked = arrivals.filter(({ channel }) => channel === 'appointment');
  // Most come some minutes before their slot, some after it.
  const kept = booked.map((arrival, index) => {
    const near = arrival.at + random.between(-9, 24) * MINUTE_MS;
    return booking(index, arrival.serviceId, near, random.chance(MOVED) ? 'moved' : 'kept', arrival);
  });
  const services = centre.services.map((service) => [service.id, service.weight] as const);
  const others = Array.from({ length: Math.round(booked.length * (MISSED + CANCELLED)) }, (_, index) => {
    const isMissed = random.chance(MISSED / (MISSED + CANCELLED));
    const fate: Fate = !isMissed ? 'cancelled' : random.chance(MARKED) ? 'marked' : 'missed';
    return booking(kept.length + index, random.pick(services), random.between(span.from, span.to), fate);
  });
  return [...kept, ...others];
}

/** What the booking system says on the day of the booking. @param of the day on which it is made */
function madeOn({ span }: OpenDay, booking: Booking): readonly SourceEvent[] {
  const { id, serviceId, slotAt, lead, share, channel, fate } = booking;
  const latest = lead === 0 ? slotAt - 60 * MINUTE_MS : span.to - 60 * MINUTE_MS;
  const at = Math.round(span.from + share * Math.max(0, latest - span.from));
  const event = (occurredAtMs: number, fact: SourceFact): SourceEvent => ({
    occurredAtMs,
    clock: 'local',
    serviceId,
    channel,
    fact,
  });
  const slot = (start: number) => ({
    appointmentId: id,
    slotStartMs: BigInt(start),
    slotSeconds: SLOT_MS / 1000,
    slotIsOffered: true,
  });
  const first = fate === 'moved' ? slotAt + 2 * SLOT_MS : slotAt;
  const events = [event(at, { case: 'appointmentBooked', value: slot(first) })];
  if (fate === 'moved') events.push(event(at + 10 * MINUTE_MS, { case: 'appointmentRebooked', value: slot(slotAt) }));
  if (fate === 'cancelled')
    events.push(
      event(at + 20 * MINUTE_MS, { case: 'appointmentCancelled', value: { appointmentId: id, reason: 'customer' } }),
    );
  return events;
}

/** What is said on the day of the slots: how many were offered, and who did not come. */
function saidOn({ span }: OpenDay, bookings: readonly Booking[], random: Random): readonly SourceEvent[] {
  const events: SourceEvent[] = [];
  const kept = bookings.filter(({ fate }) => fate !== 'cancelled');
  for (const [key, ofSlot] of Map.groupBy(kept, ({ serviceId, slotAt }) => `${serviceId} ${slotAt}`)) {
    const [first] = ofSlot;
    if (first === undefined) continue;
    const slots = ofSlot.length + (random.chance(LEFT_OPEN) ? 1 : 0);
    const value = { slotStartMs: BigInt(first.slotAt), slots };
    events.push({
      occurredAtMs: span.from,
      clock: 'local',
      serviceId: key.slice(0, key.lastIndexOf(' ')),
      fact: { case: 'slotsOffered', value },
    });
  }
  for (const { id, serviceId, slotAt, fate } of bookings)
    if (fate === 'marked')
      events.push({
        occurredAtMs: slotAt + 20 * MINUTE_MS,
        clock: 'local',
        serviceId,
        fact: { case: 'appointmentNoShow', value: { appointmentId: id } },
      });
  return events;
}

/** The appointments that one day has to do with. */
export interface DayBookings {
  readonly events: readonly SourceEvent[];
  /** The appointment that a customer of the day comes for. */
  readonly idOf: ReadonlyMap<Arrival, string>;
}

/**
 * What is booked on a day for it and the next open days, and what is said of the appointments of the day itself. The
 * same centre, date and seed give the same.
 * @param arrivals the customers of the day
 */
export function dayBookings(
  centre: SimulatedCentre,
  date: string,
  span: Span,
  seed: string,
  arrivals: readonly Arrival[],
): DayBookings {
  const today = { date, span };
  const own = bookingsOf(centre, today, seed, arrivals);
  const events = own.filter(({ lead }) => lead === 0).flatMap((booking) => madeOn(today, booking));
  events.push(...saidOn(today, own, new Random(seed, centre.id, date, 'slots')));
  let lead = 0;
  for (let ahead = 1; ahead <= DAYS_AHEAD && lead < MOST_DAYS; ahead += 1) {
    const later = addDays(date, ahead);
    const open = workingSpan(centre.calendar, later);
    if (open === undefined) continue;
    lead += 1;
    const coming = drawArrivals(centre, later, open, new Random(seed, centre.id, later));
    for (const booking of bookingsOf(centre, { date: later, span: open }, seed, coming))
      if (booking.lead === lead) events.push(...madeOn(today, booking));
  }
  const idOf = new Map(own.flatMap(({ arrival, id }) => (arrival === undefined ? [] : [[arrival, id] as const])));
  return { events, idOf };
}
