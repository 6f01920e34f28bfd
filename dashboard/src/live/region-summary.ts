import { centreFreshness } from './freshness';
import type { CentreLive, LiveState, Severity } from './live-state';

/** Worst last. */
const RANK: Readonly<Record<Severity, number>> = { normal: 0, unknown: 1, warning: 2, critical: 3 };

/** Compares two severities; positive when `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/** What to show of a centre: the server's severity, or unknown when the picture is stale. */
export function shownSeverity(
  centre: CentreLive | undefined,
  state: Pick<LiveState, 'figures' | 'trueAt'>,
  now: number,
): Severity {
  if (!centre) return 'unknown';
  return centreFreshness(centre, state, now).isStale ? 'unknown' : centre.severity;
}

/** A region in one cell: the worst of its centres and the sum of those who wait. */
export interface RegionSummary {
  readonly severity: Severity;
  /** People who wait at the centres whose picture is fresh; null when there is none such. */
  readonly waiting: number | null;
  readonly desksOpen: number;
  readonly longestWaitSince: number | null;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly centresInTrouble: number;
  /** None of its centres is open, and none should be. */
  readonly isClosed: boolean;
}

/** Sums the statuses of a region's centres at `now` (server's clock). */
export function summariseRegion(centreIds: readonly string[], state: LiveState, now: number): RegionSummary {
  let severity: Severity = 'normal';
  let waiting: number | null = null;
  let longestWaitSince: number | null = null;
  let desksOpen = 0;
  let centresOpen = 0;
  let centresInTrouble = 0;
  let isClosed = true;
  for (const id of centreIds) {
    const centre = state.centres.get(id);
    const shown = shownSeverity(centre, state, now);
    if (compareSeverity(shown, severity) > 0) severity = shown;
    if (shown !== 'normal') centresInTrouble += 1;
    if (!centre) continue;
    if (centre.isOpen || centre.expectedOpen) isClosed = false;
    if (centre.isOpen) centresOpen += 1;
    if (centreFreshness(centre, state, now).isStale) continue;
    waiting = (waiting ?? 0) + centre.waitingNow;
    desksOpen += centre.desksOpen;
    if (centre.longestWaitSince !== null)
      longestWaitSince = Math.min(longestWaitSince ?? Number.POSITIVE_INFINITY, centre.longestWaitSince);
  }
  return {
    severity,
    waiting,
    desksOpen,
    longestWaitSince,
    centresOpen,
    centresTotal: centreIds.length,
    centresInTrouble,
    isClosed,
  };
}

/** The centres that need someone's eye, worst first: by severity, then by how long the oldest trouble lasts, then by the longest wait. */
export function worstCentres(state: LiveState, now: number, limit: number): readonly CentreLive[] {
  const abnormal = [...state.centres.values()].filter((centre) => shownSeverity(centre, state, now) !== 'normal');
  return abnormal
    .sort((a, b) => {
      const bySeverity = compareSeverity(shownSeverity(b, state, now), shownSeverity(a, state, now));
      return (
        bySeverity || overrun(b) - overrun(a) || waitedFrom(a) - waitedFrom(b) || a.centreId.localeCompare(b.centreId)
      );
    })
    .slice(0, limit);
}

/** The centres where all is well and someone waits, the longest wait first: what to look at when nothing is wrong. */
export function longestWaits(state: LiveState, now: number, limit: number): readonly CentreLive[] {
  return [...state.centres.values()]
    .filter((centre) => centre.longestWaitSince !== null && shownSeverity(centre, state, now) === 'normal')
    .sort((a, b) => waitedFrom(a) - waitedFrom(b))
    .slice(0, limit);
}

/** How far the worst trouble is over its limit, as a share; 1 where it has no figure. */
function overrun(centre: CentreLive): number {
  const worst = centre.troubles[0];
  return worst && worst.value !== null && worst.limit !== null && worst.limit > 0 ? worst.value / worst.limit : 1;
}

function waitedFrom(centre: CentreLive): number {
  return centre.longestWaitSince ?? Number.POSITIVE_INFINITY;
}

/** Ids of the centres that are critical in `next` and were known and not critical in `previous`. */
export function newlyCritical(
  previous: ReadonlyMap<string, CentreLive>,
  next: ReadonlyMap<string, CentreLive>,
): readonly string[] {
  const ids: string[] = [];
  for (const [id, centre] of next) {
    const before = previous.get(id);
    if (centre.severity === 'critical' && before && before.severity !== 'critical') ids.push(id);
  }
  return ids;
}
