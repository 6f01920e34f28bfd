import { centreFreshness, figuresFreshness } from './freshness';
import { type CentreStatus, followsFew, type LiveState, type Severity } from './live-state';

/** Worst last. */
const RANK: Readonly<Record<Severity, number>> = { normal: 0, unknown: 1, warning: 2, critical: 3 };

/** A number that grows with the severity. */
export const severityRank = (severity: Severity): number => RANK[severity];

/** Compares two severities; positive when `a` is worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/** What to show of a centre: the server's severity, or unknown when its status is stale. */
export function shownSeverity(
  centre: CentreStatus | undefined,
  state: Pick<LiveState, 'figures' | 'trueAt'>,
  now: number,
): Severity {
  if (!centre) return 'unknown';
  return centreFreshness(centre, state, now).isStale ? 'unknown' : centre.severity;
}

/** A region in one cell: the worst of its centres and the sum of those who wait. */
export interface RegionSummary {
  readonly severity: Severity;
  /** People waiting at the centres with a fresh status; null when there is none. */
  readonly waiting: number | null;
  readonly desksOpen: number;
  readonly longestWaitSince: number | null;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly centresInTrouble: number;
  /** None of its centres is open, and none should be. */
  readonly isClosed: boolean;
}

/**
 * What is known of a region of the network at `now` (server's clock); of one that nothing was heard of, and while
 * the server is away, nothing is.
 */
export function summariseRegion(
  { id, centreIds }: { readonly id: string; readonly centreIds: readonly string[] },
  state: LiveState,
  now: number,
): RegionSummary {
  const region = state.regions.get(id);
  const isStale = region === undefined || figuresFreshness(state, now).isStale;
  return {
    severity: centreIds.length === 0 ? 'normal' : isStale ? 'unknown' : region.severity,
    waiting: isStale ? null : (region.waitingNow ?? null),
    desksOpen: isStale ? 0 : region.desksOpen,
    longestWaitSince: isStale ? null : (region.longestWaitSince ?? null),
    centresOpen: region?.centresOpen ?? 0,
    centresTotal: centreIds.length,
    centresInTrouble: isStale ? centreIds.length : region.centresInTrouble,
    isClosed: region?.isClosed ?? centreIds.length === 0,
  };
}

/** How many centres are not well, whether or not each of them is followed. */
export function countInTrouble(state: LiveState, now: number): number {
  if (!followsFew(state)) return worstCentres(state, now, Number.POSITIVE_INFINITY).length;
  let count = 0;
  for (const { centresInTrouble } of state.regions.values()) count += centresInTrouble;
  return count;
}

/**
 * The centres that need attention, worst first: by severity, then by the age of the oldest trouble, then by
 * the longest wait.
 */
export function worstCentres(state: LiveState, now: number, limit: number): readonly CentreStatus[] {
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
export function longestWaits(state: LiveState, now: number, limit: number): readonly CentreStatus[] {
  return [...state.centres.values()]
    .filter((centre) => centre.longestWaitSince !== null && shownSeverity(centre, state, now) === 'normal')
    .sort((a, b) => waitedFrom(a) - waitedFrom(b))
    .slice(0, limit);
}

/** How far the worst trouble is over its limit, as a share; 1 where it has no figure. */
function overrun(centre: CentreStatus): number {
  const worst = centre.troubles[0];
  return worst && worst.value !== null && worst.limit !== null && worst.limit > 0 ? worst.value / worst.limit : 1;
}

function waitedFrom(centre: CentreStatus): number {
  return centre.longestWaitSince ?? Number.POSITIVE_INFINITY;
}

/**
 * Ids of the centres that are critical in `next` and were known and not critical in `previous`. Where only the worst
 * are followed, one that comes in counts too, as long as all that were critical had room.
 */
export function newlyCritical(
  previous: Pick<LiveState, 'figures' | 'centres'>,
  next: Pick<LiveState, 'figures' | 'centres'>,
): readonly string[] {
  if (previous.centres === next.centres) return [];
  const hadRoom =
    followsFew(previous) && [...previous.centres.values()].some(({ severity }) => severity !== 'critical');
  const ids: string[] = [];
  for (const [id, centre] of next.centres) {
    if (centre.severity !== 'critical') continue;
    const before = previous.centres.get(id);
    if (before === undefined ? hadRoom : before.severity !== 'critical') ids.push(id);
  }
  return ids;
}
