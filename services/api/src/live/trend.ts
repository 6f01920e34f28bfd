import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import type { Silence } from '#store/kpi/kpi-query.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import { type FigureStore, figure } from '#store/live/figure-sums.js';
import { visibleTo } from '#store/network/directory.js';
import type { QueryTrendArgs, TrendPoint } from '../gql/schema-types.js';
import type { LiveHub } from './live-hub.js';

const MAX_MINUTES = 24 * 60;
const MAX_STEPS = 500;

interface Sources {
  readonly hub: LiveHub;
  readonly figures: FigureStore;
  readonly silences: KpiStore;
}

/**
 * The last minutes in steps, oldest first. A step without data is zero only when the scope's agents were in contact
 * during it; otherwise it is omitted.
 * @throws RequestError when it is too long or too fine
 */
export async function trendPoints(
  { hub, figures, silences }: Sources,
  viewer: Viewer,
  request: QueryTrendArgs,
  now: number,
): Promise<readonly TrendPoint[]> {
  const { minutes, stepMinutes, scope } = request;
  if (minutes < 1 || stepMinutes < 1 || minutes > MAX_MINUTES || minutes / stepMinutes > MAX_STEPS) {
    throw new RequestError(
      'TOO_MUCH',
      `A trend must have 1 to ${MAX_MINUTES} minutes in at most ${MAX_STEPS} steps of a minute or more; request less.`,
    );
  }
  const visible = visibleTo(viewer, hub.directory(), scope);
  const stepMs = stepMinutes * 60_000;
  const to = (Math.floor(now / stepMs) + 1) * stepMs;
  const from = to - Math.ceil(minutes / stepMinutes) * stepMs;
  const isCentre = scope?.centreId != null || viewer.scope.kind === 'centre';
  const places = isCentre
    ? { centreIds: visible.centres.map(({ id }) => id) }
    : { regionIds: visible.regions.map(({ id }) => id) };
  const rows = new Map((await figures.trend(viewer.scope, places, from, to, stepMs)).map((row) => [row.at, row]));
  const contact = hub.newestContact(visible);
  const quiet = await wholeSilences(
    silences,
    viewer,
    visible.centres.map(({ id }) => id),
    from,
    now,
    visible.network.id,
  );
  const points: TrendPoint[] = [];
  for (let at = from; at < to; at += stepMs) {
    const row = rows.get(at);
    const isHeard =
      (contact === undefined || at <= contact) &&
      !quiet.some((silence) => silence.from <= at && silence.to >= Math.min(at + stepMs, now));
    if (row === undefined && !isHeard) continue;
    const { issued = 0, served = 0, abandoned = 0, waitN = 0, waitMs = 0 } = row ?? {};
    points.push({ at, issued, served, abandoned, waitMean: figure(waitMs / 1000, waitN) });
  }
  return points;
}

/**
 * Periods without contact to any agent of a single centre; with several centres, a step counts as in contact when any
 * centre was.
 */
async function wholeSilences(
  store: KpiStore,
  viewer: Viewer,
  centreIds: readonly string[],
  from: number,
  now: number,
  networkId: string,
): Promise<readonly Silence[]> {
  if (centreIds.length !== 1) return [];
  const text = (at: number): string => new Date(at).toISOString().slice(0, 19);
  const query = {
    groups: [],
    split: undefined,
    filters: [{ key: 'centre' as const, values: centreIds }],
    from: text(from),
    to: text(now),
    networkId,
    zone: 'UTC',
  };
  return (await store.silences(viewer.scope, query, now)).filter(({ isSilent }) => isSilent);
}
