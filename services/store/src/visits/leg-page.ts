import type { Scope } from '#domain/access/viewer.js';
import { CUSTOMER_ATTRIBUTES } from '#domain/visit/customer-attributes.js';
import type { Database } from '#platform/postgres/database.js';
import type { Filter } from '../kpi/kpi-query.js';
import { Parameters, SHAPES, within } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';

/** Which moment places a leg in a period. */
export const LEG_CLOCKS = ['issued', 'left_queue', 'ended'] as const;
export type LegClock = (typeof LEG_CLOCKS)[number];

/** Where a page of legs ended: its last leg. */
export interface LegKey {
  /** Of the clock, Unix milliseconds. */
  readonly at: number;
  readonly centreKey: number;
  readonly visitId: string;
  readonly legNo: number;
}

export interface LegPageQuery {
  readonly clock: LegClock;
  /** Unix milliseconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly filters: readonly Filter[];
  readonly after: LegKey | undefined;
  readonly limit: number;
}

/** A leg of a visit. Times are Unix milliseconds, durations seconds; null: not known. */
export interface LegRecord {
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly visitId: string;
  readonly legNo: number;
  readonly serviceId: string | null;
  readonly agencyId: string | null;
  readonly deskId: string | null;
  readonly staff: string | null;
  readonly channel: string | null;
  readonly outcome: string | null;
  /** Known attributes of the customer only. */
  readonly segment: Readonly<Record<string, string>>;
  readonly issuedAt: number | null;
  readonly calledAt: number | null;
  readonly leftQueueAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly waitSeconds: number | null;
  readonly walkSeconds: number | null;
  readonly serviceSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly quantity: number | null;
  readonly recalls: number;
  readonly rating: number | null;
  readonly isQuickClose: boolean;
  readonly isComplete: boolean;
}

type Row = LegRecord & { readonly centreKey: number; readonly at: number };

/** SQL of the moments. */
export const LEG_MOMENTS: Readonly<Record<LegClock, string>> = {
  issued: 'f.issued_at',
  left_queue: 'f.left_queue_at',
  ended: 'f.ended_at',
};

const seconds = (column: string): string => `(f.${column} / 1000.0)::float8`;
const COLUMNS = `c.centre_id AS "centreId", r.region_id AS "regionId", c.time_zone AS "timeZone",
  f.visit_id AS "visitId", f.leg_no AS "legNo", s.service_id AS "serviceId", a.agency_id AS "agencyId",
  d.desk_id AS "deskId", t.staff_pseudonym AS staff, f.channel, f.outcome, COALESCE(f.segment, '{}') AS segment,
  ${momentSql('f.issued_at')} AS "issuedAt", ${momentSql('f.called_at')} AS "calledAt", ${momentSql('f.left_queue_at')} AS "leftQueueAt",
  ${momentSql('f.started_at')} AS "startedAt", ${momentSql('f.ended_at')} AS "endedAt", ${seconds('wait_ms')} AS "waitSeconds",
  ${seconds('walk_ms')} AS "walkSeconds", ${seconds('service_ms')} AS "serviceSeconds",
  ${seconds('hold_ms')} AS "holdSeconds", f.quantity, f.recalls, f.rating, f.is_quick_close AS "isQuickClose",
  f.is_complete AS "isComplete", f.centre_key AS "centreKey"`;

const FIRST_SLICE_MS = 15 * 60_000;
const LONGEST_SLICE_MS = 32 * 86_400_000;

/**
 * A page of legs in the order of their moment. Legs are stored nearly by time and have no index by exact time, so a
 * page reads slices of the period, each longer than the one before while legs are rare: what is read grows with the
 * page, not with the period or the years that are stored.
 */
export async function readLegPage(
  database: Database,
  scope: Scope,
  query: LegPageQuery,
): Promise<{ readonly legs: readonly LegRecord[]; readonly next: LegKey | undefined }> {
  const rows: Row[] = [];
  let slice = FIRST_SLICE_MS;
  for (let from = query.after?.at ?? query.from; from < query.to && rows.length <= query.limit; ) {
    const to = Math.min(query.to, from + slice);
    rows.push(...(await readSlice(database, scope, query, { from, to, limit: query.limit + 1 - rows.length })));
    from = to;
    slice = Math.min(LONGEST_SLICE_MS, slice * 4);
  }
  const last = rows[query.limit - 1];
  const legs = rows.slice(0, query.limit).map(({ centreKey: _, at: __, segment, ...leg }) => ({
    ...leg,
    segment: Object.fromEntries(
      CUSTOMER_ATTRIBUTES.flatMap((name) => (segment[name] === undefined ? [] : [[name, segment[name]]])),
    ),
  }));
  const next =
    rows.length > query.limit && last !== undefined
      ? { at: last.at, centreKey: last.centreKey, visitId: last.visitId, legNo: last.legNo }
      : undefined;
  return { legs, next };
}

async function readSlice(
  database: Database,
  scope: Scope,
  { clock, filters, after }: LegPageQuery,
  slice: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly Row[]> {
  const p = new Parameters();
  const moment = LEG_MOMENTS[clock];
  const at = (time: number): string => `${p.add(new Date(time))}::timestamptz`;
  const conditions = [
    `${moment} >= ${at(slice.from)}`,
    `${moment} < ${at(slice.to)}`,
    within(scope, { filters }, SHAPES.legs, p),
  ];
  if (after !== undefined) {
    const key = [at(after.at), p.add(after.centreKey), p.add(after.visitId), p.add(after.legNo)];
    conditions.push(`(${moment}, f.centre_key, f.visit_id, f.leg_no) > (${key.join(', ')})`);
  }
  const { rows } = await database.query<Row>(
    `SELECT ${COLUMNS}, ${momentSql(moment)} AS at FROM ${SHAPES.legs.from} WHERE ${conditions.join(' AND ')}
     ORDER BY ${moment}, f.centre_key, f.visit_id, f.leg_no LIMIT ${p.add(slice.limit)}`,
    p.values,
  );
  return rows;
}
