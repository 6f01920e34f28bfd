import type { CentreEvent } from '../event.js';
import { CUSTOMER_ATTRIBUTES, type Segment } from './customer-attributes.js';

/** The kinds of facts of an appointment, in the order in which they are numbered in stored texts: only append. */
const KINDS = ['booked', 'rebooked', 'cancelled', 'arrived', 'no_show', 'served'] as const;
export type AppointmentFactKind = (typeof KINDS)[number];

/** A slot: its start, Unix milliseconds, and its length in seconds, 0 where it is not known. */
export interface Slot {
  readonly at: number;
  readonly seconds: number;
  /** It is one of those that slots_offered counts. */
  readonly isOffered: boolean;
}

/** One fact of an appointment. Two facts are equal when all their fields are. */
export interface AppointmentFact {
  readonly kind: AppointmentFactKind;
  /** Unix milliseconds, corrected. */
  readonly at: number;
  readonly service?: string | undefined;
  /** The channel by which it was booked. */
  readonly channel?: string | undefined;
  readonly segment?: Segment | undefined;
  /** Of booked and rebooked. */
  readonly slot?: Slot | undefined;
}

/** A fact with the text by which equal facts are recognised and sorted. */
export type KeyedAppointmentFact = AppointmentFact & { readonly text: string };

/** An appointment's facts in order of time, then text; no two are equal. Merging is set union, as for legs. */
export type AppointmentFacts = readonly KeyedAppointmentFact[];

/** More facts than this of one appointment are a fault of the source. */
export const MAX_APPOINTMENT_FACTS = 200;

/** Attributes in one order, so that the same ones are the same text. */
const ordered = (segment: Segment = {}): Segment =>
  Object.fromEntries(
    CUSTOMER_ATTRIBUTES.flatMap((name) => (segment[name] === undefined ? [] : [[name, segment[name]]])),
  );

/** A fact with its text, a JSON array. */
export function keyedAppointmentFact(fact: AppointmentFact): KeyedAppointmentFact {
  const { kind, at, service = '', channel = '', segment, slot } = fact;
  const slotPart = slot === undefined ? 0 : [slot.at, slot.seconds, slot.isOffered ? 1 : 0];
  return { ...fact, text: JSON.stringify([KINDS.indexOf(kind), at, service, channel, ordered(segment), slotPart]) };
}

type Packed = readonly [number, number, string, string, Segment, 0 | readonly [number, number, number]];

/** The inverse of `appointmentText`. */
export function appointmentFactsOf(text: string): AppointmentFacts {
  return (JSON.parse(text) as Packed[]).map(([kind, at, service, channel, segment, slot]) =>
    keyedAppointmentFact({
      kind: KINDS[kind] ?? 'booked',
      at,
      service: service || undefined,
      channel: channel || undefined,
      segment,
      slot: slot === 0 ? undefined : { at: slot[0], seconds: slot[1], isOffered: slot[2] === 1 },
    }),
  );
}

/** Facts as their stored text. */
export const appointmentText = (facts: AppointmentFacts): string => `[${facts.map(({ text }) => text).join(',')}]`;

/** The facts with one more; the same array when it was already known. */
export function withAppointmentFact(facts: AppointmentFacts, fact: KeyedAppointmentFact): AppointmentFacts {
  const place = facts.findIndex((other) => other.at > fact.at || (other.at === fact.at && other.text >= fact.text));
  if (place < 0) return [...facts, fact];
  return facts[place]?.text === fact.text ? facts : facts.toSpliced(place, 0, fact);
}

const EVENT_KINDS: Readonly<Record<string, AppointmentFactKind>> = {
  appointment_booked: 'booked',
  appointment_rebooked: 'rebooked',
  appointment_cancelled: 'cancelled',
  appointment_arrived: 'arrived',
  appointment_no_show: 'no_show',
  appointment_served: 'served',
};

/** The appointment's fact that an event states, with the appointment's id; undefined for other events. */
export function appointmentFactOf(
  event: CentreEvent,
): { readonly appointmentId: string; readonly fact: KeyedAppointmentFact } | undefined {
  const { fact } = event;
  const kind = EVENT_KINDS[fact.kind];
  if (kind === undefined || !('appointmentId' in fact) || fact.appointmentId === undefined) return undefined;
  const hasSlot = fact.kind === 'appointment_booked' || fact.kind === 'appointment_rebooked';
  return {
    appointmentId: fact.appointmentId,
    fact: keyedAppointmentFact({
      kind,
      at: event.at,
      service: event.serviceId,
      channel: event.channel,
      segment: event.segment,
      slot: hasSlot ? { at: fact.slotAt, seconds: fact.slotSeconds, isOffered: fact.isOffered } : undefined,
    }),
  };
}

/** Whether an event says something of appointments or of the slots for them. */
export const statesAppointment = ({ fact }: CentreEvent): boolean =>
  fact.kind === 'slots_offered' || ('appointmentId' in fact && fact.appointmentId !== undefined);
