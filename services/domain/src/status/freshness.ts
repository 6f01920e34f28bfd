import type { CentreStatus } from './centre-status.js';

/** How far the status of a centre shows what happens there now. */
export const FRESHNESS_KINDS = ['fresh', 'late', 'silent', 'future', 'never_connected'] as const;
export type FreshnessKind = (typeof FRESHNESS_KINDS)[number];

/**
 * How current the status of a centre is, and since when (Unix milliseconds).
 * - fresh: it is current; `since` is the newest contact.
 * - late: the centre is in contact, but still sends older events; `since` is the time up to which everything is known,
 *   null if none.
 * - silent: its heartbeats stopped; `since` is the newest contact.
 * - future: its event times are ahead of the server's clock; `since` is that time.
 * - never_connected: no agent of it has ever sent anything.
 */
export type Freshness =
  | { readonly kind: 'fresh' | 'silent' | 'future'; readonly since: number }
  | { readonly kind: 'late'; readonly since: number | null }
  | { readonly kind: 'never_connected'; readonly since: null };

/** The part of a status that the rule reads. The watermark is already corrected by the offset of the agent's clock. */
export type FreshnessInput = Pick<CentreStatus, 'lastContactAt' | 'lastEventAt' | 'watermark' | 'heartbeatSeconds'>;

/** Heartbeats that may be missing before an agent is silent. */
export const SILENT_AFTER_HEARTBEATS = 3;

/**
 * An agent that sends heartbeats is late when its events are older than this, or than the heartbeats that may be
 * missing.
 */
const LATE_MS = 120_000;
/** Without heartbeats a quiet period cannot be distinguished from missing data before this time has passed. */
const LATE_WITHOUT_HEARTBEATS_MS = 15 * 60_000;
/** Event times that are further ahead than this are not trusted. */
const FUTURE_MS = 10 * 60_000;

/**
 * Maximum time without contact before an agent is silent, milliseconds. Infinite for a source that sends no heartbeats:
 * it is never silent.
 */
export const silentAfterMs = (heartbeatSeconds: number): number =>
  heartbeatSeconds > 0 ? heartbeatSeconds * SILENT_AFTER_HEARTBEATS * 1000 : Number.POSITIVE_INFINITY;

/** Whether an agent whose newest contact was at `lastContactAt` is silent at `now`. Both are Unix milliseconds. */
export const isSilentAt = (lastContactAt: number, heartbeatSeconds: number, now: number): boolean =>
  now - lastContactAt > silentAfterMs(heartbeatSeconds);

/**
 * The one rule that decides whether a status is current: live views, alerting, the processor and the KPIs all follow
 * it. Opening hours do not change it; they decide whether it is a trouble (`troublesOf`). Undefined: there is no status
 * of the centre.
 */
export function freshnessKind(status: FreshnessInput | undefined, now: number): FreshnessKind {
  if (status === undefined || status.lastContactAt === null) return 'never_connected';
  const { lastContactAt, heartbeatSeconds } = status;
  if (isSilentAt(lastContactAt, heartbeatSeconds, now)) return 'silent';
  const behindMs = now - (knownUpTo(status) ?? 0);
  if (behindMs < -FUTURE_MS) return 'future';
  const allowedMs =
    heartbeatSeconds > 0 ? Math.max(LATE_MS, silentAfterMs(heartbeatSeconds)) : LATE_WITHOUT_HEARTBEATS_MS;
  return behindMs > allowedMs ? 'late' : 'fresh';
}

/** `freshnessKind` with the moment that it counts from. */
export function freshnessOf(status: FreshnessInput | undefined, now: number): Freshness {
  const kind = freshnessKind(status, now);
  const contact = status?.lastContactAt ?? null;
  if (status === undefined || contact === null || kind === 'never_connected')
    return { kind: 'never_connected', since: null };
  if (kind === 'late') return { kind, since: knownUpTo(status) };
  if (kind === 'future') return { kind, since: knownUpTo(status) ?? contact };
  return { kind, since: contact };
}

const knownUpTo = ({ watermark, lastEventAt }: FreshnessInput): number | null => watermark ?? lastEventAt;
