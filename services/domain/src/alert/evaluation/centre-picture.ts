import type { StatusPicture } from '../../status/status-picture.js';
import type { Place } from './places.js';

/** Whether what a centre says is of now. Late: it is still telling what happened before; future: its time is not believed. */
export type Trust = 'ok' | 'never_heard' | 'silent' | 'late' | 'future';

/** Heartbeats that may be missing before an agent is silent. */
export const SILENT_HEARTBEATS = 3;
const LATE_MS = 120_000;
/** Of a source without heartbeats nobody can tell a quiet time from an old one for long. */
const LATE_WITHOUT_HEARTBEATS_MS = 15 * 60_000;
const FUTURE_MS = 10 * 60_000;

/** Judges a centre's picture by its event-time watermark and by the newest contact with it. */
export function trustOf(picture: StatusPicture | undefined, now: number): Trust {
  if (picture === undefined || picture.lastContactAt === null) return 'never_heard';
  const beatMs = picture.heartbeatSeconds * 1000;
  if (beatMs > 0 && now - picture.lastContactAt > SILENT_HEARTBEATS * beatMs) return 'silent';
  const behindMs = now - (picture.watermark ?? picture.lastEventAt ?? 0);
  if (behindMs < -FUTURE_MS) return 'future';
  const allowedMs = beatMs > 0 ? Math.max(LATE_MS, SILENT_HEARTBEATS * beatMs) : LATE_WITHOUT_HEARTBEATS_MS;
  return behindMs > allowedMs ? 'late' : 'ok';
}

/** What the rules ask of a centre's picture, worked out once for all of them. */
export interface CentreFigures {
  readonly waiting: number;
  readonly serving: number;
  readonly desksOpen: number;
  readonly idleWhileWaiting: number;
}

const NOTHING: CentreFigures = { waiting: 0, serving: 0, desksOpen: 0, idleWhileWaiting: 0 };

/** Sums over a centre's queues and desks. */
export function figuresOf(picture: StatusPicture | undefined, place: Place): CentreFigures {
  if (picture === undefined) return NOTHING;
  let waiting = 0;
  let serving = 0;
  for (const queue of picture.queues) {
    waiting += queue.waiting;
    serving += queue.serving;
  }
  let desksOpen = 0;
  let idleWhileWaiting = 0;
  for (const desk of picture.desks) {
    if (!desk.isOpen) continue;
    desksOpen += 1;
    if (waiting === 0 || desk.state !== 'available') continue;
    const services = place.servicesOfDesk.get(desk.deskId) ?? [];
    const hasWork = picture.queues.some(
      (queue) => queue.waiting > 0 && (services.length === 0 || services.includes(queue.serviceId)),
    );
    if (hasWork) idleWhileWaiting += 1;
  }
  return { waiting, serving, desksOpen, idleWhileWaiting };
}
