import { fromBinary } from '@bufbuild/protobuf';
import { type CentreEvent, type Fact, isImportFact, type ServiceOutcome, type StaffState } from '#domain/event.js';
import { asId } from '#domain/ids.js';
import { IMPORT_ID, LIMITS } from './event-limits.js';
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

type FactCase = NonNullable<Event['fact']['case']>;
type FactValue<Case extends FactCase> = Extract<Event['fact'], { readonly case: Case }>['value'];

const reasonOf = ({ reason }: { readonly reason: string }): string => text(reason, 'reason', LIMITS.reasonChars);

/** Readers of the facts that have fields; the others consist of their kind only. */
const FACT_READERS: { readonly [Case in FactCase]?: (value: FactValue<Case>, message: Event) => Fact } = {
  heartbeat: ({ intervalSeconds, outboxPending }, { clockOffsetMs }) => {
    if (intervalSeconds > 3600)
      refuse('invalid_event', 'heartbeat.interval_seconds is above 3600; send a heartbeat at least once an hour.');
    return {
      kind: 'heartbeat',
      intervalSeconds,
      outboxPending: Number(outboxPending),
      clockOffsetMs: Number(clockOffsetMs),
    };
  },
  deskOpened: ({ serviceIds }) => {
    if (serviceIds.length > LIMITS.listItems)
      refuse('too_large', `desk_opened names ${serviceIds.length} services; send at most ${LIMITS.listItems}.`);
    return { kind: 'desk_opened', serviceIds: serviceIds.map((id) => required(id, 'desk_opened.service_ids')) };
  },
  staffStateChanged: (value) => {
    const state =
      STATES[value.state] ??
      refuse('invalid_event', `staff_state_changed.state ${value.state} is not known; send 1 to 5.`);
    return { kind: 'staff_state_changed', state, reason: reasonOf(value) };
  },
  ticketIssued: ({ appointmentId }) => ({
    kind: 'ticket_issued',
    ...(appointmentId === '' ? {} : { appointmentId: text(appointmentId, 'ticket_issued.appointment_id') }),
  }),
  appointmentBooked: (value, message) => ({ kind: 'appointment_booked', ...slotOf(value, message) }),
  appointmentRebooked: (value, message) => ({ kind: 'appointment_rebooked', ...slotOf(value, message) }),
  appointmentCancelled: (value) => {
    reasonOf(value);
    return { kind: 'appointment_cancelled', appointmentId: appointmentOf(value) };
  },
  appointmentArrived: (value) => ({ kind: 'appointment_arrived', appointmentId: appointmentOf(value) }),
  appointmentNoShow: (value) => ({ kind: 'appointment_no_show', appointmentId: appointmentOf(value) }),
  appointmentServed: (value) => ({ kind: 'appointment_served', appointmentId: appointmentOf(value) }),
  slotsOffered: ({ slotStartMs, slots }, message) => {
    if (slots > LIMITS.quantity) refuse('invalid_event', `slots_offered.slots ${slots} is above ${LIMITS.quantity}.`);
    return { kind: 'slots_offered', slotAt: slotTime(slotStartMs, message), slots };
  },
  ticketTransferred: ({ toServiceId, toDeskId }) => ({
    kind: 'ticket_transferred',
    toServiceId: optional(toServiceId, 'to_service_id'),
    toDeskId: optional(toDeskId, 'to_desk_id'),
  }),
  ticketCancelled: (value) => ({ kind: 'ticket_cancelled', reason: reasonOf(value) }),
  ticketVoided: (value) => ({ kind: 'ticket_voided', reason: reasonOf(value) }),
  serviceHeld: (value) => ({ kind: 'service_held', reason: reasonOf(value) }),
  serviceEnded: ({ outcome: number, quantity }) => {
    const outcome =
      OUTCOMES[number] ?? refuse('invalid_event', `service_ended.outcome ${number} is not known; send 1 to 3.`);
    if (quantity > LIMITS.quantity)
      refuse('invalid_event', `service_ended.quantity ${quantity} is above ${LIMITS.quantity}.`);
    return { kind: 'service_ended', outcome, quantity: quantity === 0 ? 1 : quantity };
  },
  ratingGiven: ({ value, comment }) => {
    if (value < 1 || value > 5) refuse('invalid_event', `rating_given.value ${value} is not 1 to 5.`);
    text(comment, 'comment', LIMITS.commentChars);
    return { kind: 'rating_given', value };
  },
  complaintOpened: (value) => ({ kind: 'complaint_opened', complaintId: complaintOf(value, value.text, 'text') }),
  complaintAnswered: (value) => ({ kind: 'complaint_answered', complaintId: complaintOf(value, value.text, 'text') }),
  complaintClosed: (value) => ({
    kind: 'complaint_closed',
    complaintId: complaintOf(value, value.resolution, 'resolution'),
  }),
  upstreamDown: (value) => {
    reasonOf(value);
    return { kind: 'upstream_down', agencyId: required(value.agencyId, 'agency_id') };
  },
  upstreamUp: ({ agencyId }) => ({ kind: 'upstream_up', agencyId: required(agencyId, 'agency_id') }),
  cameraUp: ({ cameraId }) => ({ kind: 'camera_up', cameraId: required(cameraId, 'camera_id') }),
  cameraDown: ({ cameraId }) => ({ kind: 'camera_down', cameraId: required(cameraId, 'camera_id') }),
  sourceRowNoted: ({ rowId, reason }) => ({
    kind: 'source_row_noted',
    rowId: required(rowId, 'row_id'),
    reason: required(reason, 'reason'),
  }),
  importStarted: ({ mapping, mappingHash, startedBy, replaces }) => ({
    kind: 'import_started',
    mapping: text(mapping, 'mapping', LIMITS.reasonChars),
    mappingHash: text(mappingHash, 'mapping_hash'),
    startedBy: text(startedBy, 'started_by'),
    replaces: optional(replaces, 'replaces'),
  }),
  importFileRead: ({ name, hash, rows, rejectedRows, reasons }) => ({
    kind: 'import_file_read',
    name: text(name, 'name', LIMITS.reasonChars),
    hash: required(hash, 'hash'),
    rows: Number(rows),
    rejectedRows: Number(rejectedRows),
    reasons: reasons.map((reason) => ({
      code: text(reason.code, 'reasons.code'),
      rows: Number(reason.rows),
      line: Number(reason.line),
      text: text(reason.text, 'reasons.text', LIMITS.reasonChars),
    })),
  }),
  importWithdrawn: ({ withdrawnBy }) => ({
    kind: 'import_withdrawn',
    withdrawnBy: text(withdrawnBy, 'withdrawn_by'),
  }),
};

