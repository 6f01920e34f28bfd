import { periodOf, TIME_GROUPS, type TimeGroup } from '#domain/calendar/period.js';
import { zoneOf } from '#domain/calendar/zone.js';
import { idleWhileWaiting, type Span } from '#domain/kpi/compute-idle.js';
import { Pace } from '#platform/timing/pace.js';
import type { Cell, IdleCentre, KpiGroup, KpiQuery } from './kpi-query.js';

/** A time at a place. */
interface PlacedSpan extends Span {
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly deskId?: string;
}

/** Whether a group is of periods. */
export const isTimeGroup = (group: string): group is TimeGroup => (TIME_GROUPS as readonly string[]).includes(group);

/** The groups of a query that are periods, in their order. */
export const timeGroups = (groups: readonly KpiGroup[]): readonly TimeGroup[] => groups.filter(isTimeGroup);

const QUARTER_MS = 900_000;
/** A centre's idle time is much work beside other steps: the time is looked at after each. */
const STEPS_OF_A_CENTRE = 64;

/** End of the query's smallest period that holds a moment. */
function nextBorder(times: readonly TimeGroup[], at: number, zoneName: string): number {
  if (times.length === 0) return Number.POSITIVE_INFINITY;
  const zone = zoneOf(zoneName);
  if (times.includes('quarter_hour')) return at - (at % QUARTER_MS) + QUARTER_MS;
  if (times.includes('hour') || times.includes('hour_of_day')) return zone.startOfHour(at) + 3_600_000;
  // A day has 23 to 25 hours: 30 hours after its start it is always the next.
  return zone.startOfDay(zone.startOfDay(at) + 30 * 3_600_000);
}

/** Cuts spans at the borders of the query's periods and adds up milliseconds by its groups, in slices. */
export async function cutIntoCells(spans: readonly PlacedSpan[], query: KpiQuery): Promise<Cell<number>[]> {
  const pace = new Pace();
  const sums = new Map<string, { key: readonly string[]; sums: number }>();
  const times = timeGroups(query.groups);
  const placed = query.groups.includes('centre') || query.filters.some(({ key }) => key === 'centre');
  const periods = new Map<string, string>();
  const period = (group: TimeGroup, at: number, zone: string): string => {
    const name = `${group} ${zone} ${at - (at % QUARTER_MS)}`;
    const known = periods.get(name) ?? periodOf(group, at, zone);
    periods.set(name, known);
    return known;
  };
  for (const span of spans) {
    const zone = query.zone ?? span.timeZone;
    const desk = placed ? span.deskId : `${span.centreId}/${span.deskId}`;
    const places: Readonly<Record<string, string | undefined>> = {
      network: query.networkId,
      region: span.regionId,
      centre: span.centreId,
      desk,
    };
    for (let at = span.from; at <= span.to; ) {
      const end = Math.min(span.to, nextBorder(times, at, zone));
      const key = query.groups.map((group) => places[group] ?? period(group as TimeGroup, at, zone));
      const id = JSON.stringify(key);
      const cell = sums.get(id) ?? { key, sums: 0 };
      sums.set(id, cell);
      cell.sums += end - at;
      if (pace.isDue()) await pace.rest();
      if (end >= span.to) break;
      at = end;
    }
  }
  return [...sums.values()];
}

/**
 * Milliseconds of idle while waiting by the query's groups, added up over slices of the period; a cell in which desks
 * were ready and never idle has 0.
 */
export async function idleCells(
  slices: AsyncIterable<readonly IdleCentre[]>,
  query: KpiQuery,
): Promise<Cell<number>[]> {
  const sums = new Map<string, Cell<number>>();
  for await (const centres of slices) {
    for (const { key, sums: ms } of await cellsOfSlice(centres, query)) {
      const id = JSON.stringify(key);
      sums.set(id, { key, sums: ms + (sums.get(id)?.sums ?? 0) });
    }
  }
  return [...sums.values()];
}

async function cellsOfSlice(centres: readonly IdleCentre[], query: KpiQuery): Promise<Cell<number>[]> {
  const pace = new Pace();
  const spans = await pace.map(
    centres,
    ({ desks, waiting, ...place }) => {
      const idle = idleWhileWaiting(desks, waiting);
      return desks.flatMap(({ deskId, ready }, index) => {
        const nothing = ready.map(({ from }) => ({ ...place, deskId, from, to: from }));
        return [...nothing, ...(idle[index] ?? []).map((span) => ({ ...place, deskId, ...span }))];
      });
    },
    STEPS_OF_A_CENTRE,
  );
  return cutIntoCells(spans.flat(), query);
}
