import type { Scope } from '#domain/access/viewer.js';
import { zoneOf } from '#domain/calendar/zone.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import { isCustomerAttribute } from '#domain/visit/customer-attributes.js';
import type { Filter, FilterKey, KpiGroup, KpiQuery } from './kpi-query.js';

/** Values of a statement; only their numbers enter the text. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * Which dimensions a table's rows have; the aliases are c centre, r region, s service, a agency, d desk, t staff, f the
 * facts.
 */
export interface Shape {
  readonly table: string;
  /** Which of its rows one key stands for; the columns that rows are first added up by. */
  readonly keys: readonly string[];
  readonly from: string;
  readonly hasService: boolean;
  readonly hasDesk: boolean;
  readonly isLeg: boolean;
  /** The agency's id, where rows have one. */
  readonly agency: string | undefined;
}

/** Joins that bring the names of the facts' keys. */
export const PLACE =
  'JOIN mnara.centre c ON c.centre_key = f.centre_key JOIN mnara.region r ON r.region_key = c.region_key';
export const SERVICE =
  'LEFT JOIN mnara.service s ON s.service_key = f.service_key LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key';
export const DESK =
  'LEFT JOIN mnara.desk d ON d.desk_key = f.desk_key LEFT JOIN mnara.staff t ON t.staff_key = f.staff_key';

const ofService = (table: string, ...more: readonly string[]): Shape => ({
  table: `mnara.${table}`,
  keys: ['centre_key', 'service_key', ...more],
  from: `mnara.${table} f ${PLACE} ${SERVICE}`,
  hasService: true,
  hasDesk: false,
  isLeg: false,
  agency: 'a.agency_id',
});

export const SHAPES = {
  quarter: ofService('rollup_quarter'),
  histogram: ofService('rollup_bins'),
  segment_day: ofService('rollup_segment_day', 'value'),
  desk_hour: {
    table: 'mnara.rollup_desk_hour',
    keys: ['centre_key', 'desk_key', 'staff_key'],
    from: `mnara.rollup_desk_hour f ${PLACE} ${DESK}`,
    hasService: false,
    hasDesk: true,
    isLeg: false,
    agency: undefined,
  },
  centre_hour: {
    table: 'mnara.rollup_centre_hour',
    keys: ['centre_key', 'agency_id'],
    from: `mnara.rollup_centre_hour f ${PLACE}`,
    hasService: false,
    hasDesk: false,
    isLeg: false,
    agency: 'f.agency_id',
  },
  legs: {
    table: 'mnara.leg',
    keys: [],
    from: `mnara.leg f ${PLACE} ${SERVICE} ${DESK}`,
    hasService: true,
    hasDesk: true,
    isLeg: true,
    agency: 'a.agency_id',
  },
  // An appointment is of no desk; what became of it stands for its outcome.
  appointments: {
    table: 'mnara.appointment',
    keys: [],
    from: `(SELECT p.*, p.state AS outcome, 0 AS desk_key, 0 AS staff_key FROM mnara.appointment p) f
      ${PLACE} ${SERVICE} ${DESK}`,
    hasService: true,
    hasDesk: true,
    isLeg: false,
    agency: 'a.agency_id',
  },
} as const satisfies Record<string, Shape>;

/** The condition that keeps a read inside a scope. A table without agencies has nothing that an agency may see. */
export function scopeCondition(scope: Scope, shape: Pick<Shape, 'agency'>, parameters: Parameters): string {
  switch (scope.kind) {
    case 'network':
      return 'TRUE';
    case 'region':
      return `r.region_id = ${parameters.add(scope.regionId)}`;
    case 'centre':
      return `c.centre_id = ${parameters.add(scope.centreId)}`;
    case 'agency':
      return shape.agency === undefined ? 'FALSE' : `${shape.agency} = ${parameters.add(scope.agencyId)}`;
  }
}

/** The value of a place, a person or an attribute; 'unknown' where a leg has none. */
function dimension(key: FilterKey, shape: Shape, parameters: Parameters): string {
  if (isCustomerAttribute(key)) return `COALESCE(f.segment->>${parameters.add(key)}::text, 'unknown')`;
  switch (key) {
    case 'region':
      return 'r.region_id';
    case 'centre':
      return 'c.centre_id';
    case 'agency':
      return `COALESCE(${shape.agency ?? 'NULL'}, 'unknown')`;
    case 'service':
      return `COALESCE(s.service_id, 'unknown')`;
    case 'desk':
      return `COALESCE(d.desk_id, 'unknown')`;
    case 'staff':
      return `COALESCE(t.staff_pseudonym, 'nobody')`;
    case 'channel':
      return `COALESCE(f.channel, 'unknown')`;
    default:
      return `COALESCE(f.outcome, 'open')`;
  }
}

const PERIODS: Readonly<Partial<Record<KpiGroup, string>>> = {
  year: 'YYYY',
  month: 'YYYY-MM',
  week: 'IYYY-"W"IW',
  day: 'YYYY-MM-DD',
  hour: 'YYYY-MM-DD"T"HH24',
  hour_of_day: 'HH24',
  day_of_week: 'ID',
};

