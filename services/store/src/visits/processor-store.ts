import type { DeskService } from '#domain/status/serving.js';
import type { KeyedTimelineFact } from '#domain/status/timeline.js';
import type { AppointmentChange, AppointmentKey, CentreDay } from '../appointments/postgres-appointments.js';
import type { ImportChange, ImportReads, WithdrawnPart } from '../imports/import-change.js';
import type { StoredAppointment } from '../rollups/appointment-rollup.js';
import type { RollupDeltas } from '../rollups/rollup-deltas.js';
import type { PlacedLeg, StoredLeg } from '../rollups/visit-rollup.js';
import type { TimelineKey, VisitKey } from './record-keys.js';

/**
 * How far one life of an agent's outbox has been applied. recorded = applied + duplicates + deadLetters + lost + in
 * flight.
 */
export interface AgentPosition {
  readonly agentId: string;
  readonly outboxId: string;
  readonly centreKey: number | undefined;
  readonly lastSeq: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly redelivered: number;
  readonly recordedSeq: number;
  /** Unix milliseconds; 0: never. */
  readonly lastEventAt: number;
  readonly lastReceivedAt: number;
  readonly heartbeatSeconds: number;
}

export interface DeadLetter {
  readonly receivedAtMs: number;
  readonly agentId: string;
  readonly outboxId: string;
  readonly seq: number;
  readonly centreId: string;
  readonly code: string;
  readonly reason: string;
  readonly payload: Uint8Array;
  readonly importId: string | undefined;
}

export interface ComplaintChange {
  readonly centreKey: number;
  readonly complaintId: string;
  readonly visitId: string | undefined;
  readonly step: 'opened' | 'answered' | 'closed';
  readonly at: number;
}

export interface Gap {
  readonly agentId: string;
  readonly outboxId: string;
  readonly afterSeq: number;
  readonly beforeSeq: number;
  readonly seenAtMs: number;
}

export interface Silence {
  readonly agentId: string;
  readonly centreKey: number;
  readonly from: number;
  readonly to: number;
}

/** A leg as it shall be stored. */
export interface LegChange {
  readonly centreKey: number;
  readonly visitId: string;
  readonly placed: PlacedLeg;
  /** It is not stored yet. */
  readonly isNew: boolean;
  /** All of its facts have left: it is deleted. `placed` is what it was. */
  readonly isGone?: boolean;
}

/** Everything that one batch changes; written together or not at all. */
export interface BatchChanges {
  readonly legs: readonly LegChange[];
  readonly appointments: readonly AppointmentChange[];
  /** Centres of which the batch is the first to have something of a local day. */
  readonly centreDays: readonly CentreDay[];
  readonly timelines: readonly (TimelineKey & { readonly facts: readonly KeyedTimelineFact[] })[];
  readonly deltas: RollupDeltas;
  /** The position as it was when the batch was begun, and as it shall be; compared and set. */
  readonly positions: readonly { readonly before: AgentPosition | undefined; readonly after: AgentPosition }[];
  readonly deadLetters: readonly DeadLetter[];
  readonly complaints: readonly ComplaintChange[];
  readonly gaps: readonly Gap[];
  readonly silences: readonly Silence[];
  /** What the batch says of imports. */
  readonly imports: readonly ImportChange[];
  /** A part of an import that is withdrawn. */
  readonly withdrawal?: WithdrawnPart;
}

/** Another processor moved a position in the meantime: nothing was written; forget what is in memory and read again. */
export class PositionConflictError extends Error {
  readonly code = 'position_conflict';
}

/** One desk of a centre. */
export interface DeskKey {
  readonly centreKey: number;
  readonly deskKey: number;
}

/** A service at a desk as its leg has it. */
export interface StoredService extends DeskService {
  readonly deskKey: number;
  readonly visitId: string;
  readonly legNo: number;
}

/** What the processor keeps in the database. */
export interface ProcessorStore {
  readonly imports: ImportReads;
  positions(keys: readonly { agentId: string; outboxId: string }[]): Promise<readonly AgentPosition[]>;
  visits(keys: readonly VisitKey[]): Promise<readonly (VisitKey & { readonly legs: readonly StoredLeg[] })[]>;
  timelines(
    keys: readonly TimelineKey[],
  ): Promise<readonly (TimelineKey & { readonly facts: readonly KeyedTimelineFact[] })[]>;
  appointments(
    keys: readonly AppointmentKey[],
  ): Promise<readonly (StoredAppointment & { readonly centreKey: number })[]>;
  /** Booked ones with a slot before the moment, Unix milliseconds, whose day was not yet known to be over. */
  openAppointments(
    centres: readonly { readonly centreKey: number; readonly before: number }[],
  ): Promise<readonly (StoredAppointment & { readonly centreKey: number })[]>;
  /** The newest local day of which anything of a centre was applied; nothing for a centre without any. */
  centreDays(centreKeys: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** When the latest service of each desk ended, Unix milliseconds; nothing for a desk without any. */
  latestServices(desks: readonly DeskKey[]): Promise<readonly { readonly deskKey: number; readonly to: number }[]>;
  /** The services of desks that are given at some moment inside these times. */
  servicesIn(
    windows: readonly (DeskKey & { readonly from: number; readonly to: number })[],
  ): Promise<readonly StoredService[]>;
  /** One transaction. @throws PositionConflictError */
  commit(changes: BatchChanges): Promise<void>;
  /** Visits with a leg that is still open and was issued after the moment. */
  openVisits(issuedAfterMs: number): Promise<readonly (VisitKey & { readonly legs: readonly StoredLeg[] })[]>;
  /** Timelines of the days from then on, some at a time: a country's fill more memory than a processor has. */
  timelinesSince(
    day: string,
  ): AsyncIterable<readonly (TimelineKey & { readonly facts: readonly KeyedTimelineFact[] })[]>;
  allPositions(): Promise<readonly AgentPosition[]>;
}
