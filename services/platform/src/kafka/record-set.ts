import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { KafkaMessage } from 'kafkajs';

/**
 * Records as the broker stores them (KIP-98, "record batch"), decompressed but not decoded: hundreds of them in one
 * buffer.
 */
export interface RecordSet {
  readonly buffer: Buffer;
  readonly count: number;
  readonly firstOffset: number;
  readonly firstTimestampMs: number;
}

/** The parts of the client's decoder that this file uses. */
interface Decoder {
  readonly buffer: Buffer;
  offset: number;
}

/** A whole record set in the place of one message. */
type SetMessage = KafkaMessage & {
  readonly recordSet: RecordSet;
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
};

/** Offsets in the header of a record set. */
const HEAD = {
  length: 8,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  producerId: 43,
  count: 57,
  bytes: 61,
};
/** `length` counts the bytes after this offset. */
const AFTER_LENGTH = 12;
const COMPRESSION = 0x7;
const GZIP = 1;
const IN_TRANSACTION = 0x10;
const CONTROL = 0x20;

/**
 * The broker truncates an answer at its maximum size; the client recognizes this error by its name and requests the
 * rest.
 */
class PartialSetError extends Error {
  override readonly name = 'KafkaJSPartialMessageError';
}

async function decode(decoder: Decoder): Promise<{ readonly records: readonly SetMessage[] }> {
  const head = decoder.buffer.subarray(decoder.offset);
  const bytes = AFTER_LENGTH + head.readInt32BE(HEAD.length);
  if (head.length < bytes || head.length < HEAD.bytes) throw new PartialSetError('The record set was cut short.');
  decoder.offset += bytes;
  const attributes = head.readInt16BE(HEAD.attributes);
  const firstOffset = head.readBigInt64BE(0);
  const packed = head.subarray(HEAD.bytes, bytes);
  const recordSet = {
    buffer: await unpacked(packed, attributes & COMPRESSION),
    count: head.readInt32BE(HEAD.count),
    firstOffset: Number(firstOffset),
    firstTimestampMs: Number(head.readBigInt64BE(HEAD.firstTimestamp)),
  };
  const message: SetMessage = {
    recordSet,
    // The offset of the last record, even if compaction has removed it: the next fetch starts after it.
    offset: String(firstOffset + BigInt(head.readInt32BE(HEAD.lastOffsetDelta))),
    timestamp: String(recordSet.firstTimestampMs),
    attributes,
    key: null,
    value: null,
    headers: {},
    isControlRecord: (attributes & CONTROL) !== 0,
    batchContext: {
      producerId: String(head.readBigInt64BE(HEAD.producerId)),
      inTransaction: (attributes & IN_TRANSACTION) !== 0,
    },
  };
  return { records: [message] };
}

async function unpacked(packed: Buffer, compression: number): Promise<Buffer> {
  if (compression === 0) return packed;
  if (compression === GZIP) return promisify(gunzip)(packed);
  throw new Error(
    `The topic has records of compression ${compression}; Mnara reads only uncompressed and gzip records. Set ` +
      `the topic's compression.type to "producer", and let only Mnara write to the topic.`,
  );
}

/**
 * kafkajs creates a dozen objects for every record that it reads, which is half of the cost of a drain. After this call
 * it delivers undecoded record sets, each as one message; `recordSets` returns them.
 */
export function keepRecordSetsWhole(): void {
  const load = createRequire(import.meta.url);
  const path = load.resolve('kafkajs/src/protocol/recordBatch/v0/decoder.js');
  load(path);
  const module = load.cache[path];
  if (module === undefined)
    throw new Error(
      'kafkajs has changed: its decoder of record batches was not found. Use the version that package.json pins.',
    );
  module.exports = decode;
}

/** The record sets of a batch of messages. @throws Error when `keepRecordSetsWhole` was called too late */
export function recordSets(messages: readonly KafkaMessage[]): readonly RecordSet[] {
  return messages.map((message) => {
    const { recordSet } = message as SetMessage;
    if (recordSet === undefined)
      throw new Error('The Kafka client decoded its record sets before keepRecordSetsWhole was called.');
    return recordSet;
  });
}

/**
 * Iterates over the records of a set without creating an object for each. A length of -1 means that the part is absent.
 */
export class RecordCursor {
  #at = 0;
  #headersAt = 0;
  #left: number;
  readonly #buffer: Buffer;
  offset = 0;
  timestampMs = 0;
  keyAt = 0;
  keyLength = 0;
  valueAt = 0;
  valueLength = 0;
  /** The value of the requested header. */
  headerAt = 0;
  headerLength = 0;

  /** @param header name of the header to look for, in ASCII */
  constructor(
    readonly set: RecordSet,
    readonly header: string,
  ) {
    this.#buffer = set.buffer;
    this.#left = set.count;
  }

  next(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    const length = this.#number();
    const end = this.#at + length;
    if (length <= 0 || end > this.#buffer.length) throw new RangeError('A record of the event log is damaged.');
    this.#at += 1;
    this.timestampMs = this.set.firstTimestampMs + this.#number();
    this.offset = this.set.firstOffset + this.#number();
    this.keyLength = this.#number();
    this.keyAt = this.#skip(this.keyLength);
    this.valueLength = this.#number();
    this.valueAt = this.#skip(this.valueLength);
    this.#findHeader();
    this.#at = end;
    return true;
  }

  /** A copy of the whole message. */
  message(): Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'> {
    const { keyAt, keyLength, valueAt, valueLength, timestampMs } = this;
    const before = this.#at;
    this.#at = this.#headersAt;
    const headers: Record<string, Buffer> = {};
    for (let count = this.#number(); count > 0; count -= 1) {
      const nameLength = this.#number();
      const nameAt = this.#skip(nameLength);
      const length = this.#number();
      const at = this.#skip(length);
      headers[this.#buffer.toString('utf8', nameAt, nameAt + nameLength)] = this.#copy(at, length) ?? Buffer.alloc(0);
    }
    this.#at = before;
    return {
      key: this.#copy(keyAt, keyLength),
      value: this.#copy(valueAt, valueLength),
      headers,
      timestamp: String(timestampMs),
    };
  }

  #copy(at: number, length: number): Buffer | null {
    return length < 0 ? null : Buffer.from(this.#buffer.subarray(at, at + length));
  }

  #findHeader(): void {
    this.#headersAt = this.#at;
    this.headerLength = -1;
    for (let headers = this.#number(); headers > 0; headers -= 1) {
      const nameLength = this.#number();
      const nameAt = this.#skip(nameLength);
      const valueLength = this.#number();
      const valueAt = this.#skip(valueLength);
      if (!this.#isHeader(nameAt, nameLength)) continue;
      this.headerLength = valueLength;
      this.headerAt = valueAt;
      return;
    }
  }

  #isHeader(at: number, length: number): boolean {
    if (length !== this.header.length) return false;
    for (let place = 0; place < length; place += 1)
      if (this.#buffer[at + place] !== this.header.charCodeAt(place)) return false;
    return true;
  }

  #skip(length: number): number {
    const at = this.#at;
    if (length > 0) this.#at += length;
    return at;
  }

  /** A zigzag varint within +-2^52. */
  #number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#buffer[this.#at++];
      if (byte === undefined || scale > 2 ** 52) throw new RangeError('A record of the event log is damaged.');
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
