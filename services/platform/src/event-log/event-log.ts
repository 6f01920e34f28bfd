/** One message on its way from a source to the database. The log neither reads nor changes the payload. */
export interface LogRecord {
  /** Partition key: all records of one key are consumed in the order in which they were appended. */
  readonly key: string;
  readonly sourceId: string;
  /** Names one life of the source's outbox; seq is counted within it. */
  readonly sourceEpoch: string;
  readonly seq: number;
  readonly receivedAtMs: number;
  readonly payload: Uint8Array;
}

/** Records in their order. They may be gone through more than once; each time may make the records anew. */
export interface RecordBatch extends Iterable<LogRecord> {
  readonly length: number;
}

/**
 * Applies a batch. Resolves when it is safe for good; the log then forgets it.
 * Rejects when it could not: the log hands over the same records again later, before any newer ones of their keys.
 */
export type BatchHandler = (batch: RecordBatch) => Promise<void>;

/**
 * Called before the first batch, and whenever keys moved between consumers: what was mirrored in memory of any key may be stale by then.
 * @param owns whether a key's records come to this consumer from now on
 */
export type AssignedListener = (owns: (key: string) => boolean) => Promise<void>;

/** Messages that were no events, and cannot be put aside now: their partitions wait, and nothing behind them is read. */
export interface StuckLetters {
  readonly letters: number;
  readonly partitions: number;
  /** In words. */
  readonly reason: string;
}

/** How far the log's reader and writers are behind, as this process knows it. */
export interface LogState {
  /** Records that wait in the log for this consumer. */
  readonly lagRecords: number;
  /** Appended records that are not safe yet. */
  readonly waitingRecords: number;
  /** Undefined: none, which is the rule. */
  readonly stuckLetters?: StuckLetters | undefined;
}

/** A running consumption; `stop` resolves after the batch in hand has been finished or given back. */
export interface Consumption {
  stop(): Promise<void>;
}

/** Carries records from gateways to processors, at least once and in order within a key. tests/contract holds every adapter to this. */
export interface EventLog {
  /** Resolves when the records survive the loss of this process. Rejects with LogUnavailableError: nothing is promised, send again. */
  append(records: readonly LogRecord[]): Promise<void>;
  consume(handler: BatchHandler, assigned?: AssignedListener): Promise<Consumption>;
  state(): LogState;
  /** Refuses new appends, waits for those in hand. */
  close(): Promise<void>;
}

export const EVENT_LOG = Symbol('EventLog');

/** The log cannot take records now; the caller keeps them and tries again. */
export class LogUnavailableError extends Error {
  readonly code = 'log_unavailable';
}
