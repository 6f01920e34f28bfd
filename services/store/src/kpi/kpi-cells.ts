import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import type { AskedKpi } from '#domain/kpi/catalogue.js';
import type { KpiNeed } from '#domain/kpi/catalogue-entry.js';
import { type KpiInputs, NO_INPUTS } from '#domain/kpi/compute.js';
import {
  COUNT_INDEX,
  type CountName,
  isCount,
  isMeasure,
  PRESENCE_COUNTS,
  SLOT_PRESENCE_COUNTS,
} from '#domain/kpi/counts.js';
import { addNeededBins, type Bins } from '#domain/kpi/needed-bins.js';
import { type Remark, remark } from '#domain/remark/remark.js';
import { Pace } from '#platform/timing/pace.js';
import { cutIntoCells, idleCells } from './kpi-intervals.js';
import type { Cell, CountSource, KpiGroup, KpiQuery, SpreadSource } from './kpi-query.js';
import { DESK_HOUR_GROUPS } from './kpi-source.js';
import type { KpiStore } from './kpi-store.js';

/** What is to be read, and where it comes from. */
export interface CellPlan {
  readonly query: KpiQuery;
  /** The query's period, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly needs: ReadonlySet<KpiNeed>;
  readonly countSource: CountSource;
  readonly spreadSource: SpreadSource;
  /** What is computed from the cells: it decides which durations are read for exact figures. */
  readonly kpis: readonly AskedKpi[];
}

/** Sums of all cells, by key. */
export class Cells {
  readonly #pace = new Pace();
  readonly #cells = new Map<string, { readonly key: readonly string[]; inputs: KpiInputs }>();

  add(key: readonly string[], part: Partial<KpiInputs>): void {
    const id = JSON.stringify(key);
    const cell = this.#cells.get(id) ?? { key, inputs: NO_INPUTS };
    cell.inputs = { ...cell.inputs, ...part };
    this.#cells.set(id, cell);
  }

  get(key: readonly string[]): KpiInputs {
    return this.#cells.get(JSON.stringify(key))?.inputs ?? NO_INPUTS;
  }

  has(key: readonly string[]): boolean {
    return this.#cells.has(JSON.stringify(key));
  }

