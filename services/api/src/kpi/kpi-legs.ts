import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import { zoneOf } from '#domain/calendar/zone.js';
import { COUNT_INDEX, isMeasure } from '#domain/kpi/counts.js';
import { remark } from '#domain/remark/remark.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import type { KpiPlan } from './kpi-plan.js';
import { BINS_IN_USE, KPI_LIMITS, type KpiSize } from './kpi-size.js';

/** What the rollups can be filtered by; other filters only make the number of legs smaller. */
const ROLLUP_KEYS: readonly string[] = ['region', 'centre', 'service', 'agency'];

/**
 * Refuses what would bring more durations or legs to this program than it may hold, before they are read: legs are
 * counted in the rollups. Nothing is counted where the size of the table says that it is enough.
 * @throws RequestError TOO_MUCH with the number
 */
export async function refuseTooManyLegs(
  store: KpiStore,
  scope: Scope,
  plan: KpiPlan,
  size: Pick<KpiSize, 'rows'>,
  limits: Pick<typeof KPI_LIMITS, 'durations' | 'idleLegs'> = KPI_LIMITS,
): Promise<void> {
  const measures = [...plan.needs].filter(isMeasure).length;
  const bins = plan.spreadSource !== 'legs' ? size.rows * measures * BINS_IN_USE : Number.POSITIVE_INFINITY;
  const isManyDurations = measures > 0 && bins > limits.durations;
  const readsIdle = plan.needs.has('idle');
  if (!isManyDurations && !readsIdle) return;
  const legs = await countLegs(store, scope, plan);
  if (readsIdle && legs > limits.idleLegs)
    throw new RequestError('TOO_MUCH', remark('idle_too_large', { legs, limit: limits.idleLegs }));
  const durations = Math.min(bins, legs * measures);
  if (!isManyDurations || durations <= limits.durations) return;
  const code = plan.spreadSource === 'legs' ? 'durations_too_many' : 'bins_too_many';
  throw new RequestError('TOO_MUCH', remark(code, { durations, limit: limits.durations }));
}

/** Legs of the period and its places, at most: some filters are left out. */
async function countLegs(store: KpiStore, scope: Scope, { query, from, to }: KpiPlan): Promise<number> {
  const filters = query.filters.filter(({ key }) => ROLLUP_KEYS.includes(key));
  const keptFrom = await store.keptFrom(scope, query);
  if (keptFrom >= to) return 0;
  const places = { ...query, groups: [], split: undefined, filters };
  const asked = keptFrom <= from ? places : { ...places, from: localText(keptFrom, query.zone ?? 'UTC') };
  const [cell] = await store.counts(scope, asked, 'quarter', []);
  const count = (...names: (keyof typeof COUNT_INDEX)[]): number =>
    names.reduce((sum, name) => sum + (cell?.sums[COUNT_INDEX[name]] ?? 0), 0);
  return Math.max(
    count('tickets_issued'),
    count('demand_started', 'no_shows', 'abandoned', 'cancelled', 'voided'),
    count('ended'),
  );
}

const localText = (at: number, zone: string): string =>
  new Date(at + zoneOf(zone).offset(at)).toISOString().slice(0, 19);
