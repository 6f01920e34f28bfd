import type { CentreStatus } from './centre-view.js';
import {
  type DaySums,
  type Figure,
  figure,
  type UsualSums,
  WINDOW_MINUTES,
  type WindowFigures,
  type WindowSums,
  windowFigures,
} from './figure-sums.js';

/** The sums of a part of the network as the API gives them. */
export interface ScopeFigures {
  readonly asOf: number;
  readonly waitingNow: number;
  readonly longestWaitSince: number | null;
  readonly longestWaitCentreId: string | null;
  readonly meanWaitingSince: number | null;
  readonly servingNow: number;
  readonly desksOpen: number;
  readonly desksTotal: number;
  readonly staffLoggedIn: number;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly agentsSilent: number;
  readonly agentsTotal: number;
  readonly upstreamDown: number;
  readonly servedThisHour: number;
  readonly servedToday: number;
  readonly servedUsualToday: number | null;
  readonly servedUsualThisHour: number | null;
  readonly waitMeanToday: Figure;
  readonly serviceLevelToday: Figure;
  readonly satisfactionToday: Figure;
  readonly ratingsToday: number;
  readonly windows: readonly WindowFigures[];
}

/** What the database adds to the figures of a place. */
export interface StoredFigures {
  readonly asOf: number;
  readonly day: DaySums | undefined;
  readonly windows: readonly WindowSums[] | undefined;
  readonly usual: UsualSums | undefined;
}

const total = (centres: readonly CentreStatus[], amount: (centre: CentreStatus) => number): number =>
  centres.reduce((sum, centre) => sum + amount(centre), 0);

/** Adds up the live pictures of the centres of a scope, and puts the day's figures beside them. */
export function scopeFigures(centres: readonly CentreStatus[], stored: StoredFigures): ScopeFigures {
  const waitingNow = total(centres, (centre) => centre.waitingNow);
  const longest = centres.reduce<CentreStatus | undefined>(
    (worst, centre) =>
      centre.longestWaitSince !== null &&
      centre.longestWaitSince < (worst?.longestWaitSince ?? Number.POSITIVE_INFINITY)
        ? centre
        : worst,
    undefined,
  );
  const { day, usual } = stored;
  return {
    asOf: stored.asOf,
    waitingNow,
    longestWaitSince: longest?.longestWaitSince ?? null,
    longestWaitCentreId: longest?.centreId ?? null,
    meanWaitingSince: waitingNow > 0 ? total(centres, (centre) => centre.issuedSum) / waitingNow : null,
    servingNow: total(centres, (centre) => centre.servingNow),
    desksOpen: total(centres, (centre) => centre.desksOpen),
    desksTotal: total(centres, (centre) => centre.desksTotal),
    staffLoggedIn: total(centres, (centre) => centre.staffLoggedIn),
    centresOpen: total(centres, (centre) => Number(centre.isOpen)),
    centresTotal: centres.length,
    agentsSilent: total(centres, (centre) => Number(centre.isSilent)),
    agentsTotal: total(centres, (centre) => Number(centre.heartbeatSeconds > 0)),
    upstreamDown: total(centres, (centre) => centre.upstreamDownAgencyIds.length),
    servedThisHour: day?.servedThisHour ?? 0,
    servedToday: day?.servedToday ?? 0,
    servedUsualToday: usual?.servedToday ?? null,
    servedUsualThisHour: usual?.servedThisHour ?? null,
    waitMeanToday: figure((day?.waitMs ?? 0) / 1000, day?.waitN ?? 0),
    serviceLevelToday: figure(day?.withinTarget ?? 0, day?.targetN ?? 0),
    satisfactionToday: figure(day?.satisfied ?? 0, day?.ratings ?? 0),
    ratingsToday: day?.ratings ?? 0,
    windows: WINDOW_MINUTES.map((minutes) =>
      windowFigures(
        minutes,
        stored.windows?.find((window) => window.minutes === minutes),
      ),
    ),
  };
}
