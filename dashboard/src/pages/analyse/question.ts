import type { Sorting } from '../../components/tables/sort-rows';
import type { KpiGroup, KpiSplit } from '../../gql/graphql';

/** What rows may be grouped by: places first, then people and services, then periods. */
export const PLACE_GROUPS = ['network', 'region', 'centre', 'desk', 'staff'] as const satisfies readonly KpiGroup[];
export const SERVICE_GROUPS = ['agency', 'service', 'channel'] as const satisfies readonly KpiGroup[];
/** Periods that follow each other: their rows make a line. */
export const PERIOD_GROUPS = [
  'year',
  'month',
  'week',
  'day',
  'hour',
  'quarter_hour',
] as const satisfies readonly KpiGroup[];
export const CYCLE_GROUPS = ['hour_of_day', 'day_of_week'] as const satisfies readonly KpiGroup[];
export const GROUPS: readonly KpiGroup[] = [...PLACE_GROUPS, ...SERVICE_GROUPS, ...PERIOD_GROUPS, ...CYCLE_GROUPS];

export const SPLITS = [
  'gender',
  'age_band',
  'disability',
  'ethnicity',
  'language',
  'rural',
  'priority',
  'channel',
  'outcome',
] as const satisfies readonly KpiSplit[];

export const COMPARISONS = ['before', 'year', 'region', 'network', 'target'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What rows may be filtered by. */
export const FILTER_KEYS = [
  'region',
  'centre',
  'desk',
  'staff',
  'agency',
  'service',
  'channel',
  ...SPLITS.filter((split) => split !== 'channel' && split !== 'outcome'),
  'outcome',
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

export const CHARTS = ['lines', 'bars', 'heat', 'distribution', 'scatter', 'none'] as const;
export type ChartKind = (typeof CHARTS)[number];

/** The API's limits: more is refused there too. */
export const LIMITS = { ids: 60, groups: 4, filters: 50, valueLength: 200 } as const;

/** Rows that have one of these values. */
export interface Filter {
  readonly key: FilterKey;
  readonly values: readonly string[];
}

/** What is asked of the API. Times are local times of the network's zone; `to` is exclusive. */
export interface Question {
  /** KPIs, each with an optional parameter: service_level:60 */
  readonly ids: readonly string[];
  /** 2026-10-01 or 2026-10-01T08:15 */
  readonly from: string;
  readonly to: string;
  readonly by: readonly KpiGroup[];
  readonly where: readonly Filter[];
  readonly split: KpiSplit | null;
  readonly compare: Comparison | null;
  readonly exact: boolean;
  /** Also the rows of the whole and of each leading group, asked again and never added up. */
  readonly totals: boolean;
  /** Also rows of places and periods for which nothing was recorded. */
  readonly withEmpty: boolean;
  /** Also intervals of means, for which histograms are read. */
  readonly intervals: boolean;
}

/** How the rows are ordered: by a group's, a KPI's or a change's column. */
export type Order = Sorting;

/** How an answer is shown; nothing of it changes a figure. */
export interface View {
  readonly order: Order | null;
  /** Null: the one that fits best. */
  readonly chart: ChartKind | null;
  /** The KPI that is drawn; null: the one that the rows are ordered by, or the first. */
  readonly of: string | null;
}

/** A question and how its answer is shown: what an address holds. */
export interface Sheet {
  readonly question: Question;
  readonly view: View;
}

/** Whether a group is of time. */
export const isTimeGroup = (group: string): boolean =>
  ([...PERIOD_GROUPS, ...CYCLE_GROUPS] as readonly string[]).includes(group);

/** Whether rows of a group follow each other in time. */
export const isPeriodGroup = (group: string): boolean => (PERIOD_GROUPS as readonly string[]).includes(group);

/** The values that a question is filtered by. */
export const valuesOf = (question: Question, key: FilterKey): readonly string[] =>
  question.where.find((filter) => filter.key === key)?.values ?? [];

/** The question with other values for one filter; without values there is no such filter. */
export function withFilter(question: Question, key: FilterKey, values: readonly string[]): Question {
  const others = question.where.filter((filter) => filter.key !== key);
  return { ...question, where: values.length === 0 ? others : [...others, { key, values }] };
}
