import type { AppointmentFacts, Slot } from './appointment-fact.js';
import type { Segment } from './customer-attributes.js';
import type { Leg } from './leg.js';

/** When a booked customer is early or late, and when the centre is. Seconds. */
export interface AppointmentRules {
  /** Who comes more than this before the slot is early. */
  readonly earlySeconds: number;
  /** Who comes more than this after the start of the slot is late. */
  readonly lateSeconds: number;
  /** The centre is punctual when it calls within this time. */
  readonly callSeconds: number;
}

/** Where neither the service nor the network has a rule. */
export const DEFAULT_APPOINTMENT_RULES: AppointmentRules = { earlySeconds: 1800, lateSeconds: 600, callSeconds: 600 };

/** What the visit that names an appointment says about it. Times are Unix milliseconds. */
export interface Attendance {
  readonly visitId: string;
  readonly issuedAt: number;
  /** When the wait ended, by a call or because the customer left; undefined while they wait or if a fact is missing. */
  readonly waitEndedAt: number | undefined;
  /** A call ended the wait. */
  readonly isCalled: boolean;
  readonly isServed: boolean;
}

/** What the legs of a visit say about an appointment that one of them names: the first such leg counts. */
export function attendanceOf(visitId: string, legs: readonly Leg[], appointmentId: string): Attendance | undefined {
  const place = legs.findIndex(({ appointments }) => appointments.includes(appointmentId));
  const leg = legs[place];
  if (leg?.issuedAt === undefined) return undefined;
  return {
    visitId,
    issuedAt: leg.issuedAt,
    waitEndedAt: leg.waitMs === undefined ? undefined : leg.issuedAt + leg.waitMs,
    isCalled: leg.waitMs !== undefined && leg.outcome !== 'abandoned',
    isServed: legs.slice(place).some(({ outcome }) => outcome === 'served'),
  };
}

/**
 * Of several visits that name one appointment, the one that came first counts. A visit's own newer reading takes the
 * place of its older one, so that the result does not depend on the order in which facts arrive.
 */
export function firstAttendance(known: Attendance | undefined, read: Attendance): Attendance {
  if (known === undefined || known.visitId === read.visitId) return read;
  if (known.issuedAt !== read.issuedAt) return known.issuedAt < read.issuedAt ? known : read;
  return known.visitId < read.visitId ? known : read;
}

export type AppointmentState = 'booked' | 'cancelled' | 'arrived' | 'served' | 'no_show';

/** Everything that follows from an appointment's facts. Times are Unix milliseconds, durations milliseconds. */
export interface Appointment {
  readonly service: string | undefined;
  readonly channel: string | undefined;
  readonly segment: Segment;
  /** The newest booked slot; undefined: no fact has stated one. */
  readonly slot: Slot | undefined;
  readonly bookedAt: number | undefined;
  readonly state: AppointmentState;
  /** A no-show that no event states: the day of its slot is over. */
  readonly isDerived: boolean;
  readonly arrivedAt: number | undefined;
  readonly arrival: 'early' | 'on_time' | 'late' | undefined;
  readonly waitMs: number | undefined;
  /** Whether the centre called in time; undefined where it cannot be held against it, or is not known. */
  readonly isPunctual: boolean | undefined;
  /** From the booking to the slot. */
  readonly leadMs: number | undefined;
}

const NOTHING_KNOWN: Segment = {};

/** What one pass over the facts finds; facts are in order of time. */
class Found {
  service: string | undefined;
  channel: string | undefined;
  segment: Segment = NOTHING_KNOWN;
  slot: Slot | undefined;
  bookedAt: number | undefined;
  isCancelled = false;
  /** Said of the slot that is valid. */
  saysNoShow = false;
  arrivedAt: number | undefined;
  isServed = false;

  constructor(facts: AppointmentFacts) {
    for (const { kind, at, service, channel, segment, slot } of facts) {
      this.service = service ?? this.service;
      this.channel ??= channel;
      // The first stated value of an attribute counts.
      if (segment !== undefined) this.segment = { ...segment, ...this.segment };
      if (slot !== undefined) {
        this.slot = slot;
        this.isCancelled = false;
        this.saysNoShow = false;
        if (kind === 'booked') this.bookedAt ??= at;
      }
      if (kind === 'cancelled') this.isCancelled = true;
      if (kind === 'no_show') this.saysNoShow = true;
      if (kind === 'arrived') this.arrivedAt ??= at;
      if (kind === 'served') this.isServed = true;
    }
  }
}

function stateOf(found: Found, arrivedAt: number | undefined, isServed: boolean, isOver: boolean): AppointmentState {
  // Who came, came: whatever was said before.
  if (isServed) return 'served';
  if (arrivedAt !== undefined) return 'arrived';
  if (found.isCancelled) return 'cancelled';
  return found.saysNoShow || (isOver && found.slot !== undefined) ? 'no_show' : 'booked';
}

function arrivalOf(arrivedAt: number, slotAt: number, rules: AppointmentRules): NonNullable<Appointment['arrival']> {
  if (arrivedAt > slotAt + rules.lateSeconds * 1000) return 'late';
  return arrivedAt < slotAt - rules.earlySeconds * 1000 ? 'early' : 'on_time';
}

const earlier = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/**
 * Reads an appointment from its facts. The result depends only on the set of facts and on the attendance, so order and
 * repetition of events do not matter.
 * @param isOver whether the centre's day of the slot is over, and everything of it has been received
 */
export function appointmentOf(
  facts: AppointmentFacts,
  attendance: Attendance | undefined,
  isOver: boolean,
  rules: AppointmentRules,
): Appointment {
  const found = new Found(facts);
  const { service, channel, segment, slot, bookedAt } = found;
  const arrivedAt = earlier(found.arrivedAt, attendance?.issuedAt);
  const state = stateOf(found, arrivedAt, found.isServed || attendance?.isServed === true, isOver);
  const arrival = slot === undefined || arrivedAt === undefined ? undefined : arrivalOf(arrivedAt, slot.at, rules);
  const waitEndedAt = attendance?.waitEndedAt;
  // Who comes early waits for the slot by choice; who comes after it waits from then on.
  const waitMs =
    slot === undefined || arrivedAt === undefined || waitEndedAt === undefined
      ? undefined
      : Math.max(0, waitEndedAt - Math.max(arrivedAt, slot.at));
  return {
    service,
    channel,
    segment,
    slot,
    bookedAt,
    state,
    isDerived: state === 'no_show' && !found.saysNoShow,
    arrivedAt,
    arrival,
    waitMs,
    isPunctual:
      arrival === 'late' || waitMs === undefined
        ? undefined
        : attendance?.isCalled === true && waitMs <= rules.callSeconds * 1000,
    leadMs: slot === undefined || bookedAt === undefined || slot.at < bookedAt ? undefined : slot.at - bookedAt,
  };
}
