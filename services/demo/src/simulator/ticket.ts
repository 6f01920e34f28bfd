import { ServiceOutcome, StaffState } from '#contracts/gen/mnara/v1/event_pb.js';
import type { SourceEvent, SourceFact } from '#edge-agent/connectors/connector.js';
import type { Arrival } from './arrivals.js';
import type { Shift } from './shifts.js';

/** A leg that waits. */
export interface Ticket {
  readonly visitId: string;
  readonly ticketNo: string;
  readonly legNo: number;
  readonly serviceId: string;
  readonly arrival: Arrival;
  /** When the customer gives up. */
  readonly givesUpAt: number;
  /** The customer was called in vain before. */
  readonly isReturned: boolean;
}

/** Where a desk, its officer or both are named. */
export type DeskPlace = Pick<Shift, 'desk' | 'staff'>;

const OF_DESK = (place: DeskPlace) => ({ deskId: place.desk.id, staff: place.staff });

/** A fact of a desk. */
export const deskEvent = (at: number, place: DeskPlace, fact: SourceFact): SourceEvent => ({
  occurredAtMs: at,
  clock: 'local',
  ...OF_DESK(place),
  fact,
});

/** A fact of a ticket, at a desk when it was called. */
export const ticketEvent = (at: number, ticket: Ticket, fact: SourceFact, place?: DeskPlace): SourceEvent => ({
  occurredAtMs: at,
  clock: 'local',
  visitId: ticket.visitId,
  legNo: ticket.legNo,
  ticketNo: ticket.ticketNo,
  serviceId: ticket.serviceId,
  channel: ticket.arrival.channel,
  segment: ticket.arrival.segment,
  ...(place === undefined ? {} : OF_DESK(place)),
  fact,
});

const STATES = {
  available: StaffState.AVAILABLE,
  wrap_up: StaffState.WRAP_UP,
  break: StaffState.BREAK,
  back_office: StaffState.BACK_OFFICE,
} as const;

/** An officer's state; serving is said by the service's own events. */
export const stateFact = (state: keyof typeof STATES, reason = ''): SourceFact => ({
  case: 'staffStateChanged',
  value: { state: STATES[state], reason },
});

const OUTCOMES = {
  served: ServiceOutcome.SERVED,
  not_completed: ServiceOutcome.NOT_COMPLETED,
  transferred: ServiceOutcome.TRANSFERRED,
} as const;
export type Outcome = keyof typeof OUTCOMES;

export const endedFact = (outcome: Outcome, quantity: number): SourceFact => ({
  case: 'serviceEnded',
  value: { outcome: OUTCOMES[outcome], quantity },
});
