import type { Viewer } from '#domain/access/viewer.js';
import type { AskedKpi } from '#domain/kpi/catalogue.js';
import type { KpiInputs, KpiResult } from '#domain/kpi/compute.js';
import { intervalOf, type KpiInterval, mayHaveInterval } from '#domain/kpi/interval.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import { Pace } from '#platform/timing/pace.js';
import { readCells } from '#store/kpi/kpi-cells.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import type { Directory } from '#store/network/directory.js';
import { type RowKey, rowKeys } from './kpi-keys.js';
import { refuseTooManyLegs } from './kpi-legs.js';
import { type KpiPlan, planKpis, type TableRequest } from './kpi-plan.js';
import { cellSize, hideSmallCells, unbalancedUnknowns } from './kpi-privacy.js';
import { type KpiSize, kpiSize, refuseTooLarge } from './kpi-size.js';

export interface KpiValue extends KpiResult {
  readonly id: string;
  readonly suppressed: boolean;
  /** Undefined where nothing is known of the figure's noise, and where the figure is hidden. */
  readonly interval?: KpiInterval | undefined;
}

export interface KpiRow {
  readonly group: readonly { readonly key: string; readonly value: string }[];
  readonly values: readonly KpiValue[];
}

export interface KpiTable {
  readonly kpis: readonly AskedKpi[];
  readonly rows: readonly KpiRow[];
  readonly notes: readonly Remark[];
}

const compute = ({ kpis, hasMeanIntervals }: KpiPlan, inputs: KpiInputs): KpiValue[] =>
  kpis.map(({ asked, definition, parameter }) => {
    const result = definition.compute(inputs, parameter);
    // A mean has none unless it was asked for, whatever else reads its histogram.
    const hasOne = mayHaveInterval(definition, hasMeanIntervals);
    const interval = hasOne ? intervalOf(definition, result, inputs) : undefined;
    return { id: asked, ...result, suppressed: false, interval };
  });

/** What is left of a figure that may not be shown. */
export const HIDDEN = {
  value: null,
  n: null,
  d: null,
  complete: null,
  errorBound: 0,
  noData: false,
  suppressed: true,
} as const;

export interface KpiTableOptions {
  /** Cells of a split with fewer legs are not shown. */
  readonly smallestCell: number;
}

/** A plan with what its table is made in. */
export interface TableReading {
  readonly plan: KpiPlan;
  readonly size: KpiSize;
  readonly viewer: Viewer;
  /** What the viewer may see. */
  readonly visible: Directory;
  readonly options: KpiTableOptions;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * Answers a request: every figure with its numerator, denominator, completeness and error bound.
 * @param visible what the viewer may see
 * @throws RequestError that says how to fix it
 */
export async function kpiTable(
  store: KpiStore,
  request: TableRequest,
  viewer: Viewer,
  visible: Directory,
  options: KpiTableOptions,
  now: number,
): Promise<KpiTable> {
  const plan = planKpis(request, viewer, visible);
  const size = kpiSize(plan, visible);
  refuseTooLarge(plan, size);
  return readTable(store, { plan, size, viewer, visible, options, now });
}

/**
 * Makes the table of a plan that is not too large. Computed in slices: the event loop turns in between.
 * @throws RequestError TOO_MUCH where the database knows more about the size than the plan
 */
export async function readTable(
  store: KpiStore,
  { plan, size, viewer, visible, options, now }: TableReading,
): Promise<KpiTable> {
  await refuseTooManyLegs(store, viewer.scope, plan, size);
  const { cells, notes } = await readCells(store, viewer.scope, plan, now);
  const pace = new Pace();
  const keys = await rowKeys(plan, cells, visible, pace);
  const hidden = await hideSmallCells(plan, keys, (key) => cellSize(cells.get(key)), options.smallestCell, pace);
  const names: readonly string[] =
    plan.query.split === undefined ? plan.query.groups : [...plan.query.groups, plan.query.split];
  const row = (key: RowKey): KpiRow => {
    const values = compute(plan, cells.get(key));
    return {
      group: names.map((name, index) => ({ key: name, value: key[index] ?? '' })),
      values: hidden.keys.has(JSON.stringify(key)) ? values.map(({ id }) => ({ id, ...HIDDEN })) : values,
    };
  };
  const rows = await pace.map(keys, row, plan.kpis.length);
  // It may lie before the first import.
  const nothing = cells.isEmpty() && notes.length === 0 ? [remark('nothing_recorded')] : [];
  const unbalanced = await unbalancedUnknowns(plan, keys, (key) => cells.get(key), pace);
  return { kpis: plan.kpis, rows, notes: [...plan.notes, ...notes, ...nothing, ...hidden.notes, ...unbalanced] };
}
