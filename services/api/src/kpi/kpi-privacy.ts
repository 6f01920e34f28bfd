import { countOf, demandOf, type KpiInputs } from '#domain/kpi/compute.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import { isCustomerAttribute } from '#domain/visit/customer-attributes.js';
import type { Pace } from '#platform/timing/pace.js';
import type { KpiPlan } from './kpi-plan.js';

type Key = readonly string[];

/**
 * What a cell's size is judged by: the legs behind it, or the appointments where they are asked for and fewer, since
 * figures of few are beside those of many.
 */
export function cellSize(inputs: KpiInputs): number {
  const legs = Math.max(countOf(inputs, 'tickets_issued'), demandOf(inputs), countOf(inputs, 'ended'));
  const bookings = countOf(inputs, 'bookings');
  return legs > 0 && bookings > 0 ? Math.min(legs, bookings) : Math.max(legs, bookings);
}

/** Keys of one table cell before the split, each with its values. */
async function bySplit(keys: readonly Key[], pace: Pace): Promise<Key[][]> {
  const groups = new Map<string, Key[]>();
  for (const key of keys) {
    const id = JSON.stringify(key.slice(0, -1));
    const group = groups.get(id) ?? [];
    groups.set(id, group);
    group.push(key);
    if (pace.isDue()) await pace.rest();
  }
  return [...groups.values()];
}

/**
 * Which cells are too small to be shown, where people are split or filtered by what they are. Where just one value of
 * a split would be hidden the next smallest is hidden too, because the total less the others would tell it.
 */
export async function hideSmallCells(
  plan: KpiPlan,
  keys: readonly Key[],
  sizeOf: (key: Key) => number,
  smallest: number,
  pace: Pace,
): Promise<{ keys: ReadonlySet<string>; notes: Remark[] }> {
  const { split, filters } = plan.query;
  const isSplit = split !== undefined && isCustomerAttribute(split);
  const hidden = new Set<string>();
  if (!isSplit && !filters.some((filter) => isCustomerAttribute(filter.key))) return { keys: hidden, notes: [] };
  for (const group of isSplit ? await bySplit(keys, pace) : keys.map((key) => [key])) {
    const bySize = group
      .map((key) => ({ key, size: sizeOf(key) }))
      .filter(({ size }) => size > 0)
      .sort((a, b) => a.size - b.size);
    const small = bySize.filter(({ size }) => size < smallest);
    const hide = small.length === 1 && bySize.length > 1 ? bySize.slice(0, 2) : small;
    for (const { key } of hide) hidden.add(JSON.stringify(key));
    if (pace.isDue(group.length)) await pace.rest();
  }
  const notes = hidden.size === 0 ? [] : [remark('cells_hidden', { cells: hidden.size, smallest })];
  return { keys: hidden, notes };
}

const UNKNOWN_SHARE = 0.05;
const UNBALANCED = 1.25;

/** Ruling 12: a split whose unknowns waited clearly longer or shorter than the rest ranks nobody. */
export async function unbalancedUnknowns(
  plan: KpiPlan,
  keys: readonly Key[],
  inputsOf: (key: Key) => KpiInputs,
  pace: Pace,
): Promise<Remark[]> {
  const { split } = plan.query;
  if (split === undefined || split === 'outcome') return [];
  const sum = { unknown: { demand: 0, n: 0, ms: 0 }, known: { demand: 0, n: 0, ms: 0 } };
  for (const key of keys) {
    const part = key.at(-1) === 'unknown' ? sum.unknown : sum.known;
    const inputs = inputsOf(key);
    part.demand += demandOf(inputs);
    part.n += countOf(inputs, 'wait_n');
    part.ms += countOf(inputs, 'wait_ms');
    if (pace.isDue()) await pace.rest();
  }
  const demand = sum.unknown.demand + sum.known.demand;
  if (demand === 0) return [];
  const share = sum.unknown.demand / demand;
  const notes = share > 0 ? [remark('split_unknown', { split, percent: Number((share * 100).toFixed(1)) })] : [];
  if (share < UNKNOWN_SHARE || sum.known.n === 0 || sum.unknown.n === 0) return notes;
  const ratio = sum.unknown.ms / sum.unknown.n / Math.max(1, sum.known.ms / sum.known.n);
  if (ratio <= UNBALANCED && ratio >= 1 / UNBALANCED) return notes;
  return [...notes, remark('split_unbalanced', { split, ratio: Number(ratio.toFixed(2)) })];
}
