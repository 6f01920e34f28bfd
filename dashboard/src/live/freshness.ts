import type { CentreStatus, LiveState } from './live-state';

/** The server sends something at least this often. */
export const HEARTBEAT_MS = 5_000;
/** Data older than this many of its intervals is stale. */
const STALE_AFTER_INTERVALS = 3;

/** What the transport is doing. */
export type SocketPhase = 'connecting' | 'open' | 'closed';

/** One of the three lights. `since` is the moment (server's clock) of the last good sign; null: never. */
export interface Light {
  readonly state: 'good' | 'waiting' | 'bad';
  readonly since: number | null;
}

/** The three lights, each of its own: is there a socket, does the server speak, does data arrive at the server. */
export interface Lights {
  readonly socket: Light;
  readonly server: Light;
  readonly data: Light;
}

/** How old a figure is, and whether that is too old to be shown as if it were now. */
export interface Freshness {
  readonly isStale: boolean;
  readonly ageMs: number | null;
}

/** Age of something that is true at `asOf` and renewed each `intervalMs` (0: never expected, so never stale). */
export function freshnessOf(asOf: number | null, intervalMs: number, now: number): Freshness {
  if (asOf === null) return { isStale: true, ageMs: null };
  const ageMs = Math.max(0, now - asOf);
  return { ageMs, isStale: intervalMs > 0 && ageMs > intervalMs * STALE_AFTER_INTERVALS };
}

/** The sums of a scope are confirmed by every message that follows on, so their age is that of the newest one. */
export function figuresFreshness(state: Pick<LiveState, 'figures' | 'trueAt'>, now: number): Freshness {
  if (state.figures === null || state.trueAt === null) return { isStale: true, ageMs: null };
  return freshnessOf(Math.max(state.figures.asOf, state.trueAt), HEARTBEAT_MS, now);
}

/**
 * A centre's status is stale when that of the server is, or when the server says that it is not current (late, silent,
 * future, never connected).
 */
export function centreFreshness(
  centre: CentreStatus,
  state: Pick<LiveState, 'figures' | 'trueAt'>,
  now: number,
): Freshness {
  const { freshness, freshnessSince } = centre;
  const ageMs = freshnessSince === null ? null : Math.max(0, now - freshnessSince);
  return { ageMs, isStale: freshness !== 'fresh' || figuresFreshness(state, now).isStale };
}

/** The newest data of a network is expected as often as its most frequent agent sends. */
function dataIntervalMs(centres: ReadonlyMap<string, CentreStatus>): number {
  let shortest = 0;
  for (const { heartbeatSeconds } of centres.values()) {
    if (heartbeatSeconds > 0 && (shortest === 0 || heartbeatSeconds < shortest)) shortest = heartbeatSeconds;
  }
  return Math.max(shortest * 1000, 20_000);
}

/** The three lights at `now` (server's clock). */
export function lightsAt(state: LiveState, socket: SocketPhase, socketSince: number | null, now: number): Lights {
  const server = figuresFreshness(state, now);
  const neverHeard = state.trueAt === null;
  const data = freshnessOf(state.watermark, dataIntervalMs(state.centres), now);
  return {
    socket: { state: socket === 'open' ? 'good' : socket === 'connecting' ? 'waiting' : 'bad', since: socketSince },
    server: { state: neverHeard ? 'waiting' : server.isStale ? 'bad' : 'good', since: state.trueAt },
    data: { state: neverHeard ? 'waiting' : server.isStale || data.isStale ? 'bad' : 'good', since: state.watermark },
  };
}
