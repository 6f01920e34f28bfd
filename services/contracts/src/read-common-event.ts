import type { CentreEvent, Fact, ServiceOutcome } from '#domain/event.js';
import { asId } from '#domain/ids.js';
import { CUSTOMER_ATTRIBUTES } from '#domain/visit/customer-attributes.js';
import { IMPORT_ID, LIMITS } from './event-limits.js';
import { TextCache } from './text-cache.js';

const VARINT = 0;
const BYTES = 2;

/** Facts without fields, by their field number in proto/mnara/v1/event.proto, and what such an event must name. */
const BARE_FACTS: Readonly<Record<number, { readonly fact: Fact; readonly needs?: 'visit' | 'desk' }>> = {
  30: { fact: { kind: 'centre_opened' } },
  31: { fact: { kind: 'centre_closed' } },
  34: { fact: { kind: 'desk_closed' }, needs: 'desk' },
  35: { fact: { kind: 'staff_login' }, needs: 'desk' },
  36: { fact: { kind: 'staff_logout' }, needs: 'desk' },
  38: { fact: { kind: 'ticket_issued' }, needs: 'visit' },
  39: { fact: { kind: 'ticket_called' }, needs: 'visit' },
  40: { fact: { kind: 'ticket_recalled' }, needs: 'visit' },
  41: { fact: { kind: 'ticket_no_show' }, needs: 'visit' },
  42: { fact: { kind: 'ticket_recycled' }, needs: 'visit' },
  45: { fact: { kind: 'ticket_abandoned' }, needs: 'visit' },
  62: { fact: { kind: 'ticket_unfollowed' }, needs: 'visit' },
  47: { fact: { kind: 'service_started' }, needs: 'visit' },
  49: { fact: { kind: 'service_resumed' }, needs: 'visit' },
};
const TICKET_ISSUED = 38;
const SERVICE_ENDED = 50;
const RATING_GIVEN = 51;
/** Field 1, a text. */
const APPOINTMENT_TAG = 10;
const OUTCOMES: readonly (ServiceOutcome | undefined)[] = [undefined, 'served', 'not_completed', 'transferred'];

/**
 * Reads the bytes of one message. It sets `isUncommon` when it meets something that it does not support; the general
 * decoder then decodes the event.
 */
class Reader {
  #bytes: Uint8Array = new Uint8Array();
  at = 0;
  isUncommon = false;

  reset(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.at = 0;
    this.isUncommon = false;
  }

  /** A whole number below 2^49. */
  number(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 7; count += 1) {
      const byte = bytes[this.at++] ?? 255;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    this.isUncommon = true;
    return 0;
  }

  /** Number and type of the next field in protobuf's packed form. */
  tag(): number {
    const tag = this.number();
    if (tag > 0xffff) this.isUncommon = true;
    return tag;
  }

  /** The position after a length-delimited field. */
  end(): number {
    const length = this.number();
    const end = this.at + length;
    if (end > this.#bytes.length) this.isUncommon = true;
    return end;
  }

  /** A text of printable ASCII within the length limit of ids, in which each byte is one character. */
  text(): string {
    const first = this.#skipText();
    return this.isUncommon ? '' : textCache.textOf(this.#bytes, first, this.at);
  }

  /** Skips a text, with the same checks as `text`. @returns whether the text has any characters */
  hasText(): boolean {
    return this.#skipText() < this.at;
  }

  #skipText(): number {
    const length = this.number();
    const first = this.at;
    const bytes = this.#bytes;
    if (first + length > bytes.length || length > LIMITS.idChars) this.isUncommon = true;
    if (this.isUncommon) return first;
    this.at = first + length;
    for (let place = first; place < this.at; place += 1) {
      const byte = bytes[place] as number;
      if (byte < 0x20 || byte > 0x7e) this.isUncommon = true;
    }
    return first;
  }
}

/** Ids are repeated often: five events name the same visit, and thousands of events name the same desk. */
const textCache = new TextCache();
const reader = new Reader();

/** Adds the attributes in the order of the general decoder, so that the JSON of both is equal. */
function readSegment(): CentreEvent['segment'] {
  const segment: Record<string, string> = {};
  const end = reader.end();
  let last = 0;
  while (reader.at < end && !reader.isUncommon) {
    const tag = reader.tag();
    const number = tag >>> 3;
    const dimension = CUSTOMER_ATTRIBUTES[number - 1];
    if ((tag & 7) !== BYTES || dimension === undefined || number <= last) reader.isUncommon = true;
    else {
      last = number;
      const value = reader.text();
      if (value !== '') segment[dimension] = value;
    }
  }
  if (reader.at !== end) reader.isUncommon = true;
  return segment;
}

/** A ticket that names its appointment and nothing else. */
function readIssue(end: number): Fact | undefined {
  if (reader.tag() !== APPOINTMENT_TAG) return undefined;
  const appointmentId = reader.text();
  if (reader.isUncommon || reader.at !== end || appointmentId === '') return undefined;
  return { kind: 'ticket_issued', appointmentId };
}

function readFact(number: number): Fact | undefined {
  const end = reader.end();
  if (reader.isUncommon) return undefined;
  if (reader.at === end) return BARE_FACTS[number]?.fact;
  if (number === TICKET_ISSUED) return readIssue(end);
  if (number !== SERVICE_ENDED && number !== RATING_GIVEN) return undefined;
  let [first, second] = [0, 0];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 8) first = reader.number();
    else if (tag === 16 && number === SERVICE_ENDED) second = reader.number();
    else return undefined;
    if (reader.isUncommon) return undefined;
  }
  if (reader.at !== end) return undefined;
  if (number === RATING_GIVEN) return first >= 1 && first <= 5 ? { kind: 'rating_given', value: first } : undefined;
  const outcome = OUTCOMES[first];
  if (outcome === undefined || second > LIMITS.quantity) return undefined;
  return { kind: 'service_ended', outcome, quantity: second === 0 ? 1 : second };
}

