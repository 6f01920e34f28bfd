import { z } from 'zod';
import type { Directive } from '#domain/directive/directive.js';
import { DirectiveStore } from '#store/directives/directive-store.js';
import { visibleTo } from '#store/network/directory.js';
import { directiveFields } from '../directives/directive-view.js';
import { COMPONENTS } from './components.js';
import { readCursor, writeCursor } from './cursor.js';
import { iso, isoOrNull } from './iso-time.js';
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

function directiveBody(directive: Directive, now: number): z.input<typeof directiveSchema> {
  const fields = directiveFields(directive, now);
  return {
    ...fields,
    sentAt: iso(fields.sentAt),
    acknowledgeBy: iso(fields.acknowledgeBy),
    dueAt: iso(fields.dueAt),
    deliveredAt: isoOrNull(fields.deliveredAt),
    acknowledgedAt: isoOrNull(fields.acknowledgedAt),
    closedAt: isoOrNull(fields.closedAt),
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
