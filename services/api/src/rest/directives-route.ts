import { z } from 'zod';
import { missedDeadlines, overdueBy } from '#domain/directive/deadlines.js';
import { type Directive, stateOf } from '#domain/directive/directive.js';
import { DirectiveStore } from '#store/directives/directive-store.js';
import { visibleTo } from '#store/network/directory.js';
import { COMPONENTS } from './components.js';
import { readCursor, writeCursor } from './cursor.js';
import { momentsOf } from './local-period.js';
import { commaList, PAGE, PERIOD } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const STATES = ['sent', 'delivered', 'acknowledged', 'done', 'refused'] as const;
const deadline = z.enum(['acknowledgement', 'completion']);
const moment = z.iso.datetime();
const directiveSchema = z
  .object({
    id: z.string(),
    centreId: z.string(),
    alertId: z.string().nullable(),
    kind: z.enum(['open_desks', 'move_staff', 'call_back', 'free_text']),
    quantity: z.number().nullable(),
    text: z.string(),
    sentAt: moment,
    sentBy: z.string(),
    acknowledgeBy: moment,
    dueAt: moment,
    state: z.enum(STATES),
    overdue: deadline.nullable(),
    missed: z.array(deadline),
    deliveredAt: moment.nullable(),
    acknowledgedAt: moment.nullable(),
    acknowledgedBy: z.string().nullable(),
    closedAt: moment.nullable(),
    closedBy: z.string().nullable(),
    closingNote: z.string().nullable(),
  })
  .register(COMPONENTS, { id: 'Directive' });

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : iso(at));

function directiveBody(directive: Directive, now: number): z.input<typeof directiveSchema> {
  const { delivered, acknowledged, closed } = directive;
  return {
    id: directive.id,
    centreId: directive.centreId,
    alertId: directive.alertId ?? null,
    kind: directive.kind,
    quantity: directive.quantity ?? null,
    text: directive.text,
    sentAt: iso(directive.sentAt),
    sentBy: directive.sentBy,
    acknowledgeBy: iso(directive.acknowledgeBy),
    dueAt: iso(directive.dueAt),
    state: stateOf(directive),
    overdue: overdueBy(directive, now)?.of ?? null,
    missed: missedDeadlines(directive, now).map(({ of }) => of),
    deliveredAt: isoOrNull(delivered?.at),
    acknowledgedAt: isoOrNull(acknowledged?.at),
    acknowledgedBy: acknowledged?.by ?? null,
    closedAt: isoOrNull(closed?.at),
    closedBy: closed?.by ?? null,
    closingNote: closed?.note ?? null,
  };
}

/** Directives of the secretariat. */
export const directivesRoute = restRoute({
  name: 'directives',
  summary: 'Directives, newest first',
  description: 'Directives by the time of sending, with how the centre answered. Times are in UTC.',
  query: z.object({
    centre: z.string().max(128).describe('Only to this centre').optional(),
    states: commaList(z.enum(STATES), 'Only in these states').optional(),
    ...PERIOD,
    ...PAGE,
  }),
  answer: z.object({ directives: z.array(directiveSchema) }).register(COMPONENTS, { id: 'Directives' }),
  isList: true,
  respond: async (asked, { viewer, visible, directory, now, read }) => {
    const { centre: centreId, states, limit, after } = asked;
    visibleTo(viewer, directory, { centreId });
    const query = {
      ...momentsOf(asked, now, visible.network.timeZone),
      centreId,
      states,
      before: readCursor(after, z.uuid()),
      max: limit + 1,
    };
    const found = await read((database) => new DirectiveStore(database).list(viewer.scope, query, now));
    const shown = found.slice(0, limit).map(({ directive }) => directive);
    const next = found.length > limit ? writeCursor(shown.at(-1)?.id) : undefined;
    return { body: { directives: shown.map((directive) => directiveBody(directive, now)) }, next };
  },
});
