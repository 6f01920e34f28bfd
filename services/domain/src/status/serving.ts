import type { Zone } from '../calendar/zone.js';
import type { Leg } from '../visit/leg.js';
import { cutByHour, type DeskTime, type KeyedTimelineFact, keyedTimelineFact, type Subject } from './timeline.js';

/** A service at a desk inside one local day. */
export interface DayOfService {
  readonly desk: string;
  /** The start of the local day, Unix milliseconds. */
  readonly day: number;
  /** Of kind `served`, from `at` to `until`. */
  readonly fact: KeyedTimelineFact;
}

const SUBJECT = 'serving:';

/** Subject of the timeline that holds a desk's services, one for each local day. */
export const servingSubject = (desk: string): Subject => `${SUBJECT}${desk}`;

/** The desk whose services a subject is about; undefined for any other subject. */
export const servingDesk = (subject: Subject): string | undefined =>
  subject.startsWith(SUBJECT) ? subject.slice(SUBJECT.length) : undefined;

/** The leg's service at its desk, cut at local midnight; empty where the desk, the start or the end is not known. */
export function daysOfService(zone: Zone, { desk, staff, startedAt, endedAt }: Leg): readonly DayOfService[] {
  if (desk === undefined || startedAt === undefined || endedAt === undefined) return [];
  const days: DayOfService[] = [];
  for (let at = startedAt; at < endedAt; ) {
    const day = zone.startOfDay(at);
    const until = Math.min(endedAt, zone.startOfDay(day + 36 * 3_600_000));
    days.push({ desk, day, fact: keyedTimelineFact({ kind: 'served', at, until, ...(staff ? { staff } : {}) }) });
    at = until;
  }
  return days;
}

/** The services with one more, in order of time, then text. Two of them may be equal: they are of two legs. */
export function withService(
  services: readonly KeyedTimelineFact[],
  service: KeyedTimelineFact,
): readonly KeyedTimelineFact[] {
  const place = services.findIndex(({ at, text }) => at > service.at || (at === service.at && text >= service.text));
  return services.toSpliced(place < 0 ? services.length : place, 0, service);
}

/** The services without one of those that are equal to this one. */
export function withoutService(
  services: readonly KeyedTimelineFact[],
  service: KeyedTimelineFact,
): readonly KeyedTimelineFact[] {
  const place = services.findIndex(({ text }) => text === service.text);
  return place < 0 ? services : services.toSpliced(place, 1);
}

/**
 * Serving time of one desk's day, a union: while services overlap, the time is that of the officer whose service began
 * first. A pure function of the services in their order.
 */
export function servingTimes(zone: Zone, services: readonly KeyedTimelineFact[]): readonly DeskTime[] {
  const times: DeskTime[] = [];
  let servedUntil = Number.NEGATIVE_INFINITY;
  for (const { at, until = at, staff = '' } of services) {
    for (const { hour, ms } of cutByHour(zone, Math.max(at, servedUntil), until))
      times.push({ hour, staff, name: 'serving_ms', ms });
    servedUntil = Math.max(servedUntil, until);
  }
  return times;
}
