import {
  type AlertState,
  type Condition,
  isAcknowledged,
  isActive,
  NO_ALERT,
  type Suppression,
} from './alert-state.js';

/** What was observed of the figure that a rule watches at one place. */
export type Observation =
  | {
      readonly kind: 'value';
      readonly value: number;
      readonly threshold: number;
      /** Beyond the threshold of fire, beyond the threshold of clear; never both. */
      readonly isBad: boolean;
      readonly isGood: boolean;
    }
  | { readonly kind: 'no_data' | 'error'; readonly reason: string };

/** What else decides, besides the figure. Times are milliseconds. */
export interface Circumstances {
  readonly now: number;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** How long a cleared alert stays on the list without an acknowledgement. */
  readonly closeAfterMs: number;
  /** Why no one is to be notified now. Out of hours no new alert begins. */
  readonly suppressedBy: readonly Suppression[];
}

/** What a decision did, for the timeline. */
export type Happening =
  | { readonly kind: 'fired'; readonly value: number; readonly threshold: number; readonly pendingSince: number }
  | { readonly kind: 'cleared'; readonly value: number }
  | { readonly kind: 'closed'; readonly why: 'acknowledged' | 'nobody_acknowledged' }
  | { readonly kind: 'suppressed'; readonly by: readonly Suppression[] }
  | { readonly kind: 'released' }
  | { readonly kind: 'no_data' | 'error'; readonly reason: string }
  | { readonly kind: 'data_again' };

export interface Decision {
  readonly state: AlertState;
  readonly happenings: readonly Happening[];
}

/**
 * The next state of an alert: a pure function of the previous state, the observation, and now. No data and errors never
 * resolve anything: a firing alert stays, with its labels; only an alert that has not fired yet is dropped. A state
 * with condition normal that is closed, or never fired, is no longer an alert.
 */
export function decide(previous: AlertState, seen: Observation, circumstances: Circumstances): Decision {
  const before = previous.closedAt === undefined ? previous : NO_ALERT;
  const happenings: Happening[] = [];
  const condition = nextCondition(before, seen, circumstances);
  let state = moved(before, condition, circumstances, seen, happenings);
  state = withSignal(state, before, seen, happenings);
  state = suppressed(state, circumstances, happenings);
  return { state: closed(state, circumstances, happenings), happenings };
}

function nextCondition(before: AlertState, seen: Observation, at: Circumstances): Condition {
  const { condition, since } = before;
  if (seen.kind !== 'value') return condition === 'pending' ? 'normal' : condition;
  const mayBegin = !at.suppressedBy.includes('out_of_hours');
  switch (condition) {
    case 'normal':
      if (!seen.isBad || !mayBegin) return 'normal';
      return at.forMs > 0 ? 'pending' : 'firing';
    case 'pending':
      if (!seen.isBad || !mayBegin) return 'normal';
      return at.now - since >= at.forMs ? 'firing' : 'pending';
    case 'firing':
      if (!seen.isGood) return 'firing';
      return at.keepFiringForMs > 0 ? 'recovering' : 'normal';
    case 'recovering':
      if (!seen.isGood) return 'firing';
      return at.now - since >= at.keepFiringForMs ? 'normal' : 'recovering';
  }
}

function moved(
  before: AlertState,
  condition: Condition,
  { now, closeAfterMs }: Circumstances,
  seen: Observation,
  happenings: Happening[],
): AlertState {
  if (condition === before.condition) return before;
  const state = { ...before, condition, since: now };
  if (condition === 'firing' && !isActive(before) && seen.kind === 'value') {
    const pendingSince = before.condition === 'pending' ? before.since : now;
    happenings.push({ kind: 'fired', value: seen.value, threshold: seen.threshold, pendingSince });
    return {
      ...state,
      episode: before.episode + 1,
      firedAt: now,
      clearedAt: undefined,
      closeAt: undefined,
      // An acknowledgement of the previous episode does not apply to this one.
      acknowledgement: undefined,
    };
  }
  if (condition === 'normal' && isActive(before) && seen.kind === 'value') {
    happenings.push({ kind: 'cleared', value: seen.value });
    return { ...state, clearedAt: now, closeAt: now + closeAfterMs };
  }
  return state;
}

function withSignal(state: AlertState, before: AlertState, seen: Observation, happenings: Happening[]): AlertState {
  if (seen.kind === 'value') {
    if (before.signal !== 'ok' && isActive(state)) happenings.push({ kind: 'data_again' });
    return { ...state, signal: 'ok', signalReason: undefined, value: seen.value, threshold: seen.threshold };
  }
  if (isActive(state) && (before.signal !== seen.kind || before.signalReason !== seen.reason))
    happenings.push({ kind: seen.kind, reason: seen.reason });
  return { ...state, signal: seen.kind, signalReason: seen.reason };
}

function suppressed(state: AlertState, { suppressedBy }: Circumstances, happenings: Happening[]): AlertState {
  const same =
    suppressedBy.length === state.suppressedBy.length && suppressedBy.every((by) => state.suppressedBy.includes(by));
  if (same) return state;
  if (isActive(state))
    happenings.push(suppressedBy.length === 0 ? { kind: 'released' } : { kind: 'suppressed', by: suppressedBy });
  return { ...state, suppressedBy: suppressedBy.toSorted() };
}

function closed(state: AlertState, { now }: Circumstances, happenings: Happening[]): AlertState {
  if (state.condition !== 'normal' || state.episode === 0) return state;
  const why = isAcknowledged(state, now)
    ? 'acknowledged'
    : state.closeAt !== undefined && state.closeAt <= now
      ? 'nobody_acknowledged'
      : undefined;
  if (why === undefined) return state;
  happenings.push({ kind: 'closed', why });
  return { ...state, closedAt: now };
}
