import { RequestError } from '#domain/access/request-error.js';
import { periodsBetween } from '#domain/calendar/period.js';
import { remark } from '#domain/remark/remark.js';
import type { Pace } from '#platform/timing/pace.js';
import type { Cells } from '#store/kpi/kpi-cells.js';
import { timeGroups } from '#store/kpi/kpi-intervals.js';
import type { KpiGroup } from '#store/kpi/kpi-query.js';
import type { Directory } from '#store/network/directory.js';
import type { KpiPlan } from './kpi-plan.js';
import { figuresOf, KPI_LIMITS } from './kpi-size.js';

/** The values of a row's groups, then of its split where it has one. */
export type RowKey = readonly string[];

/** The size that is known beforehand is an estimate where only the facts know values: officers, channels, splits. */
function refuseMoreRows(rows: number, figures: number): void {
  if (rows <= KPI_LIMITS.rows && rows * figures <= KPI_LIMITS.figures) return;
  const { rows: maxRows, figures: maxFigures } = KPI_LIMITS;
  const sizes = { rows, each: figures, figures: rows * figures, maxFigures, maxRows };
  throw new RequestError('TOO_MUCH', remark('too_many_rows', sizes));
}

/** Reading a calendar is slow beside other small steps. */
const STEPS_OF_A_PERIOD = 16;

/**
 * Every place of a group inside the scope and the filters; undefined where only the facts can tell (officers,
 * channels).
 */
function placesOf(group: KpiGroup, plan: KpiPlan, visible: Directory): readonly string[] | undefined {
  const asked = (key: string): readonly string[] | undefined =>
    plan.query.filters.find((filter) => filter.key === key)?.values;
  const centres = visible.centres.filter(
    (centre) =>
      (asked('region') ?? [centre.regionId]).includes(centre.regionId) &&
      (asked('centre') ?? [centre.id]).includes(centre.id),
  );
  switch (group) {
    case 'network':
      return [visible.network.id];
    case 'region':
      return asked('centre') === undefined
        ? visible.regions.map(({ id }) => id).filter((id) => asked('region')?.includes(id) ?? true)
        : [...new Set(centres.map((centre) => centre.regionId))];
    case 'centre':
      return centres.map((centre) => centre.id);
    case 'service':
      return visible.services
        .filter(
          ({ id, agencyId }) =>
            (asked('service') ?? [id]).includes(id) && (asked('agency') ?? [agencyId]).includes(agencyId ?? 'unknown'),
        )
        .map(({ id }) => id);
    case 'agency':
      return visible.agencies.map(({ id }) => id).filter((id) => asked('agency')?.includes(id) ?? true);
    case 'desk':
      return asked('desk') ?? (centres.length === 1 ? centres[0]?.desks.map((desk) => desk.id) : undefined);
    default:
      return undefined;
  }
}

/**
 * Keys that a reader expects, with or without data: each period with each place (all places of one group, else those
 * with data).
 */
async function expectedKeys(plan: KpiPlan, cells: Cells, visible: Directory, pace: Pace): Promise<RowKey[]> {
  const { groups, split } = plan.query;
  const times = timeGroups(groups);
  const places = groups.filter((group) => !(times as readonly KpiGroup[]).includes(group));
  const seen = new Map<string, RowKey>();
  const values = new Set<string>();
  for (const key of cells.keys()) {
    const place = places.map((group) => key[groups.indexOf(group)] ?? '');
    seen.set(JSON.stringify(place), place);
    if (split !== undefined) values.add(key.at(-1) ?? '');
    if (pace.isDue()) await pace.rest();
  }
  const only = places.length === 1 ? places[0] : undefined;
  for (const place of only === undefined ? [] : (placesOf(only, plan, visible) ?? []))
    seen.set(JSON.stringify([place]), [place]);
  if (places.length === 0) seen.set('[]', []);
  const walked = times.length === 0 ? [[]] : periodsBetween(times, plan.from, plan.to, visible.network.timeZone);
  const periods = await pace.map(walked, (period) => period, STEPS_OF_A_PERIOD);
  const splits = split === undefined ? [[]] : [...values].map((value) => [value]);
  refuseMoreRows(seen.size * periods.length * splits.length, figuresOf(plan));
  const ordered = (place: RowKey, period: RowKey): string[] =>
    groups.map(
      (group) =>
        (places.includes(group)
          ? place[places.indexOf(group)]
          : period[(times as readonly KpiGroup[]).indexOf(group)]) ?? '',
    );
  const keys: RowKey[] = [];
  for (const place of seen.values())
    for (const period of periods)
      for (const value of splits) {
        keys.push([...ordered(place, period), ...value]);
        if (pace.isDue()) await pace.rest();
      }
  return keys;
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const [left, right] = [a[index] ?? '', b[index] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/**
 * The keys of a table's rows, in order: those with data and, where they are asked for, those without.
 * @throws RequestError TOO_MUCH
 */
export async function rowKeys(plan: KpiPlan, cells: Cells, visible: Directory, pace: Pace): Promise<readonly RowKey[]> {
  const keys = new Map<string, RowKey>();
  const add = async (more: Iterable<RowKey>): Promise<void> => {
    for (const key of more) {
      keys.set(JSON.stringify(key), key);
      if (pace.isDue()) await pace.rest();
    }
  };
  await add(cells.keys());
  if (plan.withEmpty) await add(await expectedKeys(plan, cells, visible, pace));
  if (keys.size === 0 && plan.query.groups.length === 0 && plan.query.split === undefined) keys.set('[]', []);
  refuseMoreRows(keys.size, figuresOf(plan));
  return pace.sort([...keys.values()], compareKeys);
}
