import {
  type DaySums,
  figure,
  type UsualSums,
  WINDOW_MINUTES,
  type WindowSums,
  windowFigures,
} from '#store/live/figure-sums.js';
import type { ScopeFigures } from '../gql/schema-types.js';
import type { CentreSums } from './region-picture.js';

/** The figures of a place that come from the database. */
export interface StoredFigures {
  readonly asOf: number;
  readonly day: DaySums | undefined;
  readonly windows: readonly WindowSums[] | undefined;
  readonly usual: UsualSums | undefined;
}

/** Combines the day's figures with the live sums of a scope's centres. */
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
