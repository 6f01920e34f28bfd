import { appointmentContribution } from '#domain/kpi/appointment-contribution.js';
import { type Appointment, type AppointmentRules, type Attendance, appointmentOf } from '#domain/visit/appointment.js';
import type { AppointmentFacts } from '#domain/visit/appointment-fact.js';
import type { CentreDimension } from '../network/dimension-store.js';
import { type Dimensions, NONE } from '../network/dimensions.js';
import type { RollupDeltas } from './rollup-deltas.js';
import { addContribution, splitsOf } from './visit-rollup.js';

/** The rules of the service with which an appointment was first seen, and which service that was. */
export type KnownRules = AppointmentRules & { readonly serviceKey: number };

/** What is kept of an appointment; everything else follows from it. */
export interface StoredAppointment {
  readonly appointmentId: string;
  readonly facts: AppointmentFacts;
  /** Of the visit that names it. */
  readonly attendance: Attendance | undefined;
  /** The centre's day of its slot is over, and everything of it has been received. */
  readonly isOver: boolean;
  /** Undefined: not stored yet. */
  readonly rules: KnownRules | undefined;
}

/** An appointment with everything that follows from its facts. */
export interface PlacedAppointment extends StoredAppointment {
  readonly rules: KnownRules;
  readonly appointment: Appointment;
}

/** Reads an appointment from what is kept of it. A later change of a service's rules does not change it. */
export function placeAppointment(stored: StoredAppointment, dimensions: Dimensions): PlacedAppointment {
  const { facts, attendance, isOver, rules: known } = stored;
  // The service is the newest that a fact names; it decides the rules, which decide the rest.
  const service = facts.findLast((fact) => fact.service !== undefined)?.service;
  const serviceKey = dimensions.serviceKey(service);
  const rules = known?.serviceKey === serviceKey ? known : { ...dimensions.appointmentRules(service), serviceKey };
  return { ...stored, rules, appointment: appointmentOf(facts, attendance, isOver, rules) };
}

/** Adds (+1) an appointment to the rollups, or takes it back (-1). */
export function addAppointment(
  deltas: RollupDeltas,
  centre: CentreDimension,
  { appointment, rules }: PlacedAppointment,
  sign: 1 | -1,
): void {
  const contribution = appointmentContribution(appointment);
  if (contribution === undefined) return;
  const keys = { serviceKey: rules.serviceKey, deskKey: NONE, staffKey: NONE };
  addContribution(deltas, centre, keys, splitsOf(deltas, appointment), contribution, sign);
}
