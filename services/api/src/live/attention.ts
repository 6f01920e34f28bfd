import type { Severity } from '#domain/status/trouble.js';
import type { CentreView } from './centre-view.js';

/** A higher rank is worse. */
const RANK: Readonly<Record<Severity, number>> = { normal: 0, unknown: 1, warning: 2, critical: 3 };

export const worseOf = (one: Severity, other: Severity): Severity => (RANK[other] > RANK[one] ? other : one);

/** The severity that is shown for a centre: unknown when its status is not current. */
export const shownSeverity = ({ freshness, severity }: CentreView): Severity =>
  freshness === 'fresh' ? severity : 'unknown';

export const isInTrouble = (centre: CentreView): boolean => shownSeverity(centre) !== 'normal';

/** How far the worst trouble exceeds its limit, as a ratio; 1 when it has no figure. */
function overrun({ troubles }: CentreView): number {
  const [worst] = troubles;
  return worst !== undefined && worst.value !== null && worst.limit !== null && worst.limit > 0
    ? worst.value / worst.limit
    : 1;
}

const LAST = Number.POSITIVE_INFINITY;

/** Sorts centres by urgency: severity, how far over the limit, longest wait. */
export function byNeed(one: CentreView, other: CentreView): number {
  const bySeverity = RANK[shownSeverity(other)] - RANK[shownSeverity(one)];
  if (bySeverity !== 0) return bySeverity;
  const byOverrun = isInTrouble(one) ? overrun(other) - overrun(one) : 0;
  if (byOverrun !== 0) return byOverrun;
  const byWait = (one.longestWaitSince ?? LAST) - (other.longestWaitSince ?? LAST);
  return byWait || (one.centreId < other.centreId ? -1 : 1);
}

/** Merges lists that are each sorted by `byNeed`. @returns the first `max` centres */
export function mostUrgent(lists: readonly (readonly CentreView[])[], max: number): readonly CentreView[] {
  const places = lists.map(() => 0);
  const found: CentreView[] = [];
  while (found.length < max) {
    let from = -1;
    let next: CentreView | undefined;
    lists.forEach((list, index) => {
      const first = list[places[index] ?? 0];
      if (first === undefined || (next !== undefined && byNeed(first, next) > 0)) return;
      [from, next] = [index, first];
    });
    if (next === undefined) break;
    found.push(next);
    places[from] = (places[from] ?? 0) + 1;
  }
  return found;
}
