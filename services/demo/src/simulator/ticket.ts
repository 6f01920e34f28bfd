import { ServiceOutcome, StaffState } from '#contracts/gen/mnara/v1/event_pb.js';
import type { SourceEvent, SourceFact } from '#edge-agent/connectors/connector.js';
import type { Arrival } from './arrivals.js';
import type { Shift } from './shifts.js';

/** A waiting leg. */
export interface Ticket {
  readonly visitId: string;
  readonly ticketNo: string;
  readonly legNo: number;
  readonly serviceId: string;
  readonly arrival: Arrival;
  /** When the customer gives up. */
  readonly givesUpAt: number;
  /** Whether the customer was called before and did not come. */
  readonly isReturned: boolean;
}

/** A desk and its officer. */
export type DeskPlace = Pick<Shift, 'desk' | 'staff'>;

const OF_DESK = (place: DeskPlace) => ({ deskId: place.desk.id, staff: place.staff });

/** Creates an event of a desk. */
export const deskEvent = (at: number, place: DeskPlace, fact: SourceFact): SourceEvent => ({
  occurredAtMs: at,
  clock: 'local',
  ...OF_DESK(place),
  fact,
});

/** Creates an event of a ticket; `place` is the desk that called it. */
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

/** Creates a fact of an officer's state. The state "serving" follows from the events of the service. */
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
