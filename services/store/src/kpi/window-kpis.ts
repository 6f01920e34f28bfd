import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { identityOf, type Labels } from '#domain/alert/evaluation/labels.js';
import type { KpiCell, KpiReading, WindowQuestion } from '#domain/alert/evaluation/observe-kpis.js';
import type { RuleScope } from '#domain/alert/rule.js';
import { zoneOf } from '#domain/calendar/zone.js';
import type { KpiNeed } from '#domain/kpi/catalogue-entry.js';
import { type KpiInputs, NO_INPUTS } from '#domain/kpi/compute.js';
import { isCount, isMeasure } from '#domain/kpi/counts.js';
import { readCells } from './kpi-cells.js';
import type { Filter, PlaceGroup } from './kpi-query.js';
import type { KpiStore } from './kpi-store.js';

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

type Each = WindowQuestion['each'];

const GROUPS: Readonly<Record<Each, readonly PlaceGroup[]>> = {
  network: [],
  region: ['region'],
  centre: ['region', 'centre'],
  service: ['region', 'centre', 'agency', 'service'],
  agency: ['region', 'centre', 'agency'],
};

const LABELS: Readonly<Partial<Record<PlaceGroup, keyof Labels>>> = {
  region: 'regionId',
  centre: 'centreId',
  agency: 'agencyId',
  service: 'serviceId',
};

/** What is stored by the same steps and filtered by the same places: one read, with one statement for each table. */
interface Family {
  readonly has: (need: KpiNeed) => boolean;
  readonly filters: readonly (readonly [
    key: Filter['key'],
    ids: (where: RuleScope) => readonly string[] | undefined,
  ])[];
  /** End of the step that holds a moment. */
  readonly endOf: (at: number, zone: string, needs: readonly KpiNeed[]) => number;
}

const endOfQuarter = (at: number): number => (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
const endOfHour = (at: number, zone: string): number => zoneOf(zone).startOfHour(at) + HOUR_MS;
const PLACES: Family['filters'] = [
  ['region', ({ regions }) => regions],
  ['centre', ({ centres }) => centres],
];

const FAMILIES: readonly Family[] = [
  {
    has: (need) => isCount(need) || isMeasure(need),
    filters: [...PLACES, ['service', ({ services }) => services], ['agency', ({ agencies }) => agencies]],
    // Beside times of desks, which are kept by the hour, counts are of the same hours.
    endOf: (at, zone, needs) => (needs.includes('desk_states') ? endOfHour(at, zone) : endOfQuarter(at)),
  },
  { has: (need) => need === 'desk_states' || need === 'centre_states', filters: PLACES, endOf: endOfHour },
  { has: (need) => need === 'silence', filters: PLACES, endOf: (at) => at },
];

/**
 * The labels of a cell's key; undefined where the rule makes no alert for it: what was done for no known service or
 * agency.
 */
function labelsOf(each: Each, key: readonly string[]): Labels | undefined {
  const labels: { -readonly [Name in keyof Labels]: string | undefined } = {};
  for (const [index, group] of GROUPS[each].entries()) {
    const name = LABELS[group];
    const isUnknown = key[index] === 'unknown' && (group === 'agency' || group === 'service');
    if (isUnknown && group === each) return undefined;
    if (name !== undefined) labels[name] = isUnknown ? undefined : key[index];
  }
  return labels;
}

const written = (at: number): string => new Date(at).toISOString().slice(0, -1);

/**
 * What KPI rules are computed from: for each place the sums over the window that ends with the step of the rollups that
 * holds `at` (whole steps, the last one still filling). The same cells as an API's query over that window has; one
 * statement for each table that is needed, however many centres there are.
 * @param zone the network's; hours begin by its clock
 */
export async function readWindow(
  store: KpiStore,
  { each, where, windowSeconds, needs }: WindowQuestion,
  at: number,
  zone: string,
): Promise<KpiReading> {
  const found = new Map<string, KpiCell>();
  for (const family of FAMILIES) {
    const own = needs.filter(family.has);
    if (own.length === 0) continue;
    const to = family.endOf(at, zone, needs);
    const from = to - windowSeconds * 1000;
    const filters = family.filters.flatMap(([key, idsOf]): Filter[] => {
      const values = idsOf(where);
      return values === undefined ? [] : [{ key, values }];
    });
    const period = { from: written(from), to: written(to), zone: 'UTC' };
    const query = { groups: GROUPS[each], split: undefined, filters, ...period, networkId: '' };
    const plan = {
      query,
      from,
      to,
      needs: new Set(own),
      kpis: [],
      countSource: 'quarter',
      spreadSource: 'bins',
    } as const;
    const { cells } = await readCells(store, WHOLE_NETWORK, plan, at);
    for (const key of cells.keys()) add(found, each, key, cells.get(key));
  }
  return found;
}

function add(found: Map<string, KpiCell>, each: Each, key: readonly string[], inputs: KpiInputs): void {
  const labels = labelsOf(each, key);
  if (labels === undefined) return;
  const identity = identityOf(each, labels);
  const known = found.get(identity);
  found.set(identity, { labels, inputs: known === undefined ? inputs : merged(known.inputs, inputs) });
}

/** Parts of one cell from two families: what one of them does not have, the other may. */
function merged(one: KpiInputs, other: KpiInputs): KpiInputs {
  return {
    counts: one.counts ?? other.counts,
    bookings: one.bookings ?? other.bookings,
    spreads: one.spreads === NO_INPUTS.spreads ? other.spreads : one.spreads,
    deskMs: one.deskMs ?? other.deskMs,
    centreMs: one.centreMs ?? other.centreMs,
    silentMs: one.silentMs ?? other.silentMs,
    idleMs: one.idleMs ?? other.idleMs,
  };
}
