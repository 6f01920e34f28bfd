import * as fc from 'fast-check';
import { deskFact, eventOf, fact, NIGHT } from './any-events.js';
import type { EventInit } from './small-network.js';

/** Appointments over some days, so that days end between them; tickets name them too. */
const slot = { slotStartMs: fc.integer({ min: -2, max: 3 }).map((days) => BigInt(NIGHT + days * 40_000_000)) };
const appointmentId = fc.constantFrom('a1', 'a2', 'a3');
const bookingFact = fc.oneof(
  fc.record({
    case: fc.constantFrom('appointmentBooked' as const, 'appointmentRebooked' as const),
    value: fc.record({ appointmentId, ...slot, slotIsOffered: fc.boolean() }),
  }),
  fc.record({
    case: fc.constantFrom(
      'appointmentCancelled' as const,
      'appointmentArrived' as const,
      'appointmentNoShow' as const,
      'appointmentServed' as const,
      'ticketIssued' as const,
      'ticketIssued' as const,
    ),
    value: fc.record({ appointmentId }),
  }),
  fc.record({
    case: fc.constant('slotsOffered' as const),
    value: fc.record({ ...slot, slots: fc.integer({ min: 0, max: 9 }) }),
  }),
);

const minutes = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.constantFrom(0, 1440));
const ofBooked = (minutes: number, event: NonNullable<EventInit['fact']>, visitId = ''): EventInit => ({
  centreId: 'C1',
  serviceId: 'S1',
  visitId,
  occurredAtMs: BigInt(NIGHT + minutes * 60_000),
  fact: event,
});
/** In every list: a booked customer who waits, an appointment before midnight that nobody comes for, slots. */
const ALWAYS: readonly EventInit[] = [
  ofBooked(0, { case: 'appointmentBooked', value: { appointmentId: 'b1', slotStartMs: BigInt(NIGHT) } }),
  ofBooked(1, { case: 'appointmentBooked', value: { appointmentId: 'b2', slotStartMs: BigInt(NIGHT) } }),
  ofBooked(2, { case: 'slotsOffered', value: { slotStartMs: BigInt(NIGHT), slots: 3 } }),
  ofBooked(90, { case: 'ticketIssued', value: { appointmentId: 'b1' } }, 'w1'),
  ofBooked(99, { case: 'ticketCalled', value: {} }, 'w1'),
  ofBooked(100, { case: 'serviceStarted', value: {} }, 'w1'),
];

const chosen = fc.array(
  fc.oneof(
    { arbitrary: eventOf(fact, minutes), weight: 4 },
    { arbitrary: eventOf(deskFact, minutes), weight: 1 },
    { arbitrary: eventOf(bookingFact, minutes), weight: 3 },
  ),
  { minLength: 1, maxLength: 60 },
);
/** Up to 60 events of three centres, and appointments of which some days end. */
export const eventsWithAppointments = chosen.map((list) => [...ALWAYS, ...list]);
