import type { SourceEvent } from '../connectors/connector.js';
import type { FileKind, Mapping } from './mapping-schema.js';

type Case = SourceEvent['fact']['case'];

const ENDS: ReadonlySet<Case> = new Set<Case>([
  'serviceEnded',
  'ticketNoShow',
  'ticketCancelled',
  'ticketAbandoned',
  'ticketTransferred',
  'ticketVoided',
  'ticketUnfollowed',
]);
const END_KINDS: ReadonlySet<FileKind> = new Set<FileKind>([
  'service_ended',
  'ticket_no_show',
  'ticket_cancelled',
  'ticket_abandoned',
  'ticket_transferred',
  'ticket_voided',
  'ticket_unfollowed',
]);
/** After these, a leg has left the queue. */
const LED: ReadonlySet<Case> = new Set<Case>(['ticketCalled', 'serviceStarted']);
const LED_OR_RATED: ReadonlySet<Case> = new Set<Case>([...LED, 'ratingGiven']);

/** Whether the fact ends its leg. */
export const endsLeg = (fact: SourceEvent['fact']): boolean => ENDS.has(fact.case);

const hasEnds = (mapping: Mapping): boolean =>
  mapping.rows.some((rule) => 'events' in rule && rule.events.some(({ kind }) => END_KINDS.has(kind)));

/**
 * Adds to the events of a row that the source cannot know how a leg went on, where the mapping says so and the row has
 * a call, a start or a rating of the leg and no end. A mapping without any event that ends a leg says so for calls and
 * starts. An end that another source states later counts instead.
 */
export function unfollowedAdder(mapping: Mapping): (events: readonly SourceEvent[]) => readonly SourceEvent[] {
  const isDeclared = mapping.cannotKnow.includes('end');
  if (!isDeclared && hasEnds(mapping)) return (events) => events;
  const led = isDeclared ? LED_OR_RATED : LED;
  return (events) => {
    const last = new Map<string, SourceEvent | 'ended'>();
    for (const event of events) {
      const leg = JSON.stringify([event.centreId, event.visitId, event.legNo ?? 1]);
      const known = last.get(leg);
      if (ENDS.has(event.fact.case)) last.set(leg, 'ended');
      else if (known !== 'ended' && led.has(event.fact.case) && !(known && known.occurredAtMs > event.occurredAtMs))
        last.set(leg, event);
    }
    const added = [...last.values()].flatMap((event) =>
      event === 'ended' ? [] : [{ ...event, defects: undefined, fact: UNFOLLOWED }],
    );
    return added.length === 0 ? events : [...events, ...added];
  };
}

const UNFOLLOWED: SourceEvent['fact'] = { case: 'ticketUnfollowed', value: {} };