function importOf({ importId }: Event, fact: Fact): string | undefined {
  if (importId === '' && !isImportFact(fact)) return undefined;
  if (!IMPORT_ID.test(importId))
    refuse('invalid_event', 'import_id is not 6 to 64 letters, digits and hyphens; take the one that the import has.');
  return importId;
}

const appointmentOf = ({ appointmentId }: { readonly appointmentId: string }): string =>
  required(appointmentId, 'appointment_id');

/** A slot lies within three years after its event: a later one is an error of unit or date. */
function slotTime(slotStartMs: bigint, { occurredAtMs }: Event): number {
  const at = Number(slotStartMs);
  if (at < LIMITS.earliestMs || at > Number(occurredAtMs) + LIMITS.slotAheadMs)
    refuse(
      'invalid_event',
      `slot_start_ms ${at} is missing, or more than three years after the event; send Unix milliseconds.`,
    );
  return at;
}

function slotOf(value: FactValue<'appointmentBooked'> | FactValue<'appointmentRebooked'>, message: Event) {
  if (value.slotSeconds > LIMITS.slotSeconds)
    refuse('invalid_event', `slot_seconds ${value.slotSeconds} is above ${LIMITS.slotSeconds}; send seconds.`);
  return {
    appointmentId: appointmentOf(value),
    slotAt: slotTime(value.slotStartMs, message),
    slotSeconds: value.slotSeconds,
    isOffered: value.slotIsOffered,
  };
}

/** Checks the text of a complaint's event, which is not kept, and returns the complaint's id. */
function complaintOf({ complaintId }: { readonly complaintId: string }, content: string, field: string) {
  text(content, field, LIMITS.commentChars);
  return required(complaintId, 'complaint_id');
}

function parseFact(message: Event): Fact {
  const { fact } = message;
  if (fact.case === undefined)
    return refuse(
      'unknown_kind',
      'The event has no fact that this version knows; update the server before you update its agents.',
    );
  const read = FACT_READERS[fact.case] as ((value: typeof fact.value, from: Event) => Fact) | undefined;
  return read === undefined ? ({ kind: snake(fact.case) } as Fact) : read(fact.value, message);
}

const NEEDS_VISIT = /^(ticket_|service_|rating_)/;
const NEEDS_DESK = /^(desk_|staff_)/;

function check(message: Event, receivedAtMs: number): CentreEvent {
  const at = Number(message.occurredAtMs) + Number(message.clockOffsetMs);
  if (at > receivedAtMs + LIMITS.futureMs) {
    refuse(
      'future_time',
      `The event is dated ${new Date(Math.min(at, 8.64e15)).toISOString()}, which is in the future; set ` +
        "the centre's clock, or fix the date in the source.",
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
  if (fact.kind === 'slots_offered' && message.serviceId === '')
    refuse('invalid_event', 'service_id is missing; slots_offered needs it.');
  if (visitId === undefined && NEEDS_VISIT.test(fact.kind))
    refuse('invalid_event', `visit_id is missing; a ${fact.kind} needs it.`);
  if (deskId === undefined && NEEDS_DESK.test(fact.kind))
    refuse('invalid_event', `desk_id is missing; a ${fact.kind} needs it.`);
  return {
    centreId: isImportFact(fact) ? asId(text(message.centreId, 'centre_id')) : required(message.centreId, 'centre_id'),
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
    importId: importOf(message, fact),
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
