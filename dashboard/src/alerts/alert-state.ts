import type { AlertPartsFragment } from '../gql/graphql';

export type Alert = AlertPartsFragment;

/** One message of the feed. */
interface AlertMessage {
  readonly seq: number;
  readonly serverTime: number;
  /** Null: as before. */
  readonly alerts: readonly Alert[] | null;
}

/** The open alerts as this page knows them. */
export interface AlertFeedState {
  /** Null: not loaded. */
  readonly alerts: readonly Alert[] | null;
  readonly seq: number;
  /** Server's time of the newest message that followed on; null: never. */
  readonly trueAt: number | null;
}

export const EMPTY_FEED: AlertFeedState = { alerts: null, seq: 0, trueAt: null };

/**
 * The state after a message; null when it does not follow the last one, so that only a new subscription helps. A
 * message with a whole list starts again, with any number.
 */
export function applyAlertMessage(state: AlertFeedState, message: AlertMessage): AlertFeedState | null {
  const isFirst = message.seq === 1 && message.alerts !== null;
  if (!isFirst && message.seq !== state.seq + 1) return null;
  return { alerts: message.alerts ?? state.alerts, seq: message.seq, trueAt: message.serverTime };
}

/** It is firing, or was until a moment ago. */
export const isActive = ({ condition }: Pick<Alert, 'condition'>): boolean =>
  condition === 'firing' || condition === 'recovering';

/** Somebody has acknowledged it, and the acknowledgement has not expired. */
export const isAcknowledged = ({ acknowledgedUntil }: Pick<Alert, 'acknowledgedUntil'>, now: number): boolean =>
  acknowledgedUntil !== null && acknowledgedUntil > now;

/** It is firing, not acknowledged and not suppressed: somebody has to respond. */
export const needsResponse = (alert: Alert, now: number): boolean =>
  isActive(alert) && !isAcknowledged(alert, now) && alert.suppressedBy.length === 0;

const firing = (alert: Alert): string => `${alert.id} ${alert.episode}`;

/** Alerts that need a response and did not fire in the list before; none when there was no list before. */
export function newAlerts(
  before: readonly Alert[] | null,
  after: readonly Alert[] | null,
  now: number,
): readonly Alert[] {
  if (before === null || after === null) return [];
  const known = new Set(before.map(firing));
  return after.filter((alert) => !known.has(firing(alert)) && needsResponse(alert, now));
}

const RANK = { critical: 0, warning: 1, info: 2 } as const;

/**
 * How urgent an alert is: not acknowledged first, then acknowledged, then suppressed, then resolved.
 */
function urgency(alert: Alert, now: number): number {
  if (!isActive(alert)) return 3;
  if (alert.suppressedBy.length > 0) return 2;
  return isAcknowledged(alert, now) ? 1 : 0;
}

/** Exception first: by urgency, then severity, then the newest. */
export function inOrder(alerts: readonly Alert[], now: number): readonly Alert[] {
  return [...alerts].sort(
    (a, b) =>
      urgency(a, now) - urgency(b, now) ||
      RANK[a.severity] - RANK[b.severity] ||
      (b.firedAt ?? 0) - (a.firedAt ?? 0) ||
      a.id.localeCompare(b.id),
  );
}
