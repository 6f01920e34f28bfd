import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { CUSTOMER_ATTRIBUTES, type Segment } from '#domain/visit/customer-attributes.js';
import type { SourceEvent } from '../connectors/connector.js';
import type { Writable } from './event-stamp.js';

const VARINT = 0;
const BYTES = 2;
const SEGMENT = 17;
const DEFECTS = 18;

/** The number of each kind's field in proto/mnara/v1/event.proto. */
const FACT_NUMBERS: ReadonlyMap<string, number> = new Map(
  EventSchema.fields
    .filter(({ oneof }) => oneof !== undefined)
    .map(({ localName, number }) => [localName, number] as const),
);

/** Bytes of an event, and of a segment inside it: far above what a common one has. */
const MAX_BYTES = 8 * 1024;
const MAX_TEXT = 127;

/** Writes the bytes of one message. It sets `isUncommon` when it meets something that it does not support. */
class Writer {
  readonly #bytes = Buffer.allocUnsafe(MAX_BYTES);
  at = 0;
  isUncommon = false;

  reset(): void {
    this.at = 0;
    this.isUncommon = false;
  }

  /** A whole number from 0 below 2^53. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.at++] = rest;
  }

  /** A number field; 0 is the default and is not written. */
  number(field: number, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) this.isUncommon = true;
    if (value === 0 || this.isUncommon) return;
    this.varint((field << 3) | VARINT);
    this.varint(value);
  }

  /** A text field of ASCII; an empty one is the default and is not written. */
  text(field: number, value: string): void {
    if (value === '') return;
    if (value.length > MAX_TEXT || this.at + value.length + 4 > MAX_BYTES) {
      this.isUncommon = true;
      return;
    }
    this.varint((field << 3) | BYTES);
    this.#bytes[this.at++] = value.length;
    for (let place = 0; place < value.length; place += 1) {
      const code = value.charCodeAt(place);
      if (code > 0x7f) this.isUncommon = true;
      this.#bytes[this.at++] = code;
    }
  }

  /** A message field: the length is written when the content is known, and takes one byte. */
  message(field: number, write: () => void): void {
    this.varint((field << 3) | BYTES);
    const place = this.at++;
    write();
    const length = this.at - place - 1;
    if (length > MAX_TEXT) this.isUncommon = true;
    this.#bytes[place] = length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.at));
  }
}

const writer = new Writer();

function writeSegment(segment: Segment): void {
  writer.message(SEGMENT, () => {
    CUSTOMER_ATTRIBUTES.forEach((name, place) => {
      writer.text(place + 1, segment[name] ?? '');
    });
  });
}

function writeFact({ case: name, value }: SourceEvent['fact']): void {
  const number = FACT_NUMBERS.get(name);
  if (number === undefined || '$typeName' in value) {
    writer.isUncommon = true;
    return;
  }
  writer.message(number, () => {
    if (name === 'serviceEnded') {
      writer.number(1, value.outcome ?? 0);
      writer.number(2, value.quantity ?? 0);
    } else if (name === 'ratingGiven' && (value.comment ?? '') === '') writer.number(1, value.value ?? 0);
    else for (const _ in value) writer.isUncommon = true;
  });
}

/**
 * Encodes a common event: its texts are short ASCII, and its fact is of a frequent kind. Returns undefined for any
 * other event; the general encoder then writes it. The bytes of both are equal, and it is about ten times faster.
 */
export function writeCommonEvent(of: Writable): Uint8Array | undefined {
  const { event, clockOffsetMs } = of;
  const offset = event.clock === 'true' ? 0 : Math.trunc(clockOffsetMs);
  writer.reset();
  writer.text(1, of.eventId);
  writer.text(2, of.centreId);
  writer.text(3, of.agentId);
  writer.number(5, Math.trunc(event.occurredAtMs));
  writer.number(6, Math.trunc(of.recordedAtMs));
  writer.number(7, offset >= 0 ? offset * 2 : -offset * 2 - 1);
  writer.number(8, of.schemaVersion);
  writer.text(10, event.visitId ?? '');
  writer.number(11, event.legNo ?? 0);
  writer.text(12, event.ticketNo ?? '');
  writer.text(13, event.serviceId ?? '');
  writer.text(14, event.deskId ?? '');
  writer.text(15, event.staff ?? '');
  writer.text(16, event.channel ?? '');
  if (event.segment !== undefined) writeSegment(event.segment);
  for (const defect of event.defects ?? []) {
    if (defect === '') return undefined;
    writer.text(DEFECTS, defect);
  }
  writer.text(19, of.importId ?? '');
  writeFact(event.fact);
  return writer.isUncommon ? undefined : writer.finish();
}
