import {
  type DaySums,
  type Figure,
  figure,
  type UsualSums,
  WINDOW_MINUTES,
  type WindowFigures,
  type WindowSums,
  windowFigures,
} from '#store/live/figure-sums.js';
import type { CentreSums } from './region-picture.js';

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

/** Puts the day's figures beside the sums of the live pictures of a scope's centres. */
export function scopeFigures(sums: CentreSums, stored: StoredFigures): ScopeFigures {
  const { issuedSum, newestEventAt: _, ...live } = sums;
  const { day, usual } = stored;
  return {
    asOf: stored.asOf,
    ...live,
    meanWaitingSince: live.waitingNow > 0 ? issuedSum / live.waitingNow : null,
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
