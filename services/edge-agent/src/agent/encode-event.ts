import { create, toBinary } from '@bufbuild/protobuf';
import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import { segmentFields } from '#contracts/segment.js';
import type { SourceEvent } from '../connectors/connector.js';
import type { Draft } from '../outbox/outbox.js';
import { eventIdOf, uuidText } from './event-id.js';

/** Version of the event schema that this agent writes. */
export const SCHEMA_VERSION = 1;

/** What the agent knows and the connector does not. */
export interface Stamp {
  readonly agentId: string;
  /** For events that name no centre of their own. */
  readonly centreId: string;
  readonly recordedAtMs: number;
  /** What to add to this computer's clock to get true time, milliseconds. */
  readonly clockOffsetMs: number;
}

/** Encodes a fact, without seq (see withSeq). */
export function encodeEvent(event: SourceEvent, stamp: Stamp): Draft {
  const centreId = event.centreId ?? stamp.centreId;
  const eventId = eventIdOf(event, centreId);
  const message = create(EventSchema, {
    eventId: uuidText(eventId),
    centreId,
    agentId: stamp.agentId,
    occurredAtMs: BigInt(Math.trunc(event.occurredAtMs)),
    recordedAtMs: BigInt(Math.trunc(stamp.recordedAtMs)),
    clockOffsetMs: event.clock === 'true' ? 0n : BigInt(Math.trunc(stamp.clockOffsetMs)),
    schemaVersion: SCHEMA_VERSION,
    visitId: event.visitId ?? '',
    legNo: event.legNo ?? 0,
    ticketNo: event.ticketNo ?? '',
    serviceId: event.serviceId ?? '',
    deskId: event.deskId ?? '',
    staffPseudonym: event.staff ?? '',
    channel: event.channel ?? '',
    defects: [...(event.defects ?? [])],
    fact: event.fact,
    ...(event.segment === undefined ? {} : { segment: segmentFields(event.segment) }),
  });
  return { eventId, payload: toBinary(EventSchema, message) };
}

const SEQ_TAG = (4 << 3) | 0;

/**
 * Adds the seq to an encoded event. Protobuf takes the last value of a field, so the bytes are only appended to:
 * an event keeps its encoding when it gets a new seq.
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
