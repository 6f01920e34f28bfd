/** First axis: whether the problem exists. */
export type Condition = 'normal' | 'pending' | 'firing' | 'recovering';

/** In addition: whether the figure is known. */
export type Signal = 'ok' | 'no_data' | 'error';

/** Third axis: why no one is notified although the alert fires. Out of hours: no one has to be at work. */
export const SUPPRESSIONS = ['inhibited', 'maintenance', 'out_of_hours', 'silence'] as const;
export type Suppression = (typeof SUPPRESSIONS)[number];

/** Second axis: who acknowledged the alert, and until when. Unix milliseconds. */
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
  /** Number of times that it fired. */
  readonly episode: number;
  readonly firedAt: number | undefined;
  readonly clearedAt: number | undefined;
  /** When the alert is closed without an acknowledgement; set while it is cleared. */
  readonly closeAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly acknowledgement: Acknowledgement | undefined;
  readonly suppressedBy: readonly Suppression[];
}

/** The state of a place without an alert. */
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

/** The alert fires, or is still recovering. */
export const isActive = ({ condition }: Pick<AlertState, 'condition'>): boolean =>
  condition === 'firing' || condition === 'recovering';

/** A person acknowledged the alert, and the acknowledgement has not expired. */
export const isAcknowledged = ({ acknowledgement }: Pick<AlertState, 'acknowledgement'>, now: number): boolean =>
  acknowledgement !== undefined && acknowledgement.until > now;
