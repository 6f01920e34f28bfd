import type { Severity } from '#domain/status/trouble.js';
import type { RegionStatus } from '../gql/schema-types.js';
import { byNeed, isInTrouble, shownSeverity, worseOf } from './attention.js';
import type { CentreView } from './centre-view.js';

/** Sums over centres, which can be added up to those of a larger place. */
export interface CentreSums {
  readonly waitingNow: number;
  readonly issuedSum: number;
  readonly servingNow: number;
  readonly desksOpen: number;
  readonly desksTotal: number;
  readonly staffLoggedIn: number;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly agentsSilent: number;
  readonly agentsTotal: number;
  readonly upstreamDown: number;
  readonly longestWaitSince: number | null;
  readonly longestWaitCentreId: string | null;
  readonly newestEventAt: number | null;
}

/** A region at a moment: its cell, its sums, and its centres, most urgent first. */
export interface RegionPicture {
  readonly status: RegionStatus;
  readonly sums: CentreSums;
  readonly ranked: readonly CentreView[];
}

export const NO_CENTRES: CentreSums = {
  waitingNow: 0,
  issuedSum: 0,
  servingNow: 0,
  desksOpen: 0,
  desksTotal: 0,
  staffLoggedIn: 0,
  centresOpen: 0,
  centresTotal: 0,
  agentsSilent: 0,
  agentsTotal: 0,
  upstreamDown: 0,
  longestWaitSince: null,
  longestWaitCentreId: null,
  newestEventAt: null,
};

const sumsOf = (centre: CentreView): CentreSums => ({
  waitingNow: centre.waitingNow,
  issuedSum: centre.issuedSum,
  servingNow: centre.servingNow,
  desksOpen: centre.desksOpen,
  desksTotal: centre.desksTotal,
  staffLoggedIn: centre.staffLoggedIn,
  centresOpen: Number(centre.isOpen),
  centresTotal: 1,
  agentsSilent: Number(centre.freshness === 'silent'),
  agentsTotal: Number(centre.heartbeatSeconds > 0),
  upstreamDown: centre.upstreamDownAgencyIds.length,
  longestWaitSince: centre.longestWaitSince,
  longestWaitCentreId: centre.longestWaitSince === null ? null : centre.centreId,
  newestEventAt: centre.lastEventAt,
});

/** The sums of two places together. */
export function addSums(one: CentreSums, other: CentreSums): CentreSums {
  const isOlder =
    (other.longestWaitSince ?? Number.POSITIVE_INFINITY) < (one.longestWaitSince ?? Number.POSITIVE_INFINITY);
  const longest = isOlder ? other : one;
  const newest = Math.max(one.newestEventAt ?? 0, other.newestEventAt ?? 0);
  return {
    waitingNow: one.waitingNow + other.waitingNow,
    issuedSum: one.issuedSum + other.issuedSum,
    servingNow: one.servingNow + other.servingNow,
    desksOpen: one.desksOpen + other.desksOpen,
    desksTotal: one.desksTotal + other.desksTotal,
    staffLoggedIn: one.staffLoggedIn + other.staffLoggedIn,
    centresOpen: one.centresOpen + other.centresOpen,
    centresTotal: one.centresTotal + other.centresTotal,
    agentsSilent: one.agentsSilent + other.agentsSilent,
    agentsTotal: one.agentsTotal + other.agentsTotal,
    upstreamDown: one.upstreamDown + other.upstreamDown,
    longestWaitSince: longest.longestWaitSince,
    longestWaitCentreId: longest.longestWaitCentreId,
    newestEventAt: newest > 0 ? newest : null,
  };
}

function statusOf(regionId: string, centres: readonly CentreView[], sums: CentreSums): RegionStatus {
  let severity: Severity = 'normal';
  let [inTrouble, waiting, desksOpen] = [0, 0, 0];
  let longest: number | null = null;
  let isAnyFresh = false;
  let isClosed = true;
  for (const centre of centres) {
    severity = worseOf(severity, shownSeverity(centre));
    inTrouble += Number(isInTrouble(centre));
    if (centre.isOpen || centre.expectedOpen) isClosed = false;
    if (centre.freshness !== 'fresh') continue;
    isAnyFresh = true;
    waiting += centre.waitingNow;
    desksOpen += centre.desksOpen;
    if (centre.longestWaitSince !== null)
      longest = Math.min(longest ?? Number.POSITIVE_INFINITY, centre.longestWaitSince);
  }
  return {
    regionId,
    severity,
    waitingNow: isAnyFresh ? waiting : null,
    desksOpen,
    longestWaitSince: longest,
    centresOpen: sums.centresOpen,
    centresTotal: centres.length,
    centresInTrouble: inTrouble,
    isClosed,
  };
}

/** Builds a region's picture from the views of its centres. */
export function regionPicture(regionId: string, centres: readonly CentreView[]): RegionPicture {
  const sums = centres.map(sumsOf).reduce(addSums, NO_CENTRES);
  return { status: statusOf(regionId, centres, sums), sums, ranked: centres.toSorted(byNeed) };
}
