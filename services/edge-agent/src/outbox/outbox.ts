import type { Checkpoint } from '../connectors/connector.js';

/** An encoded event that waits for its seq. */
export interface Draft {
  /** 16 bytes; the same fact read twice has the same id. */
  readonly eventId: Uint8Array;
  /** An encoded mnara.v1.Event without seq. */
  readonly payload: Uint8Array;
}

/** An event as it goes to the gateway: an encoded mnara.v1.Event with its seq. */
export interface StoredEvent {
  readonly seq: number;
  readonly payload: Uint8Array;
}

export interface Appended {
  readonly accepted: number;
  /** For each draft, whether its fact was known already. */
  readonly isDuplicate: readonly boolean[];
}

/** What an outbox has done since its file was made; `recorded` = `lastSeq` of the life that `outboxId` names. */
export interface OutboxCounts {
  readonly outboxId: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly pending: number;
  /** Facts that were read again and not stored twice. */
  readonly duplicates: number;
  /** Events that the gateway faulted. */
  readonly rejected: number;
  /** Bytes in use and the most that may be used. */
  readonly usedBytes: number;
  readonly maxBytes: number;
}

/**
 * The durable store of an agent. Seq starts at 1 for each outboxId and has no gaps, across restarts and power cuts.
 * Calls are synchronous and short; one process owns an outbox.
 */
export interface Outbox {
  counts(): OutboxCounts;
  outboxId(): string;
  lastSeq(): number;
  /** Newest seq that the gateway has said is safe; events above it are pending. */
  ackedSeq(): number;
  pending(): number;
  /**
   * Stores the drafts and the checkpoints in one transaction that survives a power cut.
   * @throws OutboxFullError when there is no room: then nothing was stored
   */
  append(drafts: readonly Draft[], checkpoints: readonly Checkpoint[], nowMs: number): Appended;
  /** Events after a seq, in order, at most so many and about so many bytes (but at least one, where there is one). */
  read(afterSeq: number, maxEvents: number, maxBytes: number): readonly StoredEvent[];
  /** Everything up to seq is safe. A lower seq than before means that the server forgot: the events are pending again. */
  acknowledge(seq: number): void;
  /** Begins a new life: a new outboxId, and what is not acknowledged gets new seqs from 1. For a disk restored from a backup. */
  renumber(): void;
  /** Remembers that the gateway faulted an event. Counted once for each seq. */
  reject(seq: number, code: string, message: string, nowMs: number): void;
  /** Deletes acknowledged events that are older than the retention. @returns how many */
  prune(nowMs: number): number;
  checkpoint(name: string): string | undefined;
  saveCheckpoint(checkpoint: Checkpoint): void;
  close(): void;
}