/** The zone that a query's periods are told by: the asked one, or each centre's own. */
const zoneSql = ({ zone }: KpiQuery, parameters: Parameters): string =>
  zone === undefined ? 'c.time_zone' : `${parameters.add(zone)}::text`;

/** A moment by the clock of the query's zone. */
export const localOf = (query: KpiQuery, moment: string, parameters: Parameters): string =>
  `(${moment} AT TIME ZONE ${zoneSql(query, parameters)})`;

/**
 * Expressions of a query's key columns, in order, over rows with a local time, which is asked for where a group
 * needs it.
 */
export function keyColumns(
  query: KpiQuery,
  shape: Shape,
  local: () => string,
  parameters: Parameters,
  splitColumn?: string,
): string[] {
  const placed = query.groups.includes('centre') || query.filters.some((filter) => filter.key === 'centre');
  const columns = query.groups.map((group) => {
    if (group === 'network') return `${parameters.add(query.networkId)}::text`;
    if (group === 'quarter_hour')
      return `to_char(date_bin('15 minutes', ${local()}, '2000-01-01'), 'YYYY-MM-DD"T"HH24:MI')`;
    const format = PERIODS[group];
    if (format !== undefined) return `to_char(${local()}, '${format}')`;
    // A desk's id is one of its centre's only.
    if (group === 'desk' && !placed) return `c.centre_id || '/' || COALESCE(d.desk_id, 'unknown')`;
    return dimension(group as FilterKey, shape, parameters);
  });
  if (query.split !== undefined)
    columns.push(splitColumn ?? dimension(query.split satisfies KpiSplit, shape, parameters));
  return columns;
}

/** The smallest period that a query tells apart: rows of one are added up before names and texts come to them. */
export type Unit = 'all' | 'month' | 'day' | 'month_hour' | 'hour' | 'quarter_hour';

export function unitOf({ groups }: KpiQuery): Unit {
  if (groups.includes('quarter_hour')) return 'quarter_hour';
  const ofDay = groups.some((group) => group === 'week' || group === 'day' || group === 'day_of_week');
  if (groups.includes('hour')) return 'hour';
  if (groups.includes('hour_of_day')) return ofDay ? 'hour' : 'month_hour';
  if (ofDay) return 'day';
  return groups.includes('month') || groups.includes('year') ? 'month' : 'all';
}

const filtered = ({ key, values }: Filter, shape: Shape, parameters: Parameters): string =>
  `${dimension(key, shape, parameters)} = ANY(${parameters.add(values)}::text[])`;

/** No clock is changed by more. */
const MARGIN_MS = 3 * 3_600_000;

/** The moment of a local time; undefined where a change of clocks is so near that rows have to be asked for theirs. */
function momentOf(text: string, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const [zone, local] = [zoneOf(name), Date.parse(`${text}Z`)];
  const at = local - zone.offset(local - zone.offset(local));
  const offsets = [at - MARGIN_MS, at, at + MARGIN_MS].map((moment) => zone.offset(moment));
  return offsets.every((offset) => offset === local - at) ? new Date(at).toISOString() : undefined;
}

/**
 * A query's period over rows at a moment: local times decide, since an hour that a change of clocks repeats is of its
 * day. The bounds before them let an index or a partition be used.
 */
function period(query: KpiQuery, moment: string, parameters: Parameters): string {
  const [first, end] = [momentOf(query.from, query.zone), momentOf(query.to, query.zone)];
  if (first !== undefined && end !== undefined)
    return `${moment} >= ${parameters.add(first)}::timestamptz AND ${moment} < ${parameters.add(end)}::timestamptz`;
  const [from, to] = [`${parameters.add(query.from)}::timestamp`, `${parameters.add(query.to)}::timestamp`];
  const [zone, margin] = query.zone === undefined ? [`'UTC'`, '15 hours'] : [zoneSql(query, parameters), '3 hours'];
  const local = localOf(query, moment, parameters);
  return `${moment} >= ${from} AT TIME ZONE ${zone} - interval '${margin}'
    AND ${moment} < ${to} AT TIME ZONE ${zone} + interval '${margin}' AND ${local} >= ${from} AND ${local} < ${to}`;
}

/** What limits the rows beside the period: the scope first, then the filters. */
export const within = (scope: Scope, query: Pick<KpiQuery, 'filters'>, shape: Shape, parameters: Parameters): string =>
  [
    scopeCondition(scope, shape, parameters),
    ...query.filters.map((filter) => filtered(filter, shape, parameters)),
  ].join(' AND ');

/** Everything that limits the rows. */
export const conditions = (
  scope: Scope,
  query: KpiQuery,
  shape: Shape,
  moment: string,
  parameters: Parameters,
): string => `${within(scope, query, shape, parameters)} AND ${period(query, moment, parameters)}`;

/** GROUP BY for the first `count` columns; nothing where the whole is one cell. */
export const groupBy = (count: number): string =>
  count === 0 ? '' : `GROUP BY ${Array.from({ length: count }, (_, index) => index + 1).join(', ')}`;

/** Names key columns k1, k2 ... */
export const named = (columns: readonly string[]): string =>
  columns.map((column, index) => `${column} AS k${index + 1}, `).join('');
