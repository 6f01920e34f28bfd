import type { CentreEvent, Segment, ServiceOutcome } from '../event.js';

/** What can be known of a leg, one fact per line of its history. */
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
] as const;
export type LegFactKind = (typeof LEG_FACT_KINDS)[number];

/** One fact of a leg. Two facts are the same fact when every field is. */
export interface LegFact {
  readonly kind: LegFactKind;
  /** Unix milliseconds, corrected. */
  readonly at: number;
  readonly service?: string;
  readonly desk?: string;
  readonly staff?: string;
  readonly ticket?: string;
  readonly channel?: string;
  readonly segment?: Segment;
  readonly defects?: readonly string[];
  readonly outcome?: ServiceOutcome;
  readonly quantity?: number;
  readonly rating?: number;
}

/** Which leg of which visit a fact belongs to. */
export interface PlacedLegFact {
  readonly legNo: number;
  readonly fact: LegFact;
}

/** A fact with its text, by which equal facts are recognised and put in order. */
export interface KeyedLegFact extends LegFact {
  readonly text: string;
}

const KIND_INDEX = Object.fromEntries(LEG_FACT_KINDS.map((kind, index) => [kind, index])) as Readonly<
  Record<LegFactKind, number>
>;

type Packed = [
  kind: number,
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
];

/** Gives the fact its text: a JSON array, shorter than an object in the database. Trailing blanks are left out. */
export function keyed(fact: LegFact): KeyedLegFact {
  const segment = fact.segment !== undefined && Object.keys(fact.segment).length > 0 ? fact.segment : 0;
  const defects = fact.defects !== undefined && fact.defects.length > 0 ? fact.defects : 0;
  const packed: Packed = [
    KIND_INDEX[fact.kind],
    fact.at,
    fact.service ?? '',
    fact.desk ?? '',
    fact.staff ?? '',
    fact.ticket ?? '',
    fact.channel ?? '',
    segment,
    defects,
    fact.outcome ?? '',
    fact.quantity ?? 0,
    fact.rating ?? 0,
  ];
  let length = packed.length;
  while (packed[length - 1] === '' || packed[length - 1] === 0) length -= 1;
  return { ...fact, text: JSON.stringify(length === packed.length ? packed : packed.slice(0, Math.max(2, length))) };
}

/** The inverse of `keyed`. */
export function unpacked(packed: readonly unknown[]): KeyedLegFact {
  const [kind, at, service, desk, staff, ticket, channel, segment, defects, outcome, quantity, rating] =
    packed as Partial<Packed>;
  return keyed({
    kind: LEG_FACT_KINDS[kind ?? 0] ?? 'issued',
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
};

/**
 * The leg facts that an event states; none for events about desks, centres and complaints. A transfer closes its leg and opens the
 * next one at the same moment (ruling 2).
 */
export function legFactsOf(event: CentreEvent): readonly PlacedLegFact[] {
  const kind = KINDS[event.fact.kind];
  if (kind === undefined) return [];
  const { fact } = event;
  const stated: LegFact = {
    kind,
    at: event.at,
    ...(event.serviceId === undefined ? {} : { service: event.serviceId }),
    ...(event.deskId === undefined ? {} : { desk: event.deskId }),
    ...(event.staff === undefined ? {} : { staff: event.staff }),
    ...(event.ticketNo === undefined ? {} : { ticket: event.ticketNo }),
    ...(event.channel === undefined ? {} : { channel: event.channel }),
    segment: event.segment,
    defects: event.defects,
    ...(fact.kind === 'service_ended' ? { outcome: fact.outcome, quantity: fact.quantity } : {}),
    ...(fact.kind === 'rating_given' ? { rating: fact.value } : {}),
  };
  const placed: PlacedLegFact[] = [{ legNo: event.legNo, fact: stated }];
  if (fact.kind === 'ticket_transferred') {
    const opened: LegFact = {
      kind: 'issued',
      at: event.at,
      ...(fact.toServiceId === undefined ? {} : { service: fact.toServiceId }),
      ...(event.ticketNo === undefined ? {} : { ticket: event.ticketNo }),
      ...(event.channel === undefined ? {} : { channel: event.channel }),
      segment: event.segment,
    };
    placed.push({ legNo: event.legNo + 1, fact: opened });
  }
  return placed;
}
