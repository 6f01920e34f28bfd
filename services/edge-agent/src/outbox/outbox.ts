import type { Checkpoint, ConnectorHealth } from '../connectors/connector.js';

/** An encoded event that has no seq yet. */
export interface Draft {
  /** 16 bytes; the same fact read twice has the same id. */
  readonly eventId: Uint8Array;
  /** The import that states it; undefined for a connector. */
  readonly importId?: string | undefined;
  /** An encoded mnara.v1.Event without seq. */
  readonly payload: Uint8Array;
}

/** An event as it is sent to the gateway: an encoded mnara.v1.Event with its seq. */
export interface StoredEvent {
  readonly seq: number;
  readonly payload: Uint8Array;
}

export interface Appended {
  /** Events that were stored. */
  readonly accepted: number;
  /**
   * For each draft, whether its fact was known already. A fact of an import that only others have stated is stored all
   * the same: it stays when they are withdrawn.
   */
  readonly isDuplicate: readonly boolean[];
}

/** A reason of the gateway, and how many events it rejected for it. */
export interface Rejection {
  readonly code: string;
  readonly message: string;
  readonly events: number;
}

/** The health of a connector under its name, which is unique within the agent. */
export interface NamedHealth extends ConnectorHealth {
  readonly name: string;
  readonly kind: string;
}

/**
 * Counters of an outbox since its file was created. `lastSeq` is the number of events recorded under the current
 * `outboxId`.
 */
export interface OutboxCounts {
  readonly outboxId: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly pending: number;
  /** Number of facts that were read again and not stored twice. */
  readonly duplicates: number;
  /** Number of events that the gateway rejected. */
  readonly rejected: number;
  /** Bytes in use; `maxBytes` is the maximum. */
  readonly usedBytes: number;
  readonly maxBytes: number;
}

/**
 * The durable store of an agent. Seq starts at 1 for each outboxId and has no gaps, across restarts and power cuts.
 * Calls are synchronous and short; only one process may use an outbox.
 */
export interface Outbox {
  counts(): OutboxCounts;
  outboxId(): string;
  lastSeq(): number;
  /** Highest seq that the gateway has acknowledged; events above it are pending. */
  ackedSeq(): number;
  pending(): number;
  /**
   * Stores the drafts and the checkpoints in one transaction that survives a power cut.
   * @throws OutboxFullError when there is no room; then nothing was stored
   */
  append(drafts: readonly Draft[], checkpoints: readonly Checkpoint[], nowMs: number): Appended;
  /** Events after a seq, in order, limited by number and by approximate bytes; at least one if there is one. */
  read(afterSeq: number, maxEvents: number, maxBytes: number): readonly StoredEvent[];
  /**
   * Marks everything up to seq as stored by the server. A lower seq than before means that the server lost events; they
   * become pending again.
   */
  acknowledge(seq: number): void;
  /**
   * Starts a new outbox in the same file: a new outboxId, and events that are not acknowledged get new sequence numbers
   * from 1. It is used after a disk was restored from a backup.
   */
  renumber(): void;
  /**
   * Records that the gateway rejected an event. Each seq is counted once. The fact is no longer known: when its source
   * is read again, it gets a new seq, because the reason may be gone by then (a centre that the network did not have).
   * @returns whether the rejection was not known
   */
  reject(seq: number, code: string, message: string, nowMs: number): boolean;
  /** Forgets that the facts of an import were read, because it is withdrawn. Its events keep their seqs. */
  forgetImport(importId: string): void;
  /** Why events after a seq were rejected, the most frequent reasons first. */
  rejections(afterSeq: number, limit: number): readonly Rejection[];
  /** Deletes acknowledged events that are older than the retention. @returns the number of deleted events */
  prune(nowMs: number): number;
  checkpoint(name: string): string | undefined;
  saveCheckpoint(checkpoint: Checkpoint): void;
  /** Stores the health of all connectors, so that the status of an agent can be read from its folder. */
  saveHealth(connectors: readonly NamedHealth[], nowMs: number): void;
  close(): void;
}
