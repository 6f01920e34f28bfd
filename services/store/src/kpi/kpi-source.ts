import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { CountSource, FilterKey, KpiGroup, SpreadSource } from './kpi-query.js';

const COARSE: ReadonlySet<KpiGroup> = new Set<KpiGroup>([
  'network',
  'region',
  'centre',
  'agency',
  'service',
  'year',
  'month',
  'week',
  'day',
  'day_of_week',
]);
/** Groups that rows of a desk and an hour can answer. */
export const DESK_HOUR_GROUPS: ReadonlySet<KpiGroup> = new Set<KpiGroup>([
  'network',
  'region',
  'centre',
  'desk',
  'staff',
  'year',
  'month',
  'week',
  'day',
  'hour',
  'hour_of_day',
  'day_of_week',
]);

/** What decides where counts come from. */
export interface Asked {
  readonly groups: readonly KpiGroup[];
  readonly keys: readonly FilterKey[];
  readonly split: KpiSplit | undefined;
  readonly wholeDays: boolean;
  readonly wholeHours: boolean;
  readonly isAgency: boolean;
  /** A ticket is of no desk yet when it is issued. */
  readonly countsIssues: boolean;
}

/** The smallest table that can tell. */
export function countSource({
  groups,
  keys,
  split,
  wholeDays,
  wholeHours,
  isAgency,
  countsIssues,
}: Asked): CountSource {
  const dimensions: readonly string[] = [...groups, ...keys];
  const placesOnly = keys.every((key) => ['region', 'centre', 'agency', 'service'].includes(key));
  const hasDesk = dimensions.includes('desk') || dimensions.includes('staff');
  if (split !== undefined) {
    return split !== 'outcome' && wholeDays && placesOnly && groups.every((group) => COARSE.has(group))
      ? 'segment_day'
      : 'legs';
  }
  if (hasDesk) {
    const deskKeys = keys.every((key) => ['region', 'centre', 'desk', 'staff'].includes(key));
    return deskKeys && wholeHours && !isAgency && !countsIssues && groups.every((group) => DESK_HOUR_GROUPS.has(group))
      ? 'desk_hour'
      : 'legs';
  }
  return placesOnly && !groups.includes('channel') ? 'quarter' : 'legs';
}

const VALUE_GROUPS: ReadonlySet<string> = new Set<KpiGroup>(
  [...COARSE].filter((group) => group !== 'agency' && group !== 'service'),
);

/** Durations are stored by centre and day; anything finer is of legs. */
export function spreadSource(asked: Asked, isExact: boolean): SpreadSource {
  if (countSource(asked) !== 'quarter') return 'legs';
  if (!isExact) return 'bins';
  const { groups, keys, isAgency } = asked;
  return !isAgency && [...groups, ...keys].every((name) => VALUE_GROUPS.has(name)) ? 'values' : 'legs';
}
