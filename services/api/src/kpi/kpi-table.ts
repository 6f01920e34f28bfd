import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { periodsBetween } from '#domain/calendar/period.js';
import type { AskedKpi } from '#domain/kpi/catalogue.js';
import { countOf, demandOf, type KpiInputs, type KpiResult } from '#domain/kpi/compute.js';
import { type Cells, readCells } from '#store/kpi/kpi-cells.js';
import { timeGroups } from '#store/kpi/kpi-intervals.js';
import type { KpiGroup } from '#store/kpi/kpi-query.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import type { Directory } from '#store/network/directory.js';
import type { KpiRequest } from '../gql/schema-types.js';
import { type KpiPlan, planKpis } from './kpi-plan.js';
import { hideSmallCells, unbalancedUnknowns } from './kpi-privacy.js';

export interface KpiValue extends KpiResult {
  readonly id: string;
  readonly suppressed: boolean;
}

export interface KpiRow {
  readonly group: readonly { readonly key: string; readonly value: string }[];
  readonly values: readonly KpiValue[];
}

export interface KpiTable {
  readonly kpis: readonly AskedKpi[];
  readonly rows: readonly KpiRow[];
  readonly notes: readonly string[];
}

/** More rows than this are refused. */
const MOST_ROWS = 50_000;

const tooMany = (): RequestError =>
  new RequestError(
    'TOO_MUCH',
    `The table would have more than ${MOST_ROWS} rows; ask for a shorter period, fewer groups, or longer periods.`,
  );

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
function expectedKeys(plan: KpiPlan, cells: Cells, visible: Directory): (readonly string[])[] {
  const { groups, split } = plan.query;
  const times = timeGroups(groups);
  const places = groups.filter((group) => !(times as readonly KpiGroup[]).includes(group));
  const periods =
    times.length === 0 ? [[]] : periodsBetween(times, plan.from, plan.to, visible.network.timeZone, MOST_ROWS);
  if (periods === undefined) throw tooMany();
  const seen = new Map<string, readonly string[]>();
  for (const key of cells.keys()) {
    const place = places.map((group) => key[groups.indexOf(group)] ?? '');
    seen.set(JSON.stringify(place), place);
  }
  const only = places.length === 1 ? places[0] : undefined;
  for (const place of only === undefined ? [] : (placesOf(only, plan, visible) ?? []))
    seen.set(JSON.stringify([place]), [place]);
  if (places.length === 0) seen.set('[]', []);
  const values =
    split === undefined ? [[]] : [...new Set(cells.keys().map((key) => key.at(-1) ?? ''))].map((value) => [value]);
  if (seen.size * periods.length * values.length > MOST_ROWS) throw tooMany();
  const ordered = (place: readonly string[], period: readonly string[]): string[] =>
    groups.map(
      (group) =>
        (places.includes(group)
          ? place[places.indexOf(group)]
          : period[(times as readonly KpiGroup[]).indexOf(group)]) ?? '',
    );
  return [...seen.values()].flatMap((place) =>
    periods.flatMap((period) => values.map((value) => [...ordered(place, period), ...value])),
  );
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const [left, right] = [a[index] ?? '', b[index] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

const compute = (kpis: readonly AskedKpi[], inputs: KpiInputs): KpiValue[] =>
  kpis.map(({ asked, definition, parameter }) => ({
    id: asked,
    ...definition.compute(inputs, parameter),
    suppressed: false,
  }));

/** Legs behind a cell: what its size is judged by. */
export const cellSize = (inputs: KpiInputs): number =>
  Math.max(countOf(inputs, 'tickets_issued'), demandOf(inputs), countOf(inputs, 'ended'));

export interface KpiTableOptions {
  /** Cells of a split with fewer legs are not shown. */
  readonly smallestCell: number;
}

/**
 * Answers a request: every figure with its numerator, denominator, completeness and error bound.
 * @param visible what the viewer may see
 * @throws RequestError with the mend
 */
export async function kpiTable(
  store: KpiStore,
  request: KpiRequest,
  viewer: Viewer,
  visible: Directory,
  options: KpiTableOptions,
  now: number,
): Promise<KpiTable> {
  const plan = planKpis(request, viewer, visible);
  const { cells, notes } = await readCells(store, viewer.scope, plan, now);
  const expected = plan.withEmpty ? expectedKeys(plan, cells, visible) : [];
  const keys = new Map([...cells.keys(), ...expected].map((key) => [JSON.stringify(key), key]));
  if (keys.size === 0 && plan.query.groups.length === 0 && plan.query.split === undefined) keys.set('[]', []);
  if (keys.size > MOST_ROWS) throw tooMany();
  const names: readonly string[] =
    plan.query.split === undefined ? plan.query.groups : [...plan.query.groups, plan.query.split];
  const sorted = [...keys.values()].sort(compareKeys);
  const hidden = hideSmallCells(plan, sorted, (key) => cellSize(cells.get(key)), options.smallestCell);
  const rows = sorted.map((key): KpiRow => {
    const values = compute(plan.kpis, cells.get(key));
    const isHidden = hidden.keys.has(JSON.stringify(key));
    return {
      group: names.map((name, index) => ({ key: name, value: key[index] ?? '' })),
      values: isHidden
        ? values.map(({ id }) => ({
            id,
            value: null,
            n: null,
            d: null,
            complete: null,
            errorBound: 0,
            noData: false,
            suppressed: true,
          }))
        : values,
    };
  });
  return {
    kpis: plan.kpis,
    rows,
    notes: [...plan.notes, ...notes, ...hidden.notes, ...unbalancedUnknowns(plan, sorted, (key) => cells.get(key))],
  };
}
