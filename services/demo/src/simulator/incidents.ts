import type { Span } from '#domain/calendar/opening-hours.js';
import { momentOf } from './local-day.js';
import { hashOf, Random } from './random.js';
import type { SimulatedCentre } from './simulated-centre.js';

/** An agency's system is unavailable. */
export interface Outage extends Span {
  readonly agencyId: string;
}

/** The incidents at a centre on a day. Spans of one kind do not overlap. */
export interface Incidents {
  readonly outages: readonly Outage[];
  readonly powerCuts: readonly Span[];
  /** The network link is down; the centre continues to work. */
  readonly offline: readonly Span[];
}

const MINUTE_MS = 60_000;
const OUTAGE_DAYS = 0.4;
const OUTAGE_CENTRES = 0.3;
const POWER_CUTS_OF_CENTRE_DAY = 0.02;
const FIRST_OUTAGE_MINUTE = 10 * 60 + 50;
/** A short power cut soon after the first start, so that a viewer sees an alert fire and clear. */
const FIRST_POWER_CUT = { afterMs: 15_000, lastsMs: 8 * MINUTE_MS } as const;

/** A number from 0 to 1 that depends only on the given parts. */
const drawn = (...parts: readonly (string | number)[]): number => hashOf(...parts) / 2 ** 32;

function outagesOf(
  centre: SimulatedCentre,
  date: string,
  seed: string,
  firstStart: number | undefined,
): readonly Outage[] {
  const { timeZone } = centre.calendar;
  if (firstStart !== undefined) {
    const agencyId = centre.firstDay.outageAgencyId;
    const from = momentOf(date, timeZone, FIRST_OUTAGE_MINUTE);
    return agencyId === undefined ? [] : [{ agencyId, from, to: from + 60 * MINUTE_MS }];
  }
  const { unreliableAgencyIds: frailAgencyIds } = centre;
  const agencyId = frailAgencyIds[hashOf(seed, date, 'agency') % Math.max(1, frailAgencyIds.length)];
  const isHit = drawn(seed, date, 'outage') < OUTAGE_DAYS && drawn(seed, date, 'outage', centre.id) < OUTAGE_CENTRES;
  if (agencyId === undefined || !isHit) return [];
  const from = momentOf(date, timeZone, 570 + Math.floor(drawn(seed, date, 'hour') * 300));
  return [{ agencyId, from, to: from + 60 * MINUTE_MS }];
}

function powerCutsOf(
  centre: SimulatedCentre,
  date: string,
  seed: string,
  firstStart: number | undefined,
): readonly Span[] {
  if (centre.isMobile) return [];
  if (firstStart !== undefined) {
    const from = firstStart + FIRST_POWER_CUT.afterMs;
    return centre.firstDay.powerCut ? [{ from, to: from + FIRST_POWER_CUT.lastsMs }] : [];
  }
  const random = new Random(seed, date, 'power', centre.id);
  if (!random.chance(POWER_CUTS_OF_CENTRE_DAY)) return [];
  const from = momentOf(date, centre.calendar.timeZone, Math.floor(random.between(540, 900)));
  return [{ from, to: from + Math.round(random.between(25, 50) * MINUTE_MS) }];
}

function offlineOf(centre: SimulatedCentre, date: string, seed: string): readonly Span[] {
  if (!centre.isMobile) return [];
  const random = new Random(seed, date, 'offline', centre.id);
  // One stretch of road without network in each part of the day.
  return [600, 720, 840, 960].map((minute) => {
    const from = momentOf(date, centre.calendar.timeZone, minute + Math.floor(random.between(0, 50)));
    return { from, to: from + Math.round(random.between(8, 40) * MINUTE_MS) };
  });
}

/**
 * The incidents at a centre on a date; outages affect many centres at once. The result is deterministic.
 * @param firstStart the first start of the demonstration, Unix milliseconds, if it was on this date; that day has
 *   special incidents
 */
export function incidentsOf(centre: SimulatedCentre, date: string, seed: string, firstStart?: number): Incidents {
  return {
    outages: outagesOf(centre, date, seed, firstStart),
    powerCuts: powerCutsOf(centre, date, seed, firstStart),
    offline: offlineOf(centre, date, seed),
  };
}

/** The end of work of `durationMs` that starts at `from` and is interrupted by the spans in `rests`. */
export function workUntil(from: number, durationMs: number, rests: readonly Span[]): number {
  let at = from;
  let left = durationMs;
  for (const rest of rests.toSorted((one, other) => one.from - other.from)) {
    if (rest.to <= at) continue;
    if (at + left <= rest.from) break;
    left -= Math.max(0, rest.from - at);
    at = rest.to;
  }
  return at + left;
}
