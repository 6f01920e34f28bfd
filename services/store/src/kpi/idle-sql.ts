import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import { common, joined, readySpans, type Span, type Waiting } from '#domain/kpi/compute-idle.js';
import { remark } from '#domain/remark/remark.js';
import { factsOfTimeline } from '#domain/status/timeline.js';
import type { Database } from '#platform/postgres/database.js';
import { Pace } from '#platform/timing/pace.js';
import { momentSql } from '../moment-sql.js';
import type { IdleCentre, KpiQuery } from './kpi-query.js';
import { Parameters, scopeCondition } from './kpi-sql.js';

/** More legs of one slice than this are refused. */
const MOST_LEGS = 400_000;
/** Timelines of the days before and after are read with a slice. */
const SLICE_MS = 3 * 86_400_000;

interface TimelineRow {
  readonly centre_id: string;
  readonly region_id: string;
  readonly time_zone: string;
  readonly desk_id: string;
  readonly service_ids: readonly string[];
  readonly facts: string;
}

interface LegRow {
  readonly centre_id: string;
  readonly service_id: string | null;
  readonly desk_id: string | null;
  readonly wait_from: number | null;
  readonly wait_to: number | null;
  readonly served_from: number | null;
  readonly served_to: number | null;
}

interface Desk {
  readonly deskId: string;
  readonly serviceIds: readonly string[];
  readonly ready: Span[];
  readonly serving: Span[];
}

interface Centre {
  readonly row: TimelineRow;
  readonly desks: Map<string, Desk>;
  readonly waiting: Waiting[];
}

const PLACE = 'JOIN mnara.centre c ON c.centre_key = f.centre_key JOIN mnara.region r ON r.region_key = c.region_key';

/** Only desks are filtered by desk: those who wait could be served by any. */
function within(scope: Scope, query: KpiQuery, parameters: Parameters, desk?: string): string {
  const columns: Readonly<Record<string, string | undefined>> = {
    region: 'r.region_id',
    centre: 'c.centre_id',
    desk: desk ?? 'ANY',
  };
  const filters = query.filters.flatMap(({ key, values }) => {
    const column = columns[key];
    return column === 'ANY'
      ? []
      : [column === undefined ? 'FALSE' : `${column} = ANY(${parameters.add(values)}::text[])`];
  });
  return [scopeCondition(scope, { agency: undefined }, parameters), ...filters].join(' AND ');
}

function border(query: KpiQuery, side: 'from' | 'to', parameters: Parameters): string {
  const zone = `COALESCE(${parameters.add(query.zone ?? null)}::text, c.time_zone)`;
  return `(${parameters.add(query[side])}::timestamp AT TIME ZONE ${zone})`;
}

async function timelines(
  database: Database,
  scope: Scope,
  query: KpiQuery,
): Promise<readonly (TimelineRow & { from: number; to: number })[]> {
  const p = new Parameters();
  const [from, to] = [border(query, 'from', p), border(query, 'to', p)];
  const { rows } = await database.query<TimelineRow & { from: number; to: number }>(
    `SELECT c.centre_id, r.region_id, c.time_zone, substr(f.subject, 6) AS desk_id, COALESCE(d.service_ids, '{}') AS
      service_ids, f.facts,
       ${momentSql(from)} AS "from", ${momentSql(to)} AS "to"
     FROM mnara.timeline f ${PLACE} LEFT JOIN mnara.desk d ON d.centre_key = f.centre_key
       AND d.desk_id = substr(f.subject, 6)
     WHERE f.subject LIKE 'desk:%' AND ${within(scope, query, p, 'substr(f.subject, 6)')}
       AND f.day >= (${from} AT TIME ZONE c.time_zone)::date - 1 AND f.day <= (${to} AT TIME ZONE c.time_zone)::date`,
    p.values,
  );
  return rows;
}

