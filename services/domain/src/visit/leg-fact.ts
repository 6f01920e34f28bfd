import type { CentreEvent, ServiceOutcome } from '../event.js';
import { type Sources, sourcesOf, sourcesOfIds } from '../import/sources.js';
import type { Segment } from './customer-attributes.js';

/** The kinds of facts of a leg, one fact for each line of its history. */
export const LEG_FACT_KINDS = [
  'issued',
  'called',
  'recalled',
  'no_show',
  'recycled',
  'transferred',
  'cancelled',
  'abandoned',
  'voided',
  'started',
  'held',
  'resumed',
  'ended',
  'rated',
  'unfollowed',
] as const;
export type LegFactKind = (typeof LEG_FACT_KINDS)[number];

/** One fact of a leg. Two facts are equal when all their fields but their sources are. */
export interface LegFact {
  readonly kind: LegFactKind;
  /** Unix milliseconds, corrected. */
  readonly at: number;
  readonly service?: string | undefined;
  readonly desk?: string | undefined;
  readonly staff?: string | undefined;
  readonly ticket?: string | undefined;
  readonly channel?: string | undefined;
  readonly segment?: Segment | undefined;
  readonly defects?: readonly string[] | undefined;
  readonly outcome?: ServiceOutcome | undefined;
  readonly quantity?: number | undefined;
  readonly rating?: number | undefined;
  readonly sources?: Sources;
  /** The appointment that the customer came for. */
  readonly appointment?: string | undefined;
}

const KIND_INDEX = Object.fromEntries(LEG_FACT_KINDS.map((kind, index) => [kind, index])) as Readonly<
  Record<LegFactKind, number>
>;

type Packed = [
  /** With the fact's sources, if an import states it. */
  kind: number | readonly [number, ...string[]],
  at: number,
  service: string,
  desk: string,
  staff: string,
  ticket: string,
  channel: string,
  segment: Segment | 0,
  defects: readonly string[] | 0,
  outcome: string,
  quantity: number,
  rating: number,
  appointment: string,
];

const isKnown = (segment: Segment): boolean => {
  for (const _ in segment) return true;
  return false;
};

/** Receives a JSON text in pieces, so that writing many texts does not need a string for each. */
export interface JsonSink {
  /** JSON that is written unchanged. */
  piece(json: string): void;
  string(value: string): void;
  number(value: number): void;
}

class JsonText implements JsonSink {
  text = '';

  piece(json: string): void {
    this.text += json;
  }

  string(value: string): void {
    this.text += JSON.stringify(value);
  }

  number(value: number): void {
    this.text += String(value);
  }
}

/**
 * Writes a fact as JSON.stringify would write its Packed, without trailing blanks: an array, shorter than an object in
 * the database.
 */
export function writeFact(fact: LegFact, to: JsonSink): void {
  writePacked(fact, fact.sources, to);
}

function writePacked(fact: LegFact, sources: Sources, to: JsonSink): void {
  const { segment, defects, outcome, quantity = 0, rating = 0, appointment } = fact;
  const hasSegment = segment !== undefined && isKnown(segment);
  const hasDefects = defects !== undefined && defects.length > 0;
  const last = appointment
    ? 11
    : rating !== 0
      ? 10
      : quantity !== 0
        ? 9
        : outcome
          ? 8
          : hasDefects
            ? 7
            : hasSegment
              ? 6
              : lastText(fact);
  to.piece(sources === undefined ? '[' : '[[');
  to.number(KIND_INDEX[fact.kind]);
  if (sources !== undefined) writeSources(sources, to);
  to.piece(',');
  to.number(fact.at);
  if (last >= 1) writeText(fact.service, to);
  if (last >= 2) writeText(fact.desk, to);
  if (last >= 3) writeText(fact.staff, to);
  if (last >= 4) writeText(fact.ticket, to);
  if (last >= 5) writeText(fact.channel, to);
  if (last >= 6) to.piece(hasSegment ? ',' : ',0');
  if (last >= 6 && hasSegment) writeSegment(segment, to);
  if (last >= 7) to.piece(hasDefects ? `,${JSON.stringify(defects)}` : ',0');
  if (last >= 8) writeText(outcome, to);
  if (last >= 9) writeNumber(quantity, to);
  if (last >= 10) writeNumber(rating, to);
  if (last >= 11) writeText(appointment, to);
  to.piece(']');
}

/** Writes the known attributes as JSON.stringify does. */
export function writeSegment(segment: Segment, to: JsonSink): void {
  let isFirst = true;
  for (const name in segment) {
    const value = segment[name as keyof Segment];
    if (value === undefined) continue;
    to.piece(isFirst ? '{' : ',');
    to.string(name);
    to.piece(':');
    to.string(value);
    isFirst = false;
  }
  to.piece(isFirst ? '{}' : '}');
}

function writeSources(sources: readonly string[], to: JsonSink): void {
  for (const source of sources) writeText(source, to);
  to.piece(']');
}

function writeText(value: string | undefined, to: JsonSink): void {
  to.piece(',');
  to.string(value ?? '');
}

function writeNumber(value: number, to: JsonSink): void {
  to.piece(',');
  to.number(value);
}

