/** One message on its way from a source to the database. The log neither reads nor changes the payload. */
export interface LogRecord {
  /** Partition key: all records of one key are consumed in the order in which they were appended. */
  readonly key: string;
  readonly sourceId: string;
  /** Identifies one incarnation of the source's outbox; `seq` counts within it. */
  readonly sourceEpoch: string;
  readonly seq: number;
  readonly receivedAtMs: number;
  readonly payload: Uint8Array;
}

/** Records in their order. The batch can be iterated more than once; each iteration may create new record objects. */
export interface RecordBatch extends Iterable<LogRecord> {
  readonly length: number;
}

/**
 * Applies a batch. Resolves when the batch is stored permanently; the log then discards it.
 * Rejects when it could not be stored: the log retries the same records later, before any newer records of their keys.
 */
export type BatchHandler = (batch: RecordBatch) => Promise<void>;

/**
 * Called before the first batch, and whenever keys moved between consumers: anything cached in memory for a key may be
 * stale then.
 * @param owns whether the records of a key go to this consumer from now on
 */
export type AssignedListener = (owns: (key: string) => boolean) => Promise<void>;

/**
 * Messages that are not events and cannot be moved to the dead-letter topic now. Their partitions wait: nothing behind
 * these messages is read.
 */
export interface StuckLetters {
  readonly letters: number;
  readonly partitions: number;
  /** Explanation for people. */
  readonly reason: string;
}

/** How far the reader and the writers of the log are behind, as far as this process knows. */
export interface LogState {
  /** Records that wait in the log for this consumer. */
  readonly lagRecords: number;
  /** Appended records that are not stored safely yet. */
  readonly waitingRecords: number;
  /** Undefined when there are none, which is the normal case. */
  readonly stuckLetters?: StuckLetters | undefined;
}

/** A running consumption. `stop` resolves after the current batch has been finished or returned to the log. */
export interface Consumption {
  stop(): Promise<void>;
}

/**
 * Carries records from gateways to processors, at least once and in order within a key. A test in tests/contract checks
 * every adapter.
 */
export interface EventLog {
  /**
   * Resolves when the records survive the loss of this process. Rejects with LogUnavailableError when they may be lost:
   * send them again.
   */
  append(records: readonly LogRecord[]): Promise<void>;
  consume(handler: BatchHandler, assigned?: AssignedListener): Promise<Consumption>;
  state(): LogState;
  /** Rejects new appends and waits for the current ones. */
  close(): Promise<void>;
}

/** The log cannot accept records now. The caller keeps them and tries again. */
export class LogUnavailableError extends Error {
  readonly code = 'log_unavailable';
}
