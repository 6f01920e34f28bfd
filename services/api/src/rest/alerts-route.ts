import { z } from 'zod';
import type { AlertRecord } from '#store/alerts/alert-record.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { visibleTo } from '#store/network/directory.js';
import { nameIn } from '../network/network-view.js';
import { COMPONENTS } from './components.js';
import { readCursor, writeCursor } from './cursor.js';
import { isoOrNull } from './iso-time.js';
import { momentsOf } from './local-period.js';
import { language, PAGE, PERIOD } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const id = z.string().nullable();
const moment = z.iso.datetime().nullable();
const alertSchema = z
  .object({
    id: z.string(),
    ruleId: z.string(),
    name: z.string(),
    severity: z.enum(['critical', 'warning', 'info']),
    regionId: id,
    centreId: id,
    serviceId: id,
    agencyId: id,
    condition: z.enum(['normal', 'pending', 'firing', 'recovering']),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    episode: z.int().describe('How often it has fired'),
    firedAt: moment,
    clearedAt: moment,
    closedAt: moment,
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: moment,
    assignedTo: z.string().nullable(),
    suppressedBy: z.array(z.string()),
  })
  .register(COMPONENTS, { id: 'Alert' });

function alertBody(alert: AlertRecord, wanted: z.output<typeof language>): z.input<typeof alertSchema> {
  const { state } = alert;
  return {
    id: alert.id,
    ruleId: alert.ruleId,
    name: nameIn(alert.names, alert.ruleId)({ language: wanted }),
    severity: alert.severity,
    regionId: alert.regionId,
    centreId: alert.centreId,
    serviceId: alert.serviceId,
    agencyId: alert.agencyId,
    condition: state.condition,
    value: state.value ?? null,
    threshold: state.threshold ?? null,
    episode: state.episode,
    firedAt: isoOrNull(state.firedAt),
    clearedAt: isoOrNull(state.clearedAt),
    closedAt: isoOrNull(state.closedAt),
    acknowledgedBy: state.acknowledgement?.by ?? null,
    acknowledgedAt: isoOrNull(state.acknowledgement?.at),
    assignedTo: alert.assignedTo,
    suppressedBy: [...state.suppressedBy],
  };
}

const key = z.tuple([z.number(), z.string().regex(/^\d{1,18}$/)]);

/** Alerts that have fired. */
export const alertsRoute = restRoute({
  name: 'alerts',
  summary: 'Alerts, newest first',
  description: 'Alerts by the time at which they last fired. Times are in UTC.',
  query: z.object({
    list: z.enum(['open', 'closed', 'all']).describe('Which ones').default('all'),
    region: z.string().max(128).describe('Only of this region').optional(),
    centre: z.string().max(128).describe('Only of this centre').optional(),
    ...PERIOD,
    language,
    ...PAGE,
  }),
  answer: z.object({ alerts: z.array(alertSchema) }).register(COMPONENTS, { id: 'Alerts' }),
  isList: true,
  respond: async (asked, { viewer, visible, directory, now, read }) => {
    const { list, region: regionId, centre: centreId, limit, after, language: wanted } = asked;
    visibleTo(viewer, directory, { regionId, centreId });
    const [firedAt, last] = readCursor(after, key) ?? [];
    const request = {
      ...momentsOf(asked, now, visible.network.timeZone),
      list,
      regionId,
      centreId,
      after: firedAt === undefined || last === undefined ? undefined : { firedAt, id: last },
      limit,
    };
    const found = await read((database) => new AlertStore(database).page(viewer.scope, request));
    const alerts = found.slice(0, limit);
    const end = alerts.at(-1);
    const next = found.length > limit && end !== undefined ? writeCursor([end.state.firedAt ?? 0, end.id]) : undefined;
    return { body: { alerts: alerts.map((alert) => alertBody(alert, wanted)) }, next };
  },
});
