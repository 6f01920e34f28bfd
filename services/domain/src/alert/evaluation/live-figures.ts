import type { LiveFigureId } from '../figure.js';
import type { Centre, World } from './world.js';

/** Reads a figure of a centre, and what `target` stands for; NaN: not known now. */
export type CentreReader = (centre: Centre, world: World) => number;

const known =
  (read: CentreReader): CentreReader =>
  (centre, world) =>
    centre.freshness === 'fresh' ? read(centre, world) : Number.NaN;

/**
 * Figures that exist once per centre. A figure that cannot be trusted is unknown, except for figures about the agent
 * itself.
 */
export const CENTRE_FIGURES: Readonly<Partial<Record<LiveFigureId, CentreReader>>> = {
  waiting_now: known(({ figures }) => figures.waiting),
  waiting_per_desk: known(({ figures }) => figures.waiting / Math.max(1, figures.desksOpen)),
  waiting_without_desk: known(({ figures }) =>
    figures.desksOpen === 0 && figures.serving === 0 ? figures.waiting : 0,
  ),
  desks_open_share: known(({ figures, place }) =>
    place.desksPlanned === 0 ? Number.NaN : figures.desksOpen / place.desksPlanned,
  ),
  idle_while_waiting: known(({ figures }) => figures.idleWhileWaiting),
  power_down: known(({ status }) => Number(status?.powerDown ?? false)),
  agent_silent: ({ status }, { now }) =>
    status === undefined || status.lastContactAt === null || status.heartbeatSeconds === 0
      ? Number.NaN
      : Math.max(0, now - status.lastContactAt) / 1000,
  not_opened: known(notOpened),
  clock_skew: ({ status, freshness }) =>
    freshness === 'silent' || freshness === 'never_connected'
      ? Number.NaN
      : Math.abs(status?.clockOffsetMs ?? 0) / 1000,
  events_lost: ({ freshness, place }, world) =>
    freshness === 'never_connected' ? Number.NaN : world.lostOf(place.centreId),
};

function notOpened({ status, figures, place }: Centre, { hours, now }: World): number {
  if (status === undefined || status.heartbeatSeconds === 0) return Number.NaN;
  const since = hours.span(place.calendar, now)?.from;
  if (since === undefined || !Number.isFinite(since)) return 0;
  return status.isOpen || figures.desksOpen > 0 || figures.serving > 0 ? 0 : (now - since) / 1000;
}

/** Why a figure of a centre is not known. */
export const reasonOf = ({ freshness }: Centre): string => (freshness === 'fresh' ? 'not_recorded' : freshness);
