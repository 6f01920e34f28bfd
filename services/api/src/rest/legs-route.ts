import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';
import { CUSTOMER_ATTRIBUTES, type Segment } from '#domain/visit/customer-attributes.js';
import { readLegPage } from '#store/visits/leg-page.js';
import { LEG_CLOCKS, type LegRecord } from '#store/visits/leg-record.js';
import { periodOfQuestion } from '../kpi/answer-question.js';
import { readFilters, readPeriod } from '../kpi/kpi-plan.js';
import { COMPONENTS } from './components.js';
import { readCursor, writeCursor } from './cursor.js';
import { isoOrNull } from './iso-time.js';
import { filtersOf, PAGE, PERIOD, where } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const moment = z.iso.datetime().nullable();
const seconds = z.number().nullable();
const legSchema = z
  .object({
    centreId: z.string(),
    regionId: z.string(),
    timeZone: z.string().describe("The centre's"),
    visitId: z.string(),
    legNo: z.int(),
    serviceId: z.string().nullable(),
    agencyId: z.string().nullable(),
    deskId: z.string().nullable(),
    staff: z.string().nullable().describe('Pseudonym'),
    channel: z.string().nullable(),
    outcome: z.string().nullable().describe('Null: still open'),
    segment: z.record(z.string(), z.string()).describe('Known attributes of the customer'),
    issuedAt: moment,
    calledAt: moment,
    leftQueueAt: moment,
    startedAt: moment,
    endedAt: moment,
    waitSeconds: seconds,
    walkSeconds: seconds,
    serviceSeconds: seconds,
    holdSeconds: seconds,
    quantity: z.number().nullable(),
    recalls: z.number(),
    rating: z.number().nullable(),
    isQuickClose: z.boolean(),
    isComplete: z.boolean(),
  })
  .register(COMPONENTS, { id: 'Leg' });

const key = z.tuple([z.number(), z.number().int(), z.string(), z.number().int()]);

const knownOf = (segment: Segment | null): Record<string, string> =>
  Object.fromEntries(
    CUSTOMER_ATTRIBUTES.flatMap((name) => (segment?.[name] === undefined ? [] : [[name, segment[name]]])),
  );

const legBody = (leg: LegRecord): z.input<typeof legSchema> => ({
  centreId: leg.centre,
  regionId: leg.region,
  timeZone: leg.timezone,
  visitId: leg.visit_id,
  legNo: leg.leg_no,
  serviceId: leg.service,
  agencyId: leg.agency,
  deskId: leg.desk,
  staff: leg.staff,
  channel: leg.channel,
  outcome: leg.outcome,
  segment: knownOf(leg.segment),
  issuedAt: isoOrNull(leg.issued_at),
  calledAt: isoOrNull(leg.called_at),
  leftQueueAt: isoOrNull(leg.left_queue_at),
  startedAt: isoOrNull(leg.started_at),
  endedAt: isoOrNull(leg.ended_at),
  waitSeconds: leg.wait,
  walkSeconds: leg.walk,
  serviceSeconds: leg.service_time,
  holdSeconds: leg.hold,
  quantity: leg.transactions,
  recalls: leg.recalls,
  rating: leg.rating,
  isQuickClose: leg.is_quick_close,
  isComplete: leg.is_complete,
});

/** Single legs of visits. */
export const legsRoute = restRoute({
  name: 'legs',
  summary: 'Single legs of visits',
  description:
    'Every leg of the period in the order of the clock, times in UTC. Only for viewers who may see single officers ' +
    'and customers. Older legs are deleted after the time that the operator set.',
  query: z.object({
    ...PERIOD,
    clock: z.enum(LEG_CLOCKS).describe('Which moment places a leg in the period').default('issued'),
    where,
    ...PAGE,
  }),
  answer: z.object({ legs: z.array(legSchema) }).register(COMPONENTS, { id: 'Legs' }),
  isList: true,
  respond: async ({ clock, where: pairs, limit, after, ...asked }, { viewer, visible, now, read }) => {
    if (!viewer.seesStaff)
      throw new RequestError(
        'FORBIDDEN',
        'Single legs need the permission to see single officers, which you do not have; ask for KPIs, or for it.',
      );
    const zone = visible.network.timeZone;
    const { from, to } = readPeriod(periodOfQuestion(asked, now, zone), zone);
    const filters = readFilters({ where: filtersOf(pairs) }, visible);
    const [at, centreKey, visitId, legNo] = readCursor(after, key) ?? [];
    const known = at === undefined || centreKey === undefined || visitId === undefined || legNo === undefined;
    const place = known ? undefined : { at, centreKey, visitId, legNo };
    const query = { clock, from: from.at, to: to.at, filters, after: place, limit };
    const { legs, next } = await read((database) => readLegPage(database, viewer.scope, query));
    const cursor = next && writeCursor([next.at, next.centreKey, next.visitId, next.legNo]);
    return { body: { legs: legs.map(legBody) }, next: cursor };
  },
});
