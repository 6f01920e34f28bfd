import { missedDeadlines, overdueBy } from '#domain/directive/deadlines.js';
import { type Directive, stateOf } from '#domain/directive/directive.js';
import type { DirectiveRecord } from '#store/directives/directive-store.js';
import type { DirectiveView } from '../gql/schema-types.js';
import { followedBy, type WaitSource } from './followed.js';

/** What a directive says of itself, without its timeline; times are Unix milliseconds. */
export function directiveFields(directive: Directive, now: number) {
  const { delivered, acknowledged, closed } = directive;
  return {
    id: directive.id,
    centreId: directive.centreId,
    alertId: directive.alertId ?? null,
    kind: directive.kind,
    quantity: directive.quantity ?? null,
    text: directive.text,
    sentAt: directive.sentAt,
    sentBy: directive.sentBy,
    acknowledgeBy: directive.acknowledgeBy,
    dueAt: directive.dueAt,
    state: stateOf(directive),
    overdue: overdueBy(directive, now)?.of ?? null,
    missed: missedDeadlines(directive, now).map(({ of }) => of),
    deliveredAt: delivered?.at ?? null,
    acknowledgedAt: acknowledged?.at ?? null,
    acknowledgedBy: acknowledged?.by ?? null,
    closedAt: closed?.at ?? null,
    closedBy: closed?.by ?? null,
    closingNote: closed?.note ?? null,
  };
}

/**
 * A directive as the API returns it. Deadlines that passed are added to its timeline at their own time, although they
 * are not stored there.
 */
export function directiveView({ directive, entries }: DirectiveRecord, source: WaitSource): DirectiveView {
  const { now } = source;
  const timeline = [
    ...entries,
    ...missedDeadlines(directive, now).map(({ of, at }) => ({
      at,
      recordedAt: at,
      kind: `${of}_overdue` as const,
      actor: null,
      via: 'clock',
      note: '',
      counts: true,
    })),
  ].toSorted((one, other) => one.at - other.at);
  return {
    ...directiveFields(directive, now),
    timeline,
    followed: () => followedBy(directive, source),
  };
}
