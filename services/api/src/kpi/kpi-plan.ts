import { RequestError } from '#domain/access/request-error.js';
import { unknownPlace, type Viewer } from '#domain/access/viewer.js';
import { type LocalTime, readLocal } from '#domain/calendar/period.js';
import { type AskedKpi, parseKpi } from '#domain/kpi/catalogue.js';
import { isMeasure } from '#domain/kpi/counts.js';
import { FILTER_KEYS, type FilterKey, type KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { KpiZone } from '#domain/kpi/question.js';
import type { CellPlan } from '#store/kpi/kpi-cells.js';
import type { Filter } from '#store/kpi/kpi-query.js';
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
  readonly withEmpty: boolean;
  /** Absent: centre. */
  readonly zone?: KpiZone | undefined;
}

/** A checked request, and where its figures come from. */
export interface KpiPlan extends CellPlan {
  readonly withEmpty: boolean;
  readonly notes: readonly string[];
}

const LIMITS = { ids: 80, groups: 4, filters: 50, years: 20 } as const;
/** Nothing was recorded before; the database's calendar knows no year 0. */
const FIRST_YEAR = 1970;

function readKpis(ids: readonly string[]): AskedKpi[] {
  if (ids.length === 0 || ids.length > LIMITS.ids)
    throw new RequestError('UNKNOWN_KPI', `Ask for 1 to ${LIMITS.ids} KPIs; this request has ${ids.length}.`);
  return ids.map((id) => {
    const asked = parseKpi(id);
    if ('fault' in asked) throw new RequestError('UNKNOWN_KPI', asked.fault);
    return asked;
  });
}

/** A border of a period by the clock of the zone. @throws RequestError BAD_DATE */
export function readBorder(name: 'from' | 'to', text: string, zone: string): LocalTime {
  const local = readLocal(text, zone);
  if (local !== undefined) return local;
  throw new RequestError(
    'BAD_DATE',
    `${name} "${text.slice(0, 40)}" is not a date of the calendar; write 2026-11-24 or 2026-11-24T09:00, by the clock ` +
      `of ${zone}.`,
  );
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
        `${name} "${request[name]}" is before ${FIRST_YEAR}-01-01, when nothing was recorded; ask for a later date.`,
      );
    if (!/:(00|15|30|45):00$/.test(local.text))
      throw new RequestError(
        'BAD_DATE',
        `${name} "${request[name]}" is not on a quarter hour; figures are kept by quarter hours.`,
      );
    return local;
  };
  const [from, to] = [read('from'), read('to')];
  if (to.at <= from.at)
    throw new RequestError(
      'BAD_PERIOD',
      `The period is empty: to (${request.to}) is exclusive and has to be after from (${request.from}).`,
    );
  if (to.at - from.at > LIMITS.years * 366 * 86_400_000)
    throw new RequestError('BAD_PERIOD', `The period is longer than ${LIMITS.years} years; ask for a shorter one.`);
  return { from, to };
}

/** No id has one, and the database takes no NUL in a text. */
const hasControlCharacter = (text: string): boolean => /\p{Cc}/u.test(text);

/** @throws RequestError BAD_FILTER, UNKNOWN_PLACE */
export function readFilters(request: Pick<TableRequest, 'where'>, visible: Directory): Filter[] {
  const number = request.where.reduce((sum, filter) => sum + filter.values.length, 0);
  if (number > LIMITS.filters)
    throw new RequestError('BAD_FILTER', `A request has at most ${LIMITS.filters} filters; this one has ${number}.`);
  const values = new Map<FilterKey, string[]>();
  for (const { key, values: wanted } of request.where) {
    const known = FILTER_KEYS.find((name) => name === key);
    if (known === undefined)
      throw new RequestError('BAD_FILTER', `"${key}" cannot be filtered by; use one of ${FILTER_KEYS.join(', ')}.`);
    if (wanted.some(hasControlCharacter))
      throw new RequestError('BAD_FILTER', `The value of the filter ${key} has a control character; leave it out.`);
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
    throw new RequestError('BAD_GROUP', `Group by at most ${LIMITS.groups}; this request has ${request.by.length}.`);
  if (new Set(request.by).size < request.by.length)
    throw new RequestError('BAD_GROUP', 'A group is named twice; name each once.');
  const named = [...request.by, ...request.where.map((filter) => filter.key)];
  if (!viewer.seesStaff && named.some((name) => PEOPLE.has(name))) {
    throw new RequestError(
      'FORBIDDEN',
      'Figures of single officers need a permission that you do not have; group by desk instead, or ask for it.',
    );
  }
  if (request.split === 'channel' && request.by.includes('channel'))
    throw new RequestError('BAD_GROUP', 'channel is both group and split; name it once.');
}

/** The time zones of the network and of the visible centres, the network's first. */
export const zonesOf = (visible: Directory): readonly string[] => [
  ...new Set([visible.network.timeZone, ...visible.centres.map(({ calendar }) => calendar.timeZone)]),
];

const EXACT = 'Percentiles and parameters are exact: they come from legs.';

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
  if (!wholeHours && (needs.has('desk_states') || needs.has('centre_states'))) {
    throw new RequestError('BAD_DATE', 'Times of desks and centres are kept by hours; let from and to be full hours.');
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
    notes: [...needs].some(isMeasure) && spreads !== 'bins' ? [EXACT] : [],
  };
}
