import type { MessageInitShape } from '@bufbuild/protobuf';
import type { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import type { EventFault } from '#contracts/parse-event.js';
import type { Segment } from '#domain/visit/customer-attributes.js';
import type { Directives } from '../directives/centre-directives.js';

/** One fact in the shape of the proto's oneof, for example `{ case: 'ticketIssued', value: {} }`. */
export type SourceFact = Exclude<
  NonNullable<MessageInitShape<typeof EventSchema>['fact']>,
  { readonly case?: undefined }
>;

/** An event as a connector reads it; the agent adds ids, seq and clock offset. */
export interface SourceEvent {
  /** Time of the event by the clock named in `clock`, Unix milliseconds. */
  readonly occurredAtMs: number;
  /**
   * 'true': the time is correct by definition (a historic file). 'local': it is this computer's clock, and the agent's
   * clock offset is applied.
   */
  readonly clock: 'true' | 'local';
  readonly fact: SourceFact;
  readonly visitId?: string | undefined;
  readonly legNo?: number | undefined;
  readonly ticketNo?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly deskId?: string | undefined;
  readonly staff?: string | undefined;
  readonly channel?: string | undefined;
  readonly segment?: Segment | undefined;
  readonly defects?: readonly string[] | undefined;
  /** Only for an agent of several centres (an import); otherwise the agent's own centre is used. */
  readonly centreId?: string | undefined;
}

/** The position of a connector in its source, under a name that the connector chooses. */
export interface Checkpoint {
  readonly name: string;
  readonly value: string;
}

/** The result of one call of `record`; accepted + duplicates + refused.length = number of given events. */
export interface Recorded {
  readonly accepted: number;
  /** Events whose fact was recorded before. */
  readonly duplicates: number;
  /** Events that the server would reject (a date in 2099, a text that is too long); they are not stored. */
  readonly refused: readonly { readonly index: number; readonly fault: EventFault }[];
}

/** Records the events of connectors. */
export interface Sink {
  /**
   * Resolves once the events (and the checkpoint, in the same transaction) survive a power cut.
   * Rejects with OutboxFullError when there is no room: nothing of this call was stored; keep the events and try again
   * later.
   * @param importId the import that states the events. A fact that others have stated is then stored again for it,
   * because it has to stay when they are withdrawn; it counts as a duplicate.
   */
  record(events: readonly SourceEvent[], checkpoint?: Checkpoint, importId?: string): Promise<Recorded>;
  /** Number of recorded events that the gateway has not acknowledged yet. */
  pending(): number;
  /** Number of events that the gateway has rejected so far. */
  rejected(): number;
  checkpoint(name: string): string | undefined;
  saveCheckpoint(name: string, value: string): void;
}

export interface ConnectorHealth {
  readonly ok: boolean;
  /** A message for people: what the connector does, or what is wrong and how to fix it. */
  readonly message: string;
  /** Of a connector that follows a source; undefined where the source brings its events (a folder, a port). */
  readonly progress?: SourceProgress | undefined;
}

/** How far a connector has come in its source. All times are Unix milliseconds. */
export interface SourceProgress {
  /**
   * Everything that the source stated until then is recorded; undefined before the first complete reading. The lag is
   * the time since then: it grows while the source cannot be read, and while history is being read.
   */
  readonly readUpToMs: number | undefined;
  /** The newest row or message that was recorded. */
  readonly lastRow: { readonly id: string; readonly atMs: number } | undefined;
  readonly lastError: { readonly message: string; readonly atMs: number } | undefined;
  /** The agent sends no heartbeats while this is true of every connector that follows a source. */
  readonly isSilent: boolean;
}

/** Seconds for which the source may have stated something that is not recorded; undefined when nobody knows. */
export const lagSeconds = (progress: SourceProgress, nowMs: number): number | undefined =>
  progress.readUpToMs === undefined ? undefined : Math.max(0, Math.round((nowMs - progress.readUpToMs) / 1000));

/** Reads one source and records its events. */
export interface Connector {
  readonly kind: string;
  /** Its name in the agent's file, if it has one. */
  readonly name?: string | undefined;
  /**
   * Resolves when the connector is running (it watches a folder, or listens on a port); it runs until `signal` is
   * aborted. Rejects when it cannot start, with an error that says how to fix it.
   */
  start(sink: Sink, signal: AbortSignal, directives: Directives): Promise<void>;
  health(): ConnectorHealth;
  /** Resolves when the current work has been recorded or cancelled, after `signal` was aborted. */
  stopped?(): Promise<void>;
}

/** The outbox is full. It accepts events again after the gateway has acknowledged some, or when its limit is raised. */
export class OutboxFullError extends Error {
  readonly code = 'outbox_full';
}
