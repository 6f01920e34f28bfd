import type { Zone } from '../calendar/zone.js';
import { cutByHour } from './timeline.js';

/** A service at one desk, from its start to its end. */
export interface DeskService {
  readonly staffKey: number;
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Serving time of a desk inside one local hour. */
export interface ServingTime {
  /** The start of the hour, Unix milliseconds. */
  readonly hour: number;
  readonly staffKey: number;
  readonly ms: number;
}

/** An order that depends only on the services, so that their union does too. */
const byStart = (left: DeskService, right: DeskService): number =>
  left.from - right.from || left.staffKey - right.staffKey || left.to - right.to;

/**
 * Serving time of one desk: the time in which it served at least one customer, a union and never a sum. While services
 * overlap, the time is that of the officer whose service began first, so that the officers of a desk add up to its
 * time.
 */
export function servingTimes(zone: Zone, services: readonly DeskService[]): readonly ServingTime[] {
  const times: ServingTime[] = [];
  let servedUntil = Number.NEGATIVE_INFINITY;
  for (const { staffKey, from, to } of services.length > 1 ? [...services].sort(byStart) : services) {
    for (const { hour, ms } of cutByHour(zone, Math.max(from, servedUntil), to)) times.push({ hour, staffKey, ms });
    servedUntil = Math.max(servedUntil, to);
  }
  return times;
}
