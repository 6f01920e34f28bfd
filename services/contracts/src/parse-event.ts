import { fromBinary } from '@bufbuild/protobuf';
import type { CentreEvent, Fact, ServiceOutcome, StaffState } from '#domain/event.js';
import { asId } from '#domain/ids.js';
import { LIMITS } from './event-limits.js';
import { type Event, EventSchema, ServiceOutcome as Outcome, StaffState as State } from './gen/mnara/v1/event_pb.js';
import { readCommonEvent } from './read-common-event.js';
import { readSegment } from './segment.js';

/** Why an event was rejected: a stable code, and a message that says how to fix it. */
export interface EventFault {
  readonly code:
    | 'bad_frame'
    | 'too_large'
    | 'invalid_event'
    | 'unknown_kind'
    | 'future_time'
    | 'wrong_centre'
    | 'wrong_seq'
    | 'past_retention'
    | 'too_many_facts';
  readonly message: string;
}

export type ParsedEvent =
  | { readonly ok: true; readonly event: CentreEvent }
  | { readonly ok: false; readonly fault: EventFault };

class Refusal extends Error {
  constructor(readonly fault: EventFault) {
    super(fault.message);
  }
}

const refuse = (code: EventFault['code'], message: string): never => {
  throw new Refusal({ code, message });
};

