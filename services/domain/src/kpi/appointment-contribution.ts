import type { Appointment } from '../visit/appointment.js';
import { type Contribution, ContributionBuilder } from './contribution.js';

/**
 * What an appointment adds to the rollups, all of it at the start of its slot; undefined while no slot is known. A
 * rollup is the sum of these over appointments, as of contributions over legs.
 */
export function appointmentContribution(appointment: Appointment): Contribution | undefined {
  const { slot, state, arrival, waitMs, isPunctual, leadMs, isDerived } = appointment;
  if (slot === undefined) return undefined;
  const builder = new ContributionBuilder().add('bookings');
  if (state === 'cancelled') return builder.add('bookings_cancelled').at('slot', slot.at);
  if (leadMs !== undefined) builder.add('lead_n').add('lead_ms', leadMs);
  if (state === 'no_show') builder.add('bookings_missed');
  if (isDerived) builder.add('bookings_missed_derived');
  // Served without a known arrival: the customer was there all the same.
  if (state === 'arrived' || state === 'served') builder.add('bookings_arrived');
  if (arrival !== undefined) builder.add(`bookings_${arrival}`);
  if (state === 'served') builder.add('bookings_served');
  if (state === 'served' && slot.isOffered) builder.add('bookings_served_offered');
  if (isPunctual !== undefined) builder.add('booked_calls_due');
  if (isPunctual === true) builder.add('booked_calls_punctual');
  if (waitMs !== undefined) builder.add('booked_wait_n').add('booked_wait_ms', waitMs);
  return builder.at('slot', slot.at);
}
