import { RequestError } from '#domain/access/request-error.js';
import { countPeriods } from '#domain/calendar/count-periods.js';
import type { TimeGroup } from '#domain/calendar/period.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import { type Remark, type RemarkCode, remark } from '#domain/remark/remark.js';
import { MOST_DURATIONS } from '#store/kpi/exact-durations.js';
import { timeGroups } from '#store/kpi/kpi-intervals.js';
import type { FilterKey } from '#store/kpi/kpi-query.js';
import type { CentreRecord, Directory } from '#store/network/directory.js';
import type { KpiPlan } from './kpi-plan.js';

/** The largest answer. docs/commands.md and docs/operations.md name these numbers. */
export const KPI_LIMITS = {
  /** Rows of one table. */
  rows: 50_000,
  /** Rows x KPIs, of one table and of all tables of one request. */
  figures: 200_000,
  /** Durations, or bins of durations, that the database sends for percentiles of one table. */
  durations: MOST_DURATIONS,
  /** Legs that idle time while people wait is computed from. */
  idleLegs: 1_200_000,
} satisfies Readonly<Record<string, number>>;

/** Distinct values that a split or channel usually has, `unknown` included; only the facts know the real number. */
const SPLIT_VALUES: Readonly<Record<KpiSplit, number>> = {
  gender: 4,
  age_band: 8,
  disability: 4,
  ethnicity: 20,
  language: 6,
  rural: 3,
  priority: 4,
  channel: 6,
  outcome: 7,
};
/** Officers for each desk of a centre: shifts, stand-ins and people who have left. */
const OFFICERS_PER_DESK = 3;

/** How large a table can be, at most, known from the question and the network alone. */
export interface KpiSize {
  readonly periods: number;
  readonly places: number;
  readonly splits: number;
  readonly rows: number;
  readonly kpis: number;
  readonly figures: number;
}

/** Bins that a distribution usually has: it counts as so many figures. */
export const BINS_IN_USE = 30;

/** The number of figures of one row. */
export const figuresOf = ({ kpis }: KpiPlan): number =>
  kpis.reduce((sum, { definition }) => sum + (definition.isDistribution === true ? BINS_IN_USE : 1), 0);

/** The number of rows and figures of a table. Every place and period has a row, with or without data. */
export function kpiSize(plan: KpiPlan, visible: Directory): KpiSize {
  const { groups, split } = plan.query;
  const periods = countPeriods(timeGroups(groups), plan.from, plan.to, visible.network.timeZone);
  const places = placesAtMost(plan, visible);
  const splits = split === undefined ? 1 : (valuesOf(plan, split)?.length ?? SPLIT_VALUES[split]);
  const rows = periods * places * splits;
  return { periods, places, splits, rows, kpis: plan.kpis.length, figures: rows * figuresOf(plan) };
}

/** The values that a question is filtered by. */
const valuesOf = ({ query }: KpiPlan, key: FilterKey): readonly string[] | undefined =>
  query.filters.find((filter) => filter.key === key)?.values;