const text = (value: string, field: string, limit: number = LIMITS.idChars): string => {
  if (value.length > limit) refuse('too_large', `${field} has ${value.length} characters; send at most ${limit}.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
    refuse('invalid_event', `${field} has control characters; remove them.`);
  return value;
};

const optional = <Id extends string>(value: string, field: string): Id | undefined =>
  value === '' ? undefined : asId<Id>(text(value, field));

const required = <Id extends string>(value: string, field: string): Id => {
  if (value === '') refuse('invalid_event', `${field} is missing; this kind of event needs it.`);
  return asId<Id>(text(value, field));
};

const OUTCOMES: Readonly<Record<number, ServiceOutcome>> = {
  [Outcome.SERVED]: 'served',
  [Outcome.NOT_COMPLETED]: 'not_completed',
  [Outcome.TRANSFERRED]: 'transferred',
};
const STATES: Readonly<Record<number, StaffState>> = {
  [State.AVAILABLE]: 'available',
  [State.SERVING]: 'serving',
  [State.WRAP_UP]: 'wrap_up',
  [State.BREAK]: 'break',
  [State.BACK_OFFICE]: 'back_office',
};

const SNAKE: Readonly<Record<string, string>> = {};
const snake = (name: string): string => {
  const known = SNAKE[name];
  if (known !== undefined) return known;
  const made = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  (SNAKE as Record<string, string>)[name] = made;
  return made;
};

function parseFact(message: Event): Fact {
  const { fact } = message;
  switch (fact.case) {
    case undefined:
      return refuse(
        'unknown_kind',
        'The event has no fact that this version knows; update the server before you update its agents.',
      );
    case 'heartbeat':
      if (fact.value.intervalSeconds > 3600)
        refuse('invalid_event', 'heartbeat.interval_seconds is above 3600; send a heartbeat at least once an hour.');
      return {
        kind: 'heartbeat',
        intervalSeconds: fact.value.intervalSeconds,
        outboxPending: Number(fact.value.outboxPending),
        clockOffsetMs: Number(message.clockOffsetMs),
      };
    case 'deskOpened':
      if (fact.value.serviceIds.length > LIMITS.listItems)
        refuse(
          'too_large',
          `desk_opened names ${fact.value.serviceIds.length} services; send at most ${LIMITS.listItems}.`,
        );
      return {
        kind: 'desk_opened',
        serviceIds: fact.value.serviceIds.map((id) => required(id, 'desk_opened.service_ids')),
      };
    case 'staffStateChanged': {
      const state =
        STATES[fact.value.state] ??
        refuse('invalid_event', `staff_state_changed.state ${fact.value.state} is not known; send 1 to 5.`);
      return { kind: 'staff_state_changed', state, reason: text(fact.value.reason, 'reason', LIMITS.reasonChars) };
    }
    case 'ticketTransferred':
      return {
        kind: 'ticket_transferred',
        toServiceId: optional(fact.value.toServiceId, 'to_service_id'),
        toDeskId: optional(fact.value.toDeskId, 'to_desk_id'),
      };
    case 'ticketCancelled':
      return { kind: 'ticket_cancelled', reason: text(fact.value.reason, 'reason', LIMITS.reasonChars) };
    case 'ticketVoided':
      return { kind: 'ticket_voided', reason: text(fact.value.reason, 'reason', LIMITS.reasonChars) };
    case 'serviceHeld':
      return { kind: 'service_held', reason: text(fact.value.reason, 'reason', LIMITS.reasonChars) };
    case 'serviceEnded': {
      const outcome =
        OUTCOMES[fact.value.outcome] ??
        refuse('invalid_event', `service_ended.outcome ${fact.value.outcome} is not known; send 1 to 3.`);
      if (fact.value.quantity > LIMITS.quantity)
        refuse('invalid_event', `service_ended.quantity ${fact.value.quantity} is above ${LIMITS.quantity}.`);
      return { kind: 'service_ended', outcome, quantity: fact.value.quantity === 0 ? 1 : fact.value.quantity };
    }
    case 'ratingGiven':
      if (fact.value.value < 1 || fact.value.value > 5)
        refuse('invalid_event', `rating_given.value ${fact.value.value} is not 1 to 5.`);
      text(fact.value.comment, 'comment', LIMITS.commentChars);
      return { kind: 'rating_given', value: fact.value.value };
    case 'complaintOpened':
    case 'complaintAnswered':
      text(fact.value.text, 'text', LIMITS.commentChars);
      return {
        kind: snake(fact.case) as 'complaint_opened' | 'complaint_answered',
        complaintId: required(fact.value.complaintId, 'complaint_id'),
      };
    case 'complaintClosed':
      text(fact.value.resolution, 'resolution', LIMITS.commentChars);
      return { kind: 'complaint_closed', complaintId: required(fact.value.complaintId, 'complaint_id') };
    case 'upstreamDown':
      text(fact.value.reason, 'reason', LIMITS.reasonChars);
      return { kind: 'upstream_down', agencyId: required(fact.value.agencyId, 'agency_id') };
    case 'upstreamUp':
      return { kind: 'upstream_up', agencyId: required(fact.value.agencyId, 'agency_id') };
    case 'cameraUp':
    case 'cameraDown':
      return {
        kind: snake(fact.case) as 'camera_up' | 'camera_down',
        cameraId: required(fact.value.cameraId, 'camera_id'),
      };
    case 'sourceRowNoted':
      return {
        kind: 'source_row_noted',
        rowId: required(fact.value.rowId, 'row_id'),
        reason: required(fact.value.reason, 'reason'),
      };
    default:
      return { kind: snake(fact.case) } as Fact;
  }
}

const NEEDS_VISIT = /^(ticket_|service_|rating_)/;
const NEEDS_DESK = /^(desk_|staff_)/;

function check(message: Event, receivedAtMs: number): CentreEvent {
  const at = Number(message.occurredAtMs) + Number(message.clockOffsetMs);
  if (at > receivedAtMs + LIMITS.futureMs) {
    refuse(
      'future_time',
      `The event is dated ${new Date(Math.min(at, 8.64e15)).toISOString()}, which is in the future; set the centre's clock, or fix the date in the source.`,
    );
  }
  if (at < LIMITS.earliestMs)
    refuse('invalid_event', `occurred_at_ms ${at} is before 1970-01-02; send Unix milliseconds.`);
  if (message.legNo > LIMITS.legNo) refuse('invalid_event', `leg_no ${message.legNo} is above ${LIMITS.legNo}.`);
  if (message.defects.length > LIMITS.listItems)
    refuse('too_large', `The event names ${message.defects.length} defects; send at most ${LIMITS.listItems}.`);
  const fact = parseFact(message);
  required(message.eventId, 'event_id');
  const visitId = optional<CentreEvent['visitId'] & string>(message.visitId, 'visit_id');
  const deskId = optional<CentreEvent['deskId'] & string>(message.deskId, 'desk_id');
  if (visitId === undefined && NEEDS_VISIT.test(fact.kind))
    refuse('invalid_event', `visit_id is missing; a ${fact.kind} needs it.`);
  if (deskId === undefined && NEEDS_DESK.test(fact.kind))
    refuse('invalid_event', `desk_id is missing; a ${fact.kind} needs it.`);
  return {
    centreId: required(message.centreId, 'centre_id'),
    agentId: required(message.agentId, 'agent_id'),
    seq: Number(message.seq),
    at,
    visitId,
    legNo: message.legNo === 0 ? 1 : message.legNo,
    ticketNo: optional(message.ticketNo, 'ticket_no'),
    serviceId: optional(message.serviceId, 'service_id'),
    deskId,
    staff: optional(message.staffPseudonym, 'staff_pseudonym'),
    channel: optional(message.channel, 'channel'),
    segment:
      message.segment === undefined
        ? {}
        : readSegment(message.segment, (value, attribute) => text(value, `segment.${attribute}`)),
    defects: message.defects.map((defect) => required(defect, 'defects')),
    fact,
  };
}

/**
 * Decodes and checks one encoded Event on receipt. Never throws: a problem is returned as a fault whose message says
 * how to fix it.
 * @param receivedAtMs the server's time of receipt, Unix milliseconds
 */
export function parseEvent(bytes: Uint8Array, receivedAtMs: number): ParsedEvent {
  const event = readCommonEvent(bytes, receivedAtMs);
  return event === undefined ? parseEventInFull(bytes, receivedAtMs) : { ok: true, event };
}

/** `parseEvent` without its fast path. The tests compare the fast path with this function. */
export function parseEventInFull(bytes: Uint8Array, receivedAtMs: number): ParsedEvent {
  if (bytes.byteLength > LIMITS.eventBytes) {
    return {
      ok: false,
      fault: {
        code: 'too_large',
        message: `The event has ${bytes.byteLength} bytes; send at most ${LIMITS.eventBytes}.`,
      },
    };
  }
  let message: Event;
  try {
    message = fromBinary(EventSchema, bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      fault: {
        code: 'bad_frame',
        message: `The event cannot be decoded (${why}); it was truncated or is not a mnara.v1.Event.`,
      },
    };
  }
  try {
    return { ok: true, event: check(message, receivedAtMs) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, fault: error.fault };
    throw error;
  }
}
