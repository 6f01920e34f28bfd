/** First axis: whether the problem is there. */
export type Condition = 'normal' | 'pending' | 'firing' | 'recovering';

/** Beside it: whether the figure is known. */
export type Signal = 'ok' | 'no_data' | 'error';

/** Third axis: why nobody is paged though it fires. Out of hours: nobody has to be there. */
export const SUPPRESSIONS = ['inhibited', 'maintenance', 'out_of_hours', 'silence'] as const;
export type Suppression = (typeof SUPPRESSIONS)[number];

/** Second axis: who has taken it, until when. Unix milliseconds. */
export interface Acknowledgement {
  readonly by: string;
  readonly at: number;
  readonly until: number;
}

/** An alert on its three axes. Times are Unix milliseconds. */
export interface AlertState {
  readonly condition: Condition;
  /** When the condition began. */
  readonly since: number;
  readonly signal: Signal;
  readonly signalReason: string | undefined;
  readonly value: number | undefined;
  readonly threshold: number | undefined;
  /** Times that it fired. */
  readonly episode: number;
  readonly firedAt: number | undefined;
  readonly clearedAt: number | undefined;
  /** When it is closed although nobody acknowledged it; set while it is cleared. */
  readonly closeAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly acknowledgement: Acknowledgement | undefined;
  readonly suppressedBy: readonly Suppression[];
}

/** What is true where there is no alert. */
export const NO_ALERT: AlertState = {
  condition: 'normal',
  since: 0,
  signal: 'ok',
  signalReason: undefined,
  value: undefined,
  threshold: undefined,
  episode: 0,
  firedAt: undefined,
  clearedAt: undefined,
  closeAt: undefined,
  closedAt: undefined,
  acknowledgement: undefined,
  suppressedBy: [],
};

/** Somebody has to know of it: it fires, or it has only just stopped. */
export const isActive = ({ condition }: Pick<AlertState, 'condition'>): boolean =>
  condition === 'firing' || condition === 'recovering';

/** Somebody has taken it and the time for it has not passed. */
export const isAcknowledged = ({ acknowledgement }: Pick<AlertState, 'acknowledgement'>, now: number): boolean =>
  acknowledgement !== undefined && acknowledgement.until > now;
