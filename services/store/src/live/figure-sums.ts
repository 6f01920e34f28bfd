import type { Scope } from '#domain/access/viewer.js';

/** A figure that says what it is made of; value is null when d is 0. */
export interface Figure {
  readonly value: number | null;
  readonly n: number;
  readonly d: number;
}

export const figure = (n: number, d: number): Figure => ({ value: d > 0 ? n / d : null, n, d });

/** Sums of the network's day so far at one place. */
export interface DaySums {
  readonly servedToday: number;
  readonly servedThisHour: number;
  readonly waitN: number;
  readonly waitMs: number;
  readonly withinTarget: number;
  readonly targetN: number;
  readonly ratings: number;
  readonly satisfied: number;
}

/** Sums of a sliding window at one place. */
export interface WindowSums {
  readonly minutes: number;
  readonly served: number;
  readonly waitN: number;
  readonly waitMs: number;
  readonly waitP90Ms: number | null;
  readonly withinTarget: number;
  readonly targetN: number;
  readonly ratings: number;
  readonly satisfied: number;
}

/** Served up to this time of the day, and of the hour, on a usual day. */
export interface UsualSums {
  readonly servedToday: number;
  readonly servedThisHour: number;
}

/** Sums by place: 'network', 'region:ID' or 'centre:ID'. */
export type ByPlace<Sums> = ReadonlyMap<string, Sums>;

/** The moments that today's sums are taken between. */
export interface FigureClock {
  readonly now: number;
  readonly zone: string;
  readonly dayStart: number;
  readonly hourStart: number;
}

/** What the live figures need of the database; one query each. */
export interface FigureStore {
  today(scope: Scope, clock: FigureClock): Promise<ByPlace<DaySums>>;
  windows(scope: Scope, clock: FigureClock): Promise<ByPlace<readonly WindowSums[]>>;
  usual(scope: Scope, clock: FigureClock): Promise<ByPlace<UsualSums>>;
  trend(scope: Scope, places: TrendPlaces, from: number, to: number, stepMs: number): Promise<readonly TrendSums[]>;
}
export const FIGURE_STORE = Symbol('FigureStore');

/** Whole regions, or single centres. */
export interface TrendPlaces {
  readonly regionIds?: readonly string[];
  readonly centreIds?: readonly string[];
}

export interface TrendSums {
  readonly at: number;
  readonly issued: number;
  readonly served: number;
  readonly abandoned: number;
  readonly waitN: number;
  readonly waitMs: number;
}

export const WINDOW_MINUTES = [15, 30, 60] as const;

export interface WindowFigures {
  readonly minutes: number;
  readonly served: number;
  readonly waitMean: Figure;
  readonly waitP90: Figure;
  readonly serviceLevel: Figure;
  readonly satisfaction: Figure;
}

/** A window's figures; without sums all are "no data". */
export function windowFigures(minutes: number, sums: WindowSums | undefined): WindowFigures {
  const { waitN = 0, waitP90Ms = null } = sums ?? {};
  return {
    minutes,
    served: sums?.served ?? 0,
    waitMean: figure((sums?.waitMs ?? 0) / 1000, waitN),
    waitP90: { value: waitP90Ms === null ? null : waitP90Ms / 1000, n: waitN, d: waitN },
    serviceLevel: figure(sums?.withinTarget ?? 0, sums?.targetN ?? 0),
    satisfaction: figure(sums?.satisfied ?? 0, sums?.ratings ?? 0),
  };
}
