import type { CentreStatus } from '../../status/centre-status.js';
import type { Place } from './places.js';

/** The figures of a centre's status that rules need, computed once for all rules. */
export interface CentreFigures {
  readonly waiting: number;
  readonly serving: number;
  readonly desksOpen: number;
  readonly idleWhileWaiting: number;
}

const NOTHING: CentreFigures = { waiting: 0, serving: 0, desksOpen: 0, idleWhileWaiting: 0 };

/** Sums over a centre's queues and desks. */
export function figuresOf(status: CentreStatus | undefined, place: Place): CentreFigures {
  if (status === undefined) return NOTHING;
  let waiting = 0;
  let serving = 0;
  for (const queue of status.queues) {
    waiting += queue.waiting;
    serving += queue.serving;
  }
  let desksOpen = 0;
  let idleWhileWaiting = 0;
  for (const desk of status.desks) {
    if (!desk.isOpen) continue;
    desksOpen += 1;
    if (waiting === 0 || desk.state !== 'available') continue;
    const services = place.servicesOfDesk.get(desk.deskId) ?? [];
    const hasWork = status.queues.some(
      (queue) => queue.waiting > 0 && (services.length === 0 || services.includes(queue.serviceId)),
    );
    if (hasWork) idleWhileWaiting += 1;
  }
  return { waiting, serving, desksOpen, idleWhileWaiting };
}
