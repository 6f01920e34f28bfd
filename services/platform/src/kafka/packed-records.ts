import type { LogRecord, RecordBatch } from '../event-log/event-log.js';
import { type NoRecord, SOURCE } from './record-codec.js';
import { RecordCursor, type RecordSet } from './record-set.js';

const NEWLINE = 10;
const ZERO = 48;

/** Columns of the row of integers of a record. */
const [SET, SENDER, VALUE_AT, VALUE_LENGTH, COLUMNS] = [0, 1, 2, 3, 4];

/** The properties that all records of one outbox share. */
interface Sender {
  readonly key: string;
  readonly sourceId: string;
  readonly sourceEpoch: string;
}

/** A record whose payload is a view of the broker's bytes, created when it is read. */
class PackedRecord implements LogRecord {
  constructor(
    readonly sender: Sender,
    readonly seq: number,
    readonly receivedAtMs: number,
    readonly buffer: Buffer,
    readonly valueAt: number,
    readonly valueLength: number,
  ) {}

  get key(): string {
    return this.sender.key;
  }

  get sourceId(): string {
    return this.sender.sourceId;
  }

  get sourceEpoch(): string {
    return this.sender.sourceEpoch;
  }

  get payload(): Uint8Array {
    return this.buffer.subarray(this.valueAt, this.valueAt + this.valueLength);
  }
}

/**
 * Records of a partition as positions in the broker's bytes: tens of thousands of them can wait and be iterated without
 * an object for each, which would cost time in garbage collection.
 */
export class PackedRecords implements RecordBatch {
  readonly #sets: readonly RecordSet[];
  readonly #senders = new Senders();
  readonly #rows: Int32Array;
  /** seq and time of receipt. */
  readonly #numbers: Float64Array;
  #count = 0;

  /**
   * @param onForeign called for a message that Mnara did not write, at the position of the cursor; the message is
   * skipped
   */
  constructor(sets: readonly RecordSet[], onForeign: (cursor: RecordCursor, why: NoRecord) => void) {
    this.#sets = sets;
    const maxCount = sets.reduce((sum, { count }) => sum + count, 0);
    this.#rows = new Int32Array(maxCount * COLUMNS);
    this.#numbers = new Float64Array(maxCount * 2);
    sets.forEach((set, index) => {
      const cursor = new RecordCursor(set, SOURCE);
      while (cursor.next()) {
        const why = this.#add(cursor, index);
        if (why !== undefined) onForeign(cursor, why);
      }
    });
  }

  get length(): number {
    return this.#count;
  }

  *[Symbol.iterator](): Generator<LogRecord> {
    for (let index = 0; index < this.#count; index += 1) {
      const row = index * COLUMNS;
      yield new PackedRecord(
        this.#senders.at(this.#rows[row + SENDER] as number),
        this.#numbers[2 * index] as number,
        this.#numbers[2 * index + 1] as number,
        (this.#sets[this.#rows[row + SET] as number] as RecordSet).buffer,
        this.#rows[row + VALUE_AT] as number,
        this.#rows[row + VALUE_LENGTH] as number,
      );
    }
  }

  /** @returns why the message is not a record; undefined when it is one */
  #add(cursor: RecordCursor, set: number): NoRecord | undefined {
    const { keyLength, valueAt, valueLength, headerAt, headerLength } = cursor;
    if (headerLength < 0) return 'no_source';
    if (keyLength < 0) return 'no_key';
    if (valueLength < 0) return 'no_value';
    const { buffer } = cursor.set;
    const line = buffer.indexOf(NEWLINE, headerAt);
    const seq = wholeNumber(buffer, headerAt, line);
    if (seq < 1) return 'bad_source';
    const sender = this.#senders.find(cursor, line + 1);
    if (sender < 0) return 'bad_source';
    const row = this.#count * COLUMNS;
    this.#rows[row + SET] = set;
    this.#rows[row + SENDER] = sender;
    this.#rows[row + VALUE_AT] = valueAt;
    this.#rows[row + VALUE_LENGTH] = valueLength;
    this.#numbers[2 * this.#count] = seq;
    this.#numbers[2 * this.#count + 1] = cursor.timestampMs;
    this.#count += 1;
    return undefined;
  }
}

/** The senders of the records of a piece. They are few, so their names are decoded once instead of for each record. */
class Senders {
  readonly #senders: (Sender & { readonly bytes: Buffer; readonly keyBytes: Buffer })[] = [];
  readonly #byHash = new Map<number, number[]>();

  at(index: number): Sender {
    return this.#senders[index] as Sender;
  }

  /**
   * @param from where the epoch and the source id begin in the header. @returns the index of the sender; -1 when they
   * are missing
   */
  find({ set: { buffer }, keyAt, keyLength, headerAt, headerLength }: RecordCursor, from: number): number {
    const end = headerAt + headerLength;
    let hash = keyLength;
    for (let place = from; place < end; place += 1) hash = (Math.imul(hash, 31) + (buffer[place] as number)) | 0;
    for (const index of this.#byHash.get(hash) ?? []) {
      const known = this.#senders[index];
      if (known === undefined || !isAt(known.bytes, buffer, from, end)) continue;
      if (isAt(known.keyBytes, buffer, keyAt, keyAt + keyLength)) return index;
    }
    const line = buffer.indexOf(NEWLINE, from);
    if (line < 0 || line >= end) return -1;
    const index = this.#senders.push({
      key: buffer.toString('utf8', keyAt, keyAt + keyLength),
      sourceEpoch: buffer.toString('utf8', from, line),
      sourceId: buffer.toString('utf8', line + 1, end),
      bytes: buffer.subarray(from, end),
      keyBytes: buffer.subarray(keyAt, keyAt + keyLength),
    });
    const others = this.#byHash.get(hash);
    if (others === undefined) this.#byHash.set(hash, [index - 1]);
    else others.push(index - 1);
    return index - 1;
  }
}

function isAt(bytes: Buffer, buffer: Buffer, from: number, to: number): boolean {
  if (bytes.length !== to - from) return false;
  for (let place = 0; place < bytes.length; place += 1) if (bytes[place] !== buffer[from + place]) return false;
  return true;
}

/** Parses a whole number; -1 when it is not one, or too large. */
function wholeNumber(buffer: Buffer, from: number, to: number): number {
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let place = from; place < to; place += 1) {
    const digit = (buffer[place] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Records of several pieces, one after the other. */
export class JoinedRecords implements RecordBatch {
  readonly length: number;

  constructor(readonly batches: readonly RecordBatch[]) {
    this.length = batches.reduce((sum, { length }) => sum + length, 0);
  }

  *[Symbol.iterator](): Generator<LogRecord> {
    for (const batch of this.batches) yield* batch;
  }
}
