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

/** A fact as a connector sees it; the agent adds ids, seq and clock. */
export interface SourceEvent {
  /** Unix milliseconds by the clock that `clock` names. */
  readonly occurredAtMs: number;
  /** 'true': the time is right by definition (a historic file). 'local': this computer's clock, the agent's offset applies. */
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
  /** Only when one agent speaks for several centres (an import); otherwise the agent's own. */
  readonly centreId?: string | undefined;
}

/** Where a connector was, under a name of its own choosing. */
export interface Checkpoint {
  readonly name: string;
  readonly value: string;
}

/** What became of one call of `record`; accepted + duplicates + refused.length = events given. */
export interface Recorded {
  readonly accepted: number;
  /** Known already: the same fact was recorded before. */
  readonly duplicates: number;
  /** Events that no server would take (a date in 2099, a text that is too long); they are not stored. */
  readonly refused: readonly { readonly index: number; readonly fault: EventFault }[];
}

/** Where connectors put facts. */
export interface Sink {
  /**
   * Resolves once the events (and the checkpoint, in the same transaction) survive a power cut.
   * Rejects with OutboxFullError: nothing of this call was stored, keep the events and try again later.
   */
  record(events: readonly SourceEvent[], checkpoint?: Checkpoint): Promise<Recorded>;
  /** Events recorded and not yet acknowledged by the gateway. */
  pending(): number;
  checkpoint(name: string): string | undefined;
  saveCheckpoint(name: string, value: string): void;
}

export interface ConnectorHealth {
  readonly ok: boolean;
  /** For people: what it does, or what is wrong and how to mend it. */
  readonly message: string;
}

/** Reads one source and records its facts. */
export interface Connector {
  readonly kind: string;
  /**
   * Resolves when the connector runs (a folder is watched, a port listens); it goes on until `signal` is aborted.
   * Rejects when it cannot start, with an error that says the mend.
   */
  start(sink: Sink, signal: AbortSignal, directives: Directives): Promise<void>;
  health(): ConnectorHealth;
  /** Resolves when everything in hand is recorded or given up, after `signal` was aborted. */
  stopped?(): Promise<void>;
}

/** The outbox has no room; it takes events again after the gateway has acknowledged some, or after more room is given. */
export class OutboxFullError extends Error {
  readonly code = 'outbox_full';
}
