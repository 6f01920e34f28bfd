import type { CentreStatus, QueueStatus } from './centre-status.js';
import { freshnessOf, SILENT_AFTER_HEARTBEATS } from './freshness.js';

/** What is known of a centre besides its status, as far as troubles need it. */
export interface TroubleContext {
  /** Unix milliseconds. */
  readonly now: number;
  /** When the centre should have opened, Unix milliseconds; undefined: it should be closed now. */
  readonly expectedOpenSince: number | undefined;
  /** The service of a queue; undefined: it is not known. */
  readonly service: (serviceId: string) => ServiceTarget | undefined;
}

/** The agency of a service, and the target wait of its customers. */
export interface ServiceTarget {
  readonly agencyId: string | null | undefined;
  readonly targetSeconds: number | null | undefined;
}

export type Severity = 'normal' | 'warning' | 'critical' | 'unknown';
export type TroubleKind =
  | 'agent_silent'
  | 'data_late'
  | 'data_future'
  | 'power_down'
  | 'upstream_down'
  | 'no_desk_open'
  | 'long_wait'
  | 'queue_growing'
  | 'closed_but_should_be_open';

/** Why a centre is not normal. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly severity: Severity;
  readonly subjectId: string | null;
  readonly since: number | null;
  readonly value: number | null;
  readonly limit: number | null;
}

/** Limits, in multiples of a service's target wait, and in milliseconds. */
const TROUBLE_LIMITS = {
  longWait: 3,
  veryLongWait: 6,
  openingGraceMs: 15 * 60_000,
} as const;

const trouble = (kind: TroubleKind, severity: Severity, about: Partial<Trouble> = {}): Trouble => ({
  kind,
  severity,
  subjectId: null,
  since: null,
  value: null,
  limit: null,
  ...about,
});

function longWaits(queues: readonly QueueStatus[], { now, service }: TroubleContext): Trouble[] {
  const troubles: Trouble[] = [];
  for (const { serviceId, waiting, longestSince: since } of queues) {
    const targetSeconds = service(serviceId)?.targetSeconds ?? null;
    if (waiting === 0 || since === null || targetSeconds === null) continue;
    const value = (now - since) / 1000;
    const limit = TROUBLE_LIMITS.longWait * targetSeconds;
    if (value <= limit) continue;
    const severity = value > TROUBLE_LIMITS.veryLongWait * targetSeconds ? 'critical' : 'warning';
    troubles.push(trouble('long_wait', severity, { subjectId: serviceId, since, value, limit }));
  }
  return troubles.sort((a, b) => (b.value ?? 0) / (b.limit ?? 1) - (a.value ?? 0) / (a.limit ?? 1));
}

function upstream({ upstreamDownAgencyIds, queues }: CentreStatus, { service }: TroubleContext): Trouble[] {
  return upstreamDownAgencyIds.map((agencyId) => {
    const own = queues.filter(({ serviceId }) => service(serviceId)?.agencyId === agencyId);
    const waiting = own.reduce((total, queue) => total + queue.waiting, 0);
    return trouble('upstream_down', waiting > 0 ? 'critical' : 'warning', { subjectId: agencyId, value: waiting });
  });
}

/** A status that is not current is one trouble, of unknown severity. */
function notFresh(status: CentreStatus, now: number): Trouble | undefined {
  const { kind, since } = freshnessOf(status, now);
  const value = since === null ? null : Math.abs(now - since) / 1000;
  switch (kind) {
    case 'silent':
      return trouble('agent_silent', 'unknown', {
        since,
        value,
        limit: SILENT_AFTER_HEARTBEATS * status.heartbeatSeconds,
      });
    case 'late':
      return trouble('data_late', 'unknown', { since, value });
    case 'future':
      return trouble('data_future', 'unknown', { since, value });
    case 'fresh':
    case 'never_connected':
      return undefined;
  }
}

const ORDER: Readonly<Record<Severity, number>> = { unknown: 0, critical: 1, warning: 2, normal: 3 };

/**
 * The troubles of a centre, worst first. A status that is not current (silent, late, future) hides all other troubles,
 * because the rest of it cannot be trusted; a centre that closed and may be closed is not in trouble when its agent is
 * off.
 */
export function troublesOf(status: CentreStatus, context: TroubleContext): readonly Trouble[] {
  const { now, expectedOpenSince } = context;
  const { isOpen, queues } = status;
  const stale = notFresh(status, now);
  if (stale !== undefined) return isOpen || expectedOpenSince !== undefined ? [stale] : [];
  const desksOpen = status.desks.filter((desk) => desk.isOpen).length;
  const waiting = queues.reduce((total, queue) => total + queue.waiting, 0);
  const serving = queues.reduce((total, queue) => total + queue.serving, 0);
  const troubles: Trouble[] = [];
  if (status.powerDown)
    troubles.push(trouble('power_down', isOpen || expectedOpenSince !== undefined ? 'critical' : 'warning'));
  troubles.push(...upstream(status, context));
  if (waiting > 0 && desksOpen === 0 && serving === 0) {
    const since = earliest(queues.map((queue) => queue.longestSince));
    troubles.push(trouble('no_desk_open', 'critical', { since, value: waiting, limit: 0 }));
  }
  troubles.push(...longWaits(queues, context));
  const isOverdue = expectedOpenSince !== undefined && now - expectedOpenSince > TROUBLE_LIMITS.openingGraceMs;
  if (isOverdue && !isOpen && desksOpen === 0 && serving === 0 && status.heartbeatSeconds > 0) {
    const since = Number.isFinite(expectedOpenSince) ? expectedOpenSince : null;
    troubles.push(trouble('closed_but_should_be_open', waiting > 0 ? 'critical' : 'warning', { since }));
  }
  return troubles.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** The earliest of several moments; null when there is none. */
export const earliest = (moments: readonly (number | null)[]): number | null =>
  moments.reduce<number | null>(
    (first, moment) => (moment === null ? first : first === null ? moment : Math.min(first, moment)),
    null,
  );

/** The worst of a centre's troubles; unknown for a centre that has never connected. */
export function severityOf({ lastContactAt }: CentreStatus, troubles: readonly Trouble[]): Severity {
  if (lastContactAt === null) return 'unknown';
  return troubles[0]?.severity ?? 'normal';
}
