import { type AlertState, isAcknowledged, isActive } from './alert-state.js';

/** Maximum duration of an acknowledgement, milliseconds: a day. */
export const MAX_ACKNOWLEDGEMENT_MS = 24 * 3_600_000;

export type Acknowledged =
  | { readonly ok: true; readonly state: AlertState }
  | { readonly ok: false; readonly why: 'not_fired' | 'closed' | 'taken' | 'bad_time' };

/**
 * Acknowledges an alert until a time; then it notifies again. An alert that has cleared is not reopened: acknowledging
 * it closes it. Another person's acknowledgement stays until it expires; one's own can be extended.
 */
export function acknowledge(state: AlertState, by: string, until: number, now: number): Acknowledged {
  if (state.closedAt !== undefined) return { ok: false, why: 'closed' };
  if (state.episode === 0) return { ok: false, why: 'not_fired' };
  if (!(until > now && until <= now + MAX_ACKNOWLEDGEMENT_MS)) return { ok: false, why: 'bad_time' };
  if (isAcknowledged(state, now) && state.acknowledgement?.by !== by) return { ok: false, why: 'taken' };
  const acknowledgement = { by, at: now, until };
  if (isActive(state)) return { ok: true, state: { ...state, acknowledgement } };
  return { ok: true, state: { ...state, acknowledgement, closedAt: now } };
}
