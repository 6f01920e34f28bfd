/** The live picture of a centre, as far as trouble is concerned. Times are Unix milliseconds. */
export interface CentrePicture {
  readonly now: number;
  /** Newest contact with the centre's agent; undefined: never heard of. */
  readonly dataAsOf: number | undefined;
  /** Seconds between heartbeats; 0: none are expected. */
  readonly heartbeatSeconds: number;
  readonly isOpen: boolean;
  /** When it should have opened; undefined: it should be closed now. */
  readonly expectedOpenSince: number | undefined;
  readonly powerDown: boolean;
  readonly upstreamDownAgencyIds: readonly string[];
  readonly desksOpen: number;
  readonly queues: readonly QueuePicture[];
}

export interface QueuePicture {
  readonly serviceId: string;
  readonly agencyId: string | undefined;
  readonly targetSeconds: number | undefined;
  readonly waiting: number;
  readonly serving: number;
  readonly longestWaitSince: number | undefined;
}

export type Severity = 'normal' | 'warning' | 'critical' | 'unknown';
export type TroubleKind =
  | 'agent_silent'
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

/** Limits, in multiples of a service's target wait, of heartbeats, and in milliseconds. */
export const TROUBLE_LIMITS = {
  silentHeartbeats: 3,
  longWait: 3,
  veryLongWait: 6,
  openingGraceMs: 15 * 60_000,
} as const;

/** Nothing came for three heartbeats. A source without heartbeats is never silent. */
export const isSilent = (picture: Pick<CentrePicture, 'now' | 'dataAsOf' | 'heartbeatSeconds'>): boolean =>
  picture.heartbeatSeconds > 0 &&
  picture.dataAsOf !== undefined &&
  picture.now - picture.dataAsOf > TROUBLE_LIMITS.silentHeartbeats * picture.heartbeatSeconds * 1000;

const trouble = (kind: TroubleKind, severity: Severity, about: Partial<Trouble> = {}): Trouble => ({
  kind,
  severity,
  subjectId: null,
  since: null,
  value: null,
  limit: null,
  ...about,
});

function longWaits({ now, queues }: CentrePicture): Trouble[] {
  const troubles: Trouble[] = [];
  for (const queue of queues) {
    if (queue.waiting === 0 || queue.longestWaitSince === undefined || queue.targetSeconds === undefined) continue;
    const value = (now - queue.longestWaitSince) / 1000;
    const limit = TROUBLE_LIMITS.longWait * queue.targetSeconds;
    if (value <= limit) continue;
    const critical = value > TROUBLE_LIMITS.veryLongWait * queue.targetSeconds;
    troubles.push(
      trouble('long_wait', critical ? 'critical' : 'warning', {
        subjectId: queue.serviceId,
        since: queue.longestWaitSince,
        value,
        limit,
      }),
    );
  }
  return troubles.sort((a, b) => (b.value ?? 0) / (b.limit ?? 1) - (a.value ?? 0) / (a.limit ?? 1));
}

function upstream(picture: CentrePicture): Trouble[] {
  return picture.upstreamDownAgencyIds.map((agencyId) => {
    const waiting = picture.queues.reduce(
      (total, queue) => total + (queue.agencyId === agencyId ? queue.waiting : 0),
      0,
    );
    return trouble('upstream_down', waiting > 0 ? 'critical' : 'warning', { subjectId: agencyId, value: waiting });
  });
}

const ORDER: Readonly<Record<Severity, number>> = { unknown: 0, critical: 1, warning: 2, normal: 3 };

/**
 * What is wrong with a centre, worst first. A silent agent hides everything else, because the rest of the picture is not to be trusted;
 * a centre that closed and may be closed is not in trouble when its agent is off.
 */
export function troublesOf(picture: CentrePicture): readonly Trouble[] {
  const { now, isOpen, expectedOpenSince, desksOpen, queues } = picture;
  if (isSilent(picture)) {
    if (!isOpen && expectedOpenSince === undefined) return [];
    const value = (now - (picture.dataAsOf ?? now)) / 1000;
    return [
      trouble('agent_silent', 'unknown', {
        since: picture.dataAsOf ?? null,
        value,
        limit: TROUBLE_LIMITS.silentHeartbeats * picture.heartbeatSeconds,
      }),
    ];
  }
  const waiting = queues.reduce((total, queue) => total + queue.waiting, 0);
  const serving = queues.reduce((total, queue) => total + queue.serving, 0);
  const longest = queues.reduce(
    (since, queue) => Math.min(since, queue.longestWaitSince ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );
  const troubles: Trouble[] = [];
  if (picture.powerDown)
    troubles.push(trouble('power_down', isOpen || expectedOpenSince !== undefined ? 'critical' : 'warning'));
  troubles.push(...upstream(picture));
  if (waiting > 0 && desksOpen === 0 && serving === 0) {
    troubles.push(
      trouble('no_desk_open', 'critical', {
        since: Number.isFinite(longest) ? longest : null,
        value: waiting,
        limit: 0,
      }),
    );
  }
  troubles.push(...longWaits(picture));
  const late = expectedOpenSince !== undefined && now - expectedOpenSince > TROUBLE_LIMITS.openingGraceMs;
  if (late && !isOpen && desksOpen === 0 && serving === 0 && picture.heartbeatSeconds > 0) {
    const since = Number.isFinite(expectedOpenSince) ? expectedOpenSince : null;
    troubles.push(trouble('closed_but_should_be_open', waiting > 0 ? 'critical' : 'warning', { since }));
  }
  return troubles.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** The worst of a centre's troubles; unknown for a centre that was never heard of. */
export function severityOf(picture: Pick<CentrePicture, 'dataAsOf'>, troubles: readonly Trouble[]): Severity {
  if (picture.dataAsOf === undefined) return 'unknown';
  return troubles[0]?.severity ?? 'normal';
}