/** Combinations of the grouped places: a centre has one region, a desk one centre, a service one agency. */
function placesAtMost(plan: KpiPlan, visible: Directory): number {
  const has = (...wanted: string[]): boolean => plan.query.groups.some((group) => wanted.includes(group));
  const asked = (key: FilterKey): readonly string[] | undefined => valuesOf(plan, key);
  const isAsked = (key: FilterKey, value: string): boolean => asked(key)?.includes(value) ?? true;
  const services = visible.services.filter(
    ({ id, agencyId }) => isAsked('service', id) && isAsked('agency', agencyId ?? 'unknown'),
  );
  const own = new Set(services.map(({ id }) => id));
  const agencies = new Set(services.map(({ agencyId }) => agencyId ?? 'unknown')).size;
  const ofServices = (number: number): number => (has('service') ? number : has('agency') ? agencies : 1);
  const channels = has('channel') ? (asked('channel')?.length ?? SPLIT_VALUES.channel) : 1;
  const centres = visible.centres.filter(({ id, regionId }) => isAsked('centre', id) && isAsked('region', regionId));
  if (!has('centre', 'desk', 'staff')) {
    const some = asked('centre') ? new Set(centres.map(({ regionId }) => regionId)).size : undefined;
    const regions = has('region') ? (some ?? visible.regions.filter(({ id }) => isAsked('region', id)).length) : 1;
    return Math.max(1, regions * ofServices(services.length) * channels);
  }
  const desks = ({ desks: all }: CentreRecord): number => asked('desk')?.length ?? Math.max(1, all.length);
  const people = (centre: CentreRecord): number => {
    const officers = has('staff') ? (asked('staff')?.length ?? desks(centre) * OFFICERS_PER_DESK) : 1;
    return has('desk') ? Math.max(desks(centre), officers) : officers;
  };
  const ofCentre = (centre: CentreRecord): number =>
    people(centre) * Math.max(1, ofServices(centre.serviceIds.filter((id) => own.has(id)).length));
  return Math.max(1, centres.reduce((sum, centre) => sum + ofCentre(centre), 0) * channels);
}

const PERIODS = {
  quarter_hour: 'quarter_hours',
  hour: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
  year: 'years',
  hour_of_day: 'hours_of_day',
  day_of_week: 'days_of_week',
} as const satisfies Readonly<Record<TimeGroup, RemarkCode>>;
const FINEST_FIRST = Object.keys(PERIODS) as readonly TimeGroup[];

function kpiFactor(size: KpiSize): Remark {
  const n = size.kpis;
  if (size.figures === size.rows * n) return remark(n === 1 ? 'one_kpi' : 'kpis', { n });
  return remark(n === 1 ? 'one_distribution' : 'distributions', { n, bins: BINS_IN_USE });
}

/** "55 places x 35,040 quarter hours x 53 KPIs" */
function factors({ query }: KpiPlan, size: KpiSize): readonly Remark[] {
  const times = timeGroups(query.groups);
  const finest = FINEST_FIRST.find((group) => times.includes(group));
  return [
    ...(size.places > 1 ? [remark('places', { n: size.places })] : []),
    ...(finest === undefined ? [] : [remark(times.length > 1 ? 'periods' : PERIODS[finest], { n: size.periods })]),
    ...(size.splits > 1 ? [remark('split_values', { n: size.splits, split: query.split ?? '' })] : []),
    kpiFactor(size),
  ];
}

/** What makes this very question smaller. */
function waysToAskLess({ query, to, from }: KpiPlan, { rows, figures, kpis }: KpiSize): readonly Remark[] {
  const times = timeGroups(query.groups);
  const fitting = figures === rows * kpis ? Math.floor(KPI_LIMITS.figures / rows) : 0;
  const isFine = times.includes('quarter_hour') || times.includes('hour');
  return [
    ...(fitting >= 1 && rows <= KPI_LIMITS.rows ? [remark('fewer_kpis', { n: fitting })] : []),
    ...(to - from > 86_400_000 && times.length > 0 ? [remark('shorter_period')] : []),
    ...(isFine ? [remark('days_for_hours')] : times.includes('day') ? [remark('months_for_days')] : []),
    ...(query.groups.length > times.length ? [remark('fewer_places')] : []),
    ...(query.split === undefined ? [] : [remark('no_split')]),
  ];
}

/** Refuses a table that is too large, before anything is read. @throws RequestError TOO_MUCH with the number */
export function refuseTooLarge(plan: KpiPlan, size: KpiSize): void {
  const { rows, figures } = size;
  const { rows: maxRows, figures: maxFigures } = KPI_LIMITS;
  if (rows <= maxRows && figures <= maxFigures) return;
  const sizes = { factors: factors(plan, size), figures, rows, maxFigures, maxRows };
  throw new RequestError('TOO_MUCH', remark('too_large', { ...sizes, ways: waysToAskLess(plan, size) }));
}
