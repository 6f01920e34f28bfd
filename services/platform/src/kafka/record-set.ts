import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { KafkaMessage } from 'kafkajs';

/** Records as the broker keeps them (KIP-98, "record batch"), decompressed, not taken apart: hundreds of them in one buffer. */
export interface RecordSet {
  readonly buffer: Buffer;
  readonly count: number;
  readonly firstOffset: number;
  readonly firstTimestampMs: number;
}

/** What this file needs of the client's decoder. */
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

/** Places in the head of a record set. */
const HEAD = {
  length: 8,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  producerId: 43,
  count: 57,
  bytes: 61,
};
/** What `length` counts begins after it. */
const AFTER_LENGTH = 12;
const COMPRESSION = 0x7;
const GZIP = 1;
const IN_TRANSACTION = 0x10;
const CONTROL = 0x20;

/** The broker cuts an answer where it is full; the client knows this error by its name and asks for the rest. */
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
    // Of the last record, also where compaction has removed it: the next fetch begins after it.
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
    `The topic has records of compression ${compression}; Mnara reads plain and gzip. Set the topic's compression.type to "producer" and let Mnara alone write into it.`,
  );
}

/**
 * kafkajs makes a dozen objects of every record that it reads, which is half of what a drain costs. With this it hands record sets over
 * whole, each as one message; `recordSets` gives them.
 */
export function keepRecordSetsWhole(): void {
  const load = createRequire(import.meta.url);
  const path = load.resolve('kafkajs/src/protocol/recordBatch/v0/decoder.js');
  load(path);
  const module = load.cache[path];
  if (module === undefined) throw new Error('kafkajs has changed: its decoder of record batches is not where it was.');
  module.exports = decode;
}

/** The record sets of a batch of messages. @throws where `keepRecordSetsWhole` came too late */
export function recordSets(messages: readonly KafkaMessage[]): readonly RecordSet[] {
  return messages.map((message) => {
    const { recordSet } = message as SetMessage;
    if (recordSet === undefined) throw new Error('The Kafka client took its record sets apart before they were kept.');
    return recordSet;
  });
}

/** Goes over the records of a set, without an object for any of them. Lengths of -1 are absent parts. */
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
  /** Of the header that was asked for. */
  headerAt = 0;
  headerLength = 0;

  /** @param header whose value is looked for, in ASCII */
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
    this.keyAt = this.#pass(this.keyLength);
    this.valueLength = this.#number();
    this.valueAt = this.#pass(this.valueLength);
    this.#findHeader();
    this.#at = end;
    return true;
  }

  /** The whole message, in bytes of its own. */
  message(): Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'timestamp'> {
    const { keyAt, keyLength, valueAt, valueLength, timestampMs } = this;
    const before = this.#at;
    this.#at = this.#headersAt;
    const headers: Record<string, Buffer> = {};
    for (let count = this.#number(); count > 0; count -= 1) {
      const nameLength = this.#number();
      const nameAt = this.#pass(nameLength);
      const length = this.#number();
      const at = this.#pass(length);
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
      const nameAt = this.#pass(nameLength);
      const valueLength = this.#number();
      const valueAt = this.#pass(valueLength);
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

  #pass(length: number): number {
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