/** Index of the last non-blank text among service, desk, staff, ticket and channel, from 1. */
const lastText = ({ service, desk, staff, ticket, channel }: LegFact): number =>
  channel ? 5 : ticket ? 4 : staff ? 3 : desk ? 2 : service ? 1 : 0;

/**
 * A fact with its text, by which equal facts are recognised and sorted. The text is created on demand: it is rarely
 * needed, and long.
 */
export class KeyedLegFact implements LegFact {
  readonly kind: LegFactKind;
  readonly at: number;
  readonly service: string | undefined;
  readonly desk: string | undefined;
  readonly staff: string | undefined;
  readonly ticket: string | undefined;
  readonly channel: string | undefined;
  readonly segment: Segment | undefined;
  readonly defects: readonly string[] | undefined;
  readonly outcome: ServiceOutcome | undefined;
  readonly quantity: number | undefined;
  readonly rating: number | undefined;
  readonly sources: Sources;
  readonly appointment: string | undefined;

  constructor(fact: LegFact) {
    this.kind = fact.kind;
    this.at = fact.at;
    this.service = fact.service;
    this.desk = fact.desk;
    this.staff = fact.staff;
    this.ticket = fact.ticket;
    this.channel = fact.channel;
    this.segment = fact.segment;
    this.defects = fact.defects;
    this.outcome = fact.outcome;
    this.quantity = fact.quantity;
    this.rating = fact.rating;
    this.sources = fact.sources;
    this.appointment = fact.appointment;
  }

  /** As `writeFact` writes it, without its sources. */
  get text(): string {
    const json = new JsonText();
    writePacked(this, undefined, json);
    return json.text;
  }
}

export const keyed = (fact: LegFact): KeyedLegFact => new KeyedLegFact(fact);

/** The same fact, as others state it. */
export const statedBy = (fact: KeyedLegFact, sources: Sources): KeyedLegFact => new KeyedLegFact({ ...fact, sources });

/** The inverse of `keyed`. */
export function unpacked(packed: readonly unknown[]): KeyedLegFact {
  const [kind, at, service, desk, staff, ticket, channel, segment, defects, outcome, quantity, rating, appointment] =
    packed as Partial<Packed>;
  const [index, ids] = typeof kind === 'object' ? [kind[0], kind.slice(1) as string[]] : [kind ?? 0, undefined];
  return keyed({
    kind: LEG_FACT_KINDS[index] ?? 'issued',
    at: at ?? 0,
    ...(service ? { service } : {}),
    ...(desk ? { desk } : {}),
    ...(staff ? { staff } : {}),
    ...(ticket ? { ticket } : {}),
    ...(channel ? { channel } : {}),
    ...(segment ? { segment } : {}),
    ...(defects ? { defects } : {}),
    ...(outcome ? { outcome: outcome as ServiceOutcome } : {}),
    ...(quantity ? { quantity } : {}),
    ...(rating ? { rating } : {}),
    ...(ids === undefined ? {} : { sources: sourcesOfIds(ids) }),
    ...(appointment ? { appointment } : {}),
  });
}

const KINDS: Readonly<Record<string, LegFactKind>> = {
  ticket_issued: 'issued',
  ticket_called: 'called',
  ticket_recalled: 'recalled',
  ticket_no_show: 'no_show',
  ticket_recycled: 'recycled',
  ticket_transferred: 'transferred',
  ticket_cancelled: 'cancelled',
  ticket_abandoned: 'abandoned',
  ticket_voided: 'voided',
  service_started: 'started',
  service_held: 'held',
  service_resumed: 'resumed',
  service_ended: 'ended',
  rating_given: 'rated',
  ticket_unfollowed: 'unfollowed',
};

/** The leg fact that an event states; undefined for events about desks, centres, appointments and complaints. */
export function legFactOf(event: CentreEvent): KeyedLegFact | undefined {
  const kind = KINDS[event.fact.kind];
  if (kind === undefined) return undefined;
  const { fact } = event;
  const isEnd = fact.kind === 'service_ended';
  return new KeyedLegFact({
    kind,
    at: event.at,
    service: event.serviceId,
    desk: event.deskId,
    staff: event.staff,
    ticket: event.ticketNo,
    channel: event.channel,
    segment: event.segment,
    defects: event.defects,
    outcome: isEnd ? fact.outcome : undefined,
    quantity: isEnd ? fact.quantity : undefined,
    rating: fact.kind === 'rating_given' ? fact.value : undefined,
    sources: sourcesOf(event.importId),
    appointment: fact.kind === 'ticket_issued' ? fact.appointmentId : undefined,
  });
}

/** A transfer closes its leg and opens the next one at the same moment (ruling 2): returns the fact that opens it. */
export function openedByTransfer(event: CentreEvent): KeyedLegFact | undefined {
  const { fact } = event;
  if (fact.kind !== 'ticket_transferred') return undefined;
  return new KeyedLegFact({
    kind: 'issued',
    at: event.at,
    service: fact.toServiceId,
    ticket: event.ticketNo,
    channel: event.channel,
    segment: event.segment,
    sources: sourcesOf(event.importId),
  });
}
