import { create, toBinary } from '@bufbuild/protobuf';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { segmentFields } from '#contracts/segment.js';
import type { SourceEvent } from '../connectors/connector.js';
import type { Draft } from '../outbox/outbox.js';
import { eventIdOf, uuidText } from './event-id.js';
import type { Stamp, Writable } from './event-stamp.js';
import { writeCommonEvent } from './write-common-event.js';

/** Version of the event schema that this agent writes. */
export const SCHEMA_VERSION = 1;

/** Encodes an event without its seq (see withSeq). */
export function encodeEvent(event: SourceEvent, stamp: Stamp): Draft {
  const centreId = event.centreId ?? stamp.centreId;
  const id = eventIdOf(event, centreId);
  const writable = { ...stamp, event, centreId, eventId: uuidText(id), schemaVersion: SCHEMA_VERSION };
  return {
    eventId: id,
    importId: stamp.importId,
    payload: writeCommonEvent(writable) ?? encodeEventInFull(writable),
  };
}

/** Encodes any event. The tests compare the fast path with this function. */
export function encodeEventInFull(of: Writable): Uint8Array {
  const { event } = of;
  const message = create(EventSchema, {
    eventId: of.eventId,
    centreId: of.centreId,
    agentId: of.agentId,
    occurredAtMs: BigInt(Math.trunc(event.occurredAtMs)),
    recordedAtMs: BigInt(Math.trunc(of.recordedAtMs)),
    clockOffsetMs: event.clock === 'true' ? 0n : BigInt(Math.trunc(of.clockOffsetMs)),
    schemaVersion: of.schemaVersion,
    visitId: event.visitId ?? '',
    legNo: event.legNo ?? 0,
    ticketNo: event.ticketNo ?? '',
    serviceId: event.serviceId ?? '',
    deskId: event.deskId ?? '',
    staffPseudonym: event.staff ?? '',
    channel: event.channel ?? '',
    defects: [...(event.defects ?? [])],
    importId: of.importId ?? '',
    fact: event.fact,
    ...(event.segment === undefined ? {} : { segment: segmentFields(event.segment) }),
  });
  return toBinary(EventSchema, message);
}

const SEQ_TAG = (4 << 3) | 0;

/**
 * Adds the seq to an encoded event. Protobuf uses the last value of a field, so a new seq is appended and the rest of
 * the encoding stays the same.
 */
export function withSeq(payload: Uint8Array, seq: number): Uint8Array {
  const tail: number[] = [SEQ_TAG];
  let rest = seq;
  while (rest >= 0x80) {
    tail.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  tail.push(rest);
  const whole = new Uint8Array(payload.byteLength + tail.length);
  whole.set(payload);
  whole.set(tail, payload.byteLength);
  return whole;
}
