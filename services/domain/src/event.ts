import type { AgencyId, AgentId, CentreId, DeskId, ServiceId, StaffPseudonym, VisitId } from './ids.js';
import type { Segment } from './visit/customer-attributes.js';

export type StaffState = 'available' | 'serving' | 'wrap_up' | 'break' | 'back_office';
export type ServiceOutcome = 'served' | 'not_completed' | 'transferred';

/** What an event says about an appointment. */
export type AppointmentEventFact =
  | {
      readonly kind: 'appointment_booked' | 'appointment_rebooked';
      readonly appointmentId: string;
      /** Start of the slot, Unix milliseconds, true time. */
      readonly slotAt: number;
      /** 0: unknown. */
      readonly slotSeconds: number;
      /** The slot is one of those that slots_offered counts. */
      readonly isOffered: boolean;
    }
  | {
      readonly kind: 'appointment_cancelled' | 'appointment_arrived' | 'appointment_no_show' | 'appointment_served';
      readonly appointmentId: string;
    };

/** The kinds of pipeline.md; the names are those of the proto's oneof, in snake case. */
export type Fact =
  | { readonly kind: 'centre_opened' | 'centre_closed' }
  | {
      readonly kind: 'heartbeat';
      readonly intervalSeconds: number;
      readonly outboxPending: number;
      /** True time minus the agent's clock. */
      readonly clockOffsetMs: number;
    }
  | { readonly kind: 'desk_opened'; readonly serviceIds: readonly ServiceId[] }
  | { readonly kind: 'desk_closed' | 'staff_login' | 'staff_logout' }
  | { readonly kind: 'staff_state_changed'; readonly state: StaffState; readonly reason: string }
  | {
      readonly kind:
        | 'ticket_called'
        | 'ticket_recalled'
        | 'ticket_no_show'
        | 'ticket_recycled'
        | 'ticket_abandoned'
        | 'ticket_unfollowed';
    }
  | { readonly kind: 'ticket_issued'; readonly appointmentId?: string }
  | {
      readonly kind: 'ticket_transferred';
      readonly toServiceId: ServiceId | undefined;
      readonly toDeskId: DeskId | undefined;
    }
  | { readonly kind: 'ticket_cancelled' | 'ticket_voided' | 'service_held'; readonly reason: string }
  | { readonly kind: 'service_started' | 'service_resumed' }
  | { readonly kind: 'service_ended'; readonly outcome: ServiceOutcome; readonly quantity: number }
  | { readonly kind: 'rating_given'; readonly value: number }
  | AppointmentEventFact
  | {
      readonly kind: 'slots_offered';
      /** Unix milliseconds, true time. */
      readonly slotAt: number;
      readonly slots: number;
    }
  | { readonly kind: 'complaint_opened' | 'complaint_answered' | 'complaint_closed'; readonly complaintId: string }
  | { readonly kind: 'upstream_down' | 'upstream_up'; readonly agencyId: AgencyId }
  | { readonly kind: 'power_down' | 'power_up' }
  | { readonly kind: 'camera_up' | 'camera_down'; readonly cameraId: string }
  /** A row of the source that states no fact, with the reason in the words of the mapping. */
  | { readonly kind: 'source_row_noted'; readonly rowId: string; readonly reason: string }
  | ImportFact;

/** What is said of an import as a whole. Such an event has an `importId`, and may name no centre. */
export type ImportFact =
  | {
      readonly kind: 'import_started';
      readonly mapping: string;
      readonly mappingHash: string;
      readonly startedBy: string;
      readonly replaces: string | undefined;
    }
  | {
      readonly kind: 'import_file_read';
      readonly name: string;
      readonly hash: string;
      readonly rows: number;
      readonly rejectedRows: number;
      readonly reasons: readonly ImportReason[];
    }
  | { readonly kind: 'import_ended' }
  | { readonly kind: 'import_withdrawn'; readonly withdrawnBy: string };

/** Why rows of a file could not be used, with the first of them. */
export interface ImportReason {
  readonly code: string;
  readonly rows: number;
  readonly line: number;
  readonly text: string;
}

export const isImportFact = (fact: Fact): fact is ImportFact => fact.kind.startsWith('import_');

export type FactKind = Fact['kind'];

/** A checked event. Times are Unix milliseconds. */
export interface CentreEvent {
  /** Empty only where an agent of several centres says something of an import. */
  readonly centreId: CentreId;
  readonly agentId: AgentId;
  readonly seq: number;
  /** True time: the centre's clock plus the agent's clock offset. */
  readonly at: number;
  readonly visitId: VisitId | undefined;
  readonly legNo: number;
  readonly ticketNo: string | undefined;
  readonly serviceId: ServiceId | undefined;
  readonly deskId: DeskId | undefined;
  readonly staff: StaffPseudonym | undefined;
  readonly channel: string | undefined;
  readonly segment: Segment;
  readonly defects: readonly string[];
  /** The import that states the fact; undefined for a connector. */
  readonly importId: string | undefined;
  readonly fact: Fact;
}
