import { RequestError } from '#domain/access/request-error.js';
import { unknownPlace, type Viewer } from '#domain/access/viewer.js';
import type { LocalPeriod } from '#domain/calendar/named-period.js';
import { type LocalTime, readLocal } from '#domain/calendar/period.js';
import { type AskedKpi, parseKpi } from '#domain/kpi/catalogue.js';
import { isMeasure, type Measure } from '#domain/kpi/counts.js';
import { FILTER_KEYS, type FilterKey, type KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { KpiQuestion, KpiZone } from '#domain/kpi/question.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import type { CellPlan } from '#store/kpi/kpi-cells.js';
import type { Filter, SpreadSource } from '#store/kpi/kpi-query.js';
import { countSource, spreadSource } from '#store/kpi/kpi-source.js';
import type { Directory } from '#store/network/directory.js';

/** A table that is asked for: a question whose period is known, or a part of one. */
export interface TableRequest {
  readonly ids: readonly string[];
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly by: readonly KpiGroup[];
  readonly where: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly split?: KpiSplit | undefined;
  readonly exact: boolean;
  /** Absent: means have no intervals. */
  readonly intervals?: boolean | undefined;
  readonly withEmpty: boolean;
  /** Absent: centre. */
  readonly zone?: KpiZone | undefined;
}

/** The table of a question's own rows, whose period is known. */
export const requestOf = (
  { ids, by, where, split, exact, intervals, withEmpty = true, zone = 'centre' }: KpiQuestion,
  { from, to }: LocalPeriod,
): TableRequest => ({ ids, from, to, by, where, split, exact, intervals, withEmpty, zone });

/** A checked request, and where its figures come from. */
export interface KpiPlan extends CellPlan {
  readonly withEmpty: boolean;
  /** Whether means have intervals: they were asked for, and histograms are read. */
  readonly hasMeanIntervals: boolean;
  readonly notes: readonly Remark[];
}

const LIMITS = { ids: 80, groups: 4, filters: 50, years: 20 } as const;
/** Nothing was recorded before; the database's calendar knows no year 0. */
const FIRST_YEAR = 1970;

function readKpis(ids: readonly string[]): AskedKpi[] {
  if (ids.length === 0 || ids.length > LIMITS.ids)
    throw new RequestError('UNKNOWN_KPI', remark('kpi_count', { limit: LIMITS.ids, count: ids.length }));
  return ids.map((id) => {
    const asked = parseKpi(id);
    if ('fault' in asked) throw new RequestError('UNKNOWN_KPI', asked.fault);
    return asked;
  });
}

/** Of a text that somebody sent. */
const SHOWN_LENGTH = 40;

/** A border of a period by the clock of the zone. @throws RequestError BAD_DATE */
export function readBorder(name: 'from' | 'to', text: string, zone: string): LocalTime {
  const local = readLocal(text, zone);
  if (local !== undefined) return local;
  throw new RequestError('BAD_DATE', remark('date_bad', { name, text: text.slice(0, SHOWN_LENGTH), zone }));
}

/** @throws RequestError BAD_DATE, BAD_PERIOD */
export function readPeriod(
  request: Pick<TableRequest, 'from' | 'to'>,
  zone: string,
): { from: LocalTime; to: LocalTime } {
  const read = (name: 'from' | 'to'): LocalTime => {
    const local = readBorder(name, request[name], zone);
    if (Number(local.text.slice(0, 4)) < FIRST_YEAR)
      throw new RequestError(
        'BAD_DATE',
        remark('date_too_early', { name, text: request[name], year: String(FIRST_YEAR) }),
      );
    if (!/:(00|15|30|45):00$/.test(local.text))
      throw new RequestError('BAD_DATE', remark('date_no_quarter_hour', { name, text: request[name] }));
    return local;
  };
  const [from, to] = [read('from'), read('to')];
  if (to.at <= from.at)
    throw new RequestError('BAD_PERIOD', remark('period_empty', { from: request.from, to: request.to }));
  if (to.at - from.at > LIMITS.years * 366 * 86_400_000)
    throw new RequestError('BAD_PERIOD', remark('period_too_long', { years: LIMITS.years }));
  return { from, to };
}

/** No id has one, and the database takes no NUL in a text. */
const hasControlCharacter = (text: string): boolean => /\p{Cc}/u.test(text);

/** @throws RequestError BAD_FILTER, UNKNOWN_PLACE */
export function readFilters(request: Pick<TableRequest, 'where'>, visible: Directory): Filter[] {
  const number = request.where.reduce((sum, filter) => sum + filter.values.length, 0);
  if (number > LIMITS.filters)
    throw new RequestError('BAD_FILTER', remark('filter_count', { limit: LIMITS.filters, count: number }));
  const values = new Map<FilterKey, string[]>();
  for (const { key, values: wanted } of request.where) {
    const known = FILTER_KEYS.find((name) => name === key);
    if (known === undefined)
      throw new RequestError('BAD_FILTER', remark('filter_unknown', { key, known: FILTER_KEYS.join(', ') }));
    if (wanted.some(hasControlCharacter)) throw new RequestError('BAD_FILTER', remark('filter_control', { key }));
    const list = values.get(known) ?? [];
    values.set(known, list);
    list.push(...wanted);
  }
  const places = {
    region: visible.regionById,
    centre: visible.centreById,
    service: visible.serviceById,
    agency: visible.agencyById,
  } as const;
  for (const [kind, known] of Object.entries(places)) {
    for (const id of values.get(kind as FilterKey) ?? [])
      if (!known.has(id) && id !== 'unknown') throw unknownPlace(kind, id);
  }
  return [...values].map(([key, list]) => ({ key, values: list }));
}

const PEOPLE: ReadonlySet<string> = new Set(['staff']);

function checkGroups(request: TableRequest, viewer: Viewer): void {
  if (request.by.length > LIMITS.groups)
    throw new RequestError('BAD_GROUP', remark('group_count', { limit: LIMITS.groups, count: request.by.length }));
  if (new Set(request.by).size < request.by.length) throw new RequestError('BAD_GROUP', remark('group_twice'));
  const named = [...request.by, ...request.where.map((filter) => filter.key)];
  if (!viewer.seesStaff && named.some((name) => PEOPLE.has(name))) {
    throw new RequestError('FORBIDDEN', remark('staff_forbidden'));
  }
  if (request.split === 'channel' && request.by.includes('channel'))
    throw new RequestError('BAD_GROUP', remark('channel_twice'));
}

/** The time zones of the network and of the visible centres, the network's first. */
export const zonesOf = (visible: Directory): readonly string[] => [
  ...new Set([visible.network.timeZone, ...visible.centres.map(({ calendar }) => calendar.timeZone)]),
];

/** The histograms that the intervals of means need, where there are any; what to know otherwise. */
function intervalNeeds(
  { intervals = false }: Pick<TableRequest, 'intervals'>,
  kpis: readonly AskedKpi[],
  spreads: SpreadSource,
): { readonly measures: readonly Measure[]; readonly notes: readonly Remark[] } {
  const durations = kpis.flatMap(({ definition }) => definition.durations ?? []);
  if (intervals && spreads === 'bins') return { measures: durations.flatMap(({ measures }) => measures), notes: [] };
  const hasMeans = durations.some(({ p }) => p === undefined);
  return { measures: [], notes: intervals && hasMeans ? [remark('means_without_intervals')] : [] };
}

/**
 * Checks a request and decides where its figures come from.
 * @throws RequestError that says how to fix it
 */
export function planKpis(request: TableRequest, viewer: Viewer, visible: Directory): KpiPlan {
  const kpis = readKpis(request.ids);
  checkGroups(request, viewer);
  const { from, to } = readPeriod(request, visible.network.timeZone);
  const filters = readFilters(request, visible);
  const needs = new Set(kpis.flatMap(({ definition, parameter }) => definition.needs(parameter)));
  const { split } = request;
  const keys = filters.map((filter) => filter.key);
  const wholeDays = from.text.endsWith('T00:00:00') && to.text.endsWith('T00:00:00');
  const wholeHours = from.text.endsWith(':00:00') && to.text.endsWith(':00:00');
  const isSeveralZones = zonesOf(visible).length > 1;
  const asked = {
    groups: request.by,
    keys,
    split,
    // Rows of a segment are of a centre's own day.
    wholeDays: wholeDays && !(isSeveralZones && request.zone === 'network'),
    wholeHours,
    isAgency: viewer.scope.kind === 'agency',
    countsIssues: kpis.some(({ definition }) => definition.clock === 'issued'),
  };
  const source = countSource(asked);
  const spreads = spreadSource(asked, request.exact);
  const intervals = intervalNeeds(request, kpis, spreads);
  for (const measure of intervals.measures) needs.add(measure);
  if (!wholeHours && (needs.has('desk_states') || needs.has('centre_states'))) {
    throw new RequestError('BAD_DATE', remark('date_no_full_hour'));
  }
  const isLocal = source === 'segment_day' || (isSeveralZones && request.zone !== 'network');
  return {
    kpis,
    query: {
      groups: request.by,
      split,
      filters,
      from: from.text,
      to: to.text,
      networkId: visible.network.id,
      zone: isLocal ? undefined : visible.network.timeZone,
    },
    from: from.at,
    to: to.at,
    needs,
    countSource: source,
    spreadSource: spreads,
    withEmpty: request.withEmpty,
    hasMeanIntervals: request.intervals === true && spreads === 'bins',
    notes: [...([...needs].some(isMeasure) && spreads !== 'bins' ? [remark('exact')] : []), ...intervals.notes],
  };
}