  /** A part of many cells, in slices. */
  async addAll<Sums>(cells: readonly Cell<Sums>[], partOf: (sums: Sums) => Partial<KpiInputs>): Promise<void> {
    for (const { key, sums } of cells) {
      this.add(key, partOf(sums));
      if (this.#pace.isDue()) await this.#pace.rest();
    }
  }

  *keys(): Generator<readonly string[], void> {
    for (const { key } of this.#cells.values()) yield key;
  }

  isEmpty(): boolean {
    return this.#cells.size === 0;
  }
}

const hasAny = (sums: readonly number[], names: readonly CountName[]): boolean =>
  names.some((name) => (sums[COUNT_INDEX[name]] ?? 0) !== 0 && !Number.isNaN(sums[COUNT_INDEX[name]]));

/** Legs and appointments are there or not, each by itself: an hour that has appointments only has no visits yet. */
const countsOfCell = (sums: readonly number[]): Partial<KpiInputs> => ({
  counts: hasAny(sums, PRESENCE_COUNTS) ? sums : undefined,
  bookings: hasAny(sums, SLOT_PRESENCE_COUNTS) ? sums : undefined,
});

const CENTRE_GROUPS: ReadonlySet<KpiGroup> = new Set<KpiGroup>(
  [...DESK_HOUR_GROUPS].filter((group) => group !== 'desk' && group !== 'staff').concat('agency'),
);
const SILENCE_GROUPS: ReadonlySet<KpiGroup> = new Set<KpiGroup>(
  [...CENTRE_GROUPS].filter((group) => group !== 'agency').concat('quarter_hour'),
);

const covers = (groups: ReadonlySet<KpiGroup>, { query }: CellPlan, keys: readonly string[]): boolean =>
  query.split === undefined &&
  query.groups.every((group) => groups.has(group)) &&
  query.filters.every((filter) => keys.includes(filter.key));

const IDLE_GROUPS: ReadonlySet<KpiGroup> = new Set<KpiGroup>(
  [...DESK_HOUR_GROUPS].filter((group) => group !== 'staff').concat('quarter_hour'),
);

/** Unknown is what is left of the total when the known values are taken away. */
async function unknownRows(
  known: readonly Cell<readonly number[]>[],
  totals: readonly Cell<readonly number[]>[],
): Promise<Cell<readonly number[]>[]> {
  const pace = new Pace();
  const left = new Map(
    await pace.map(totals, ({ key, sums }): [string, { key: readonly string[]; sums: number[] }] => [
      JSON.stringify(key),
      { key, sums: [...sums] },
    ]),
  );
  for (const { key, sums } of known) {
    const total = left.get(JSON.stringify(key.slice(0, -1)));
    sums.forEach((value, index) => {
      if (total !== undefined) total.sums[index] = (total.sums[index] ?? 0) - value;
    });
    if (pace.isDue()) await pace.rest();
  }
  return [...left.values()]
    .filter(({ sums }) => sums.some((value) => value > 0))
    .map(({ key, sums }) => ({ key: [...key, 'unknown'], sums }));
}

/**
 * Single legs are deleted after some time: says so where figures of the period need them and they are not all there.
 */
async function deletedLegs(store: KpiStore, scope: Scope, plan: CellPlan): Promise<Remark[]> {
  const isFromLegs =
    plan.countSource === 'legs' ||
    (plan.spreadSource === 'legs' && [...plan.needs].some(isMeasure)) ||
    plan.needs.has('idle');
  const keptFrom = isFromLegs ? await store.keptFrom(scope, plan.query) : 0;
  if (plan.from >= keptFrom) return [];
  const since = new Date(keptFrom).toISOString();
  return [remark('legs_deleted', { since })];
}

/** Reads everything that a plan needs. Notes say which KPIs cannot be grouped as asked. */
export async function readCells(
  store: KpiStore,
  scope: Scope,
  plan: CellPlan,
  now: number,
): Promise<{ cells: Cells; notes: Remark[] }> {
  const { query, needs, countSource } = plan;
  if (needs.has('idle')) refuseLongIdle(plan);
  const cells = new Cells();
  const notes = await deletedLegs(store, scope, plan);
  const wanted = [...needs].filter(isCount);
  // Whether a split may be shown, and is fair, is judged by its counts and waits.
  if (query.split !== undefined) wanted.push(...SPLIT_COUNTS);
  const counts = wanted.length > 0 ? await store.counts(scope, query, countSource, wanted) : [];
  await cells.addAll(counts, countsOfCell);
  if (countSource === 'segment_day') {
    const totals = await store.counts(scope, { ...query, split: undefined }, 'quarter', wanted);
    await cells.addAll(await unknownRows(counts, totals), countsOfCell);
  }
  await addSpreads(store, scope, plan, cells, notes);
  const cannot = (what: 'desk_states' | 'centre_states' | 'silence' | 'idle'): void =>
    void notes.push(remark('not_groupable', { what: remark(what) }));
  if (needs.has('desk_states')) {
    if (!covers(DESK_HOUR_GROUPS, plan, ['region', 'centre', 'desk', 'staff'])) cannot('desk_states');
    else await cells.addAll(await store.deskStates(scope, query), (sums) => ({ deskMs: sums }));
  }
  if (needs.has('centre_states')) {
    if (!covers(CENTRE_GROUPS, plan, ['region', 'centre', 'agency'])) cannot('centre_states');
    else await cells.addAll(await store.centreStates(scope, query), (sums) => ({ centreMs: sums }));
  }
  if (needs.has('silence')) {
    if (!covers(SILENCE_GROUPS, plan, ['region', 'centre'])) cannot('silence');
    else await addSilences(store, scope, plan, now, cells);
  }
  if (needs.has('idle')) {
    if (!covers(IDLE_GROUPS, plan, ['region', 'centre', 'desk'])) cannot('idle');
    else await addIdle(store, scope, plan, now, cells);
  }
  return { cells, notes };
}

/** Exact figures come from stored durations where they are all there, or from legs. */
async function addSpreads(store: KpiStore, scope: Scope, plan: CellPlan, cells: Cells, notes: Remark[]): Promise<void> {
  const { query, needs, spreadSource, kpis } = plan;
  const measures = [...needs].filter(isMeasure);
  if (measures.length === 0) return;
  if (spreadSource === 'values') {
    const exact = await store.exactSpreads(scope, query, measures, async (histograms) => {
      const [pace, found]: [Pace, Bins] = [new Pace(), new Map()];
      for (const { key, sums } of histograms) {
        addNeededBins(found, kpis, { ...cells.get(key), spreads: sums });
        if (pace.isDue(STEPS_OF_A_CELL)) await pace.rest();
      }
      return found;
    });
    if (exact !== undefined) return cells.addAll(exact, (sums) => ({ spreads: sums }));
    notes.push(...(await deletedLegs(store, scope, { ...plan, spreadSource: 'legs' })));
  }
  const spreads = await store.spreads(scope, query, measures, spreadSource === 'bins' ? 'bins' : 'legs');
  await cells.addAll(spreads, (sums) => ({ spreads: sums }));
}

async function addSilences(
  store: KpiStore,
  scope: Scope,
  { query }: CellPlan,
  now: number,
  cells: Cells,
): Promise<void> {
  const silences = await store.silences(scope, query, now);
  const could = silences.filter(({ isSilent }) => !isSilent);
  // An agent that was there and never silent is a 0, not an absence of data.
  await cells.addAll(await cutIntoCells(could, query), () => ({ silentMs: 0 }));
  const silent = silences.filter(({ isSilent }) => isSilent);
  await cells.addAll(await cutIntoCells(silent, query), (sums) => ({ silentMs: sums }));
}

const SPLIT_COUNTS: readonly CountName[] = ['wait_n', 'wait_ms'];

/** The bins that a cell needs are looked for in many small steps. */
const STEPS_OF_A_CELL = 64;

const LONGEST_IDLE_DAYS = 32;

/** Refused before anything is read. @throws RequestError TOO_MUCH */
function refuseLongIdle({ from, to }: CellPlan): void {
  if (to - from <= LONGEST_IDLE_DAYS * 86_400_000) return;
  throw new RequestError('TOO_MUCH', remark('idle_too_long', { days: LONGEST_IDLE_DAYS }));
}

/** Computed on demand from legs and timelines, so only over a bounded period. */
async function addIdle(store: KpiStore, scope: Scope, { query }: CellPlan, now: number, cells: Cells): Promise<void> {
  await cells.addAll(await idleCells(store.idle(scope, query, now), query), (sums) => ({ idleMs: sums }));
}