/** Field numbers of the envelope. */
const EVENT_ID = 1;
const TEXTS = {
  centreId: 2,
  agentId: 3,
  visitId: 10,
  ticketNo: 12,
  serviceId: 13,
  deskId: 14,
  staff: 15,
  channel: 16,
  importId: 19,
};
const NUMBERS = { seq: 4, occurredAt: 5, recordedAt: 6, offset: 7, version: 8, legNo: 11 };
const SEGMENT = 17;
const FIRST_FACT = 30;
const FIELD_COUNT = 20;

const texts = new Array<string>(FIELD_COUNT).fill('');
const numbers = new Float64Array(FIELD_COUNT);

const isText = Array.from({ length: FIELD_COUNT }, (_, field) => Object.values(TEXTS).includes(field));
const isNumber = Array.from({ length: FIELD_COUNT }, (_, field) => Object.values(NUMBERS).includes(field));

const optional = <Id extends string>(field: number): Id | undefined => {
  const value = texts[field] as string;
  return value === '' ? undefined : asId<Id>(value);
};

/**
 * Reads a common event: its texts are ASCII, its fact is of a frequent kind, and everything is within the limits.
 * Returns undefined for any other event, valid or not; `parseEvent` then decodes it in full and reports what is wrong.
 * It is about eight times faster than the general decoder, and it returns the same event.
 * @param receivedAtMs as for `parseEvent`
 */
export function readCommonEvent(bytes: Uint8Array, receivedAtMs: number): CentreEvent | undefined {
  if (bytes.length > LIMITS.eventBytes) return undefined;
  reader.reset(bytes);
  texts.fill('');
  numbers.fill(0);
  let segment: CentreEvent['segment'] | undefined;
  let fact: Fact | undefined;
  let factNumber = 0;
  let hasEventId = false;
  while (reader.at < bytes.length) {
    const tag = reader.tag();
    const field = tag >>> 3;
    const type = tag & 7;
    if (type === BYTES && isText[field] === true) texts[field] = reader.text();
    else if (type === VARINT && isNumber[field] === true) numbers[field] = reader.number();
    else if (type === BYTES && field === EVENT_ID) hasEventId = reader.hasText();
    else if (type === BYTES && field === SEGMENT && segment === undefined) segment = readSegment();
    else if (type === BYTES && field >= FIRST_FACT && fact === undefined) {
      fact = readFact(field);
      factNumber = field;
      if (fact === undefined) return undefined;
    } else return undefined;
    if (reader.isUncommon) return undefined;
  }
  return fact === undefined || !hasEventId
    ? undefined
    : assemble(fact, factNumber, segment ?? EMPTY_SEGMENT, receivedAtMs);
}

const EMPTY_SEGMENT: CentreEvent['segment'] = {};

function assemble(
  fact: Fact,
  factNumber: number,
  segment: CentreEvent['segment'],
  receivedAtMs: number,
): CentreEvent | undefined {
  const zigzag = numbers[NUMBERS.offset] as number;
  const offset = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  const at = (numbers[NUMBERS.occurredAt] as number) + offset;
  const legNo = numbers[NUMBERS.legNo] as number;
  const [centreId, agentId] = [optional(TEXTS.centreId), optional(TEXTS.agentId)];
  const visitId = optional<NonNullable<CentreEvent['visitId']>>(TEXTS.visitId);
  const deskId = optional<NonNullable<CentreEvent['deskId']>>(TEXTS.deskId);
  if (centreId === undefined || agentId === undefined) return undefined;
  if (at > receivedAtMs + LIMITS.futureMs || at < LIMITS.earliestMs || legNo > LIMITS.legNo) return undefined;
  const importId = texts[TEXTS.importId] as string;
  if (importId !== '' && !IMPORT_ID.test(importId)) return undefined;
  const needs = factNumber >= SERVICE_ENDED ? 'visit' : BARE_FACTS[factNumber]?.needs;
  if ((needs === 'visit' && visitId === undefined) || (needs === 'desk' && deskId === undefined)) return undefined;
  return {
    centreId: asId(centreId),
    agentId: asId(agentId),
    seq: numbers[NUMBERS.seq] as number,
    at,
    visitId,
    legNo: legNo === 0 ? 1 : legNo,
    ticketNo: optional(TEXTS.ticketNo),
    serviceId: optional(TEXTS.serviceId),
    deskId,
    staff: optional(TEXTS.staff),
    channel: optional(TEXTS.channel),
    segment,
    defects: NO_DEFECTS,
    importId: importId === '' ? undefined : importId,
    fact,
  };
}

const NO_DEFECTS: readonly string[] = [];