async function legs(database: Database, scope: Scope, query: KpiQuery, now: number): Promise<readonly LegRow[]> {
  const p = new Parameters();
  const [from, to] = [border(query, 'from', p), border(query, 'to', p)];
  const at = `${p.add(new Date(now))}::timestamptz`;
  const { rows } = await database.query<LegRow>(
    `SELECT c.centre_id, s.service_id, d.desk_id,
      ${momentSql('f.issued_at')} AS wait_from, ${momentSql(`COALESCE(f.left_queue_at, ${at})`)} AS wait_to,
       ${momentSql('f.started_at')} AS served_from, ${momentSql(`COALESCE(f.ended_at, f.closed_at, ${at})`)} AS served_to
     FROM mnara.leg f ${PLACE} LEFT JOIN mnara.service s ON s.service_key = f.service_key LEFT JOIN mnara.desk d
       ON d.desk_key = f.desk_key
     WHERE ${within(scope, query, p)} AND (f.ended_at >=
       ${from} OR f.left_queue_at >= ${from} OR f.closed_at IS NULL) AND f.issued_at < ${to}
     LIMIT ${MOST_LEGS + 1}`,
    p.values,
  );
  if (rows.length > MOST_LEGS) throw new RequestError('TOO_MUCH', remark('idle_slice_too_large', { limit: MOST_LEGS }));
  return rows;
}

/** Desks with known timelines and everybody who waited beside them, cut to the slice. */
async function readSlice(
  database: Database,
  scope: Scope,
  query: KpiQuery,
  now: number,
): Promise<readonly IdleCentre[]> {
  const pace = new Pace();
  const centres = new Map<string, Centre>();
  for (const row of await timelines(database, scope, query)) {
    const centre = centres.get(row.centre_id) ?? { row, desks: new Map<string, Desk>(), waiting: [] };
    centres.set(row.centre_id, centre);
    const desk = centre.desks.get(row.desk_id) ?? {
      deskId: row.desk_id,
      serviceIds: row.service_ids,
      ready: [],
      serving: [],
    };
    centre.desks.set(row.desk_id, desk);
    const facts = factsOfTimeline(row.facts);
    desk.ready.push(...common(readySpans(facts), [{ from: row.from, to: Math.min(row.to, now) }]));
    if (pace.isDue(facts.length)) await pace.rest();
  }
  if (centres.size === 0) return [];
  for (const leg of await legs(database, scope, query, now)) {
    addLeg(centres.get(leg.centre_id), leg);
    if (pace.isDue()) await pace.rest();
  }
  return pace.map(centres.values(), ({ row, desks, waiting }) => ({
    centreId: row.centre_id,
    regionId: row.region_id,
    timeZone: row.time_zone,
    desks: [...desks.values()]
      .map((desk) => ({ ...desk, ready: joined(desk.ready) }))
      .filter(({ ready }) => ready.length > 0),
    waiting,
  }));
}

function addLeg(centre: Centre | undefined, leg: LegRow): void {
  if (leg.wait_from !== null && leg.wait_to !== null)
    centre?.waiting.push({ serviceId: leg.service_id ?? '', from: leg.wait_from, to: leg.wait_to });
  if (leg.served_from !== null && leg.served_to !== null)
    centre?.desks.get(leg.desk_id ?? '')?.serving.push({ from: leg.served_from, to: leg.served_to });
}

const text = (at: number): string => new Date(at).toISOString().slice(0, 19);

/**
 * Slices of a period, one after the other, so that memory holds the legs of one only; idle time is the sum of theirs,
 * since spans are cut to each. What is read grows with the period and its centres, not with the years that are stored.
 * @throws RequestError TOO_MUCH when one slice has more legs than are read at once
 */
export async function* readIdle(
  database: Database,
  scope: Scope,
  query: KpiQuery,
  now: number,
): AsyncGenerator<readonly IdleCentre[], void> {
  const to = Date.parse(`${query.to}Z`);
  for (let at = Date.parse(`${query.from}Z`); at < to; at += SLICE_MS)
    yield await readSlice(database, scope, { ...query, from: text(at), to: text(Math.min(at + SLICE_MS, to)) }, now);
}
