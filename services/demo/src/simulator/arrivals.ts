import type { Span } from '#domain/calendar/opening-hours.js';
import type { Segment } from '#domain/visit/customer-attributes.js';
import { weekdayOf } from './local-day.js';
import type { Random } from './random.js';
import { handlingSeconds, type SimulatedCentre } from './simulated-centre.js';

/** A customer who arrives. */
export interface Arrival {
  readonly at: number;
  readonly serviceId: string;
  readonly channel: 'walk_in' | 'appointment';
  readonly segment: Segment;
  readonly isPriority: boolean;
  /** How long the customer waits before giving up. */
  readonly patienceMs: number;
}

/** Relative number of arrivals by hour of the day: many in the morning, fewer at noon, few at the end. */
const RHYTHM = [1.3, 1.45, 1.3, 1.1, 0.95, 0.8, 0.85, 0.85, 0.4] as const;
/** Relative number of customers by weekday, Monday to Sunday. */
const WEEK = [1.1, 1, 0.98, 0.96, 1.04, 0.9, 0.85] as const;
/** Share of a desk's day without breaks and back office. */
const AT_THE_DESK = 0.86;
const LATEST_BEFORE_CLOSING_MS = 10 * 60_000;
const PATIENCE_MINUTES = 80;
/** On some days a bus arrives: this share of the day's customers comes within these minutes. */
const RUSH = { chance: 0.35, share: 0.06, minutes: 12 } as const;

/** Number of customers that a centre expects on an average day. */
function expectedArrivals(centre: SimulatedCentre, openMs: number): number {
  const handling = handlingSeconds(centre.services);
  return handling === 0 ? 0 : (centre.load * centre.desks.length * (openMs / 1000) * AT_THE_DESK) / handling;
}

function segmentOf(random: Random, isPriority: boolean, age: string): Segment {
  const known: Record<string, string> = {};
  const put = (name: string, share: number, value: () => string): void => {
    if (random.chance(share)) known[name] = value();
  };
  put('gender', 0.93, () => (random.chance(0.51) ? 'female' : 'male'));
  put('age_band', 0.9, () => age);
  put('disability', 0.85, () => (random.chance(0.045) ? 'yes' : 'no'));
  put('language', 0.9, () =>
    random.pick([
      ['sw', 62],
      ['en', 31],
      ['other', 7],
    ]),
  );
  put('rural', 0.7, () => (random.chance(0.55) ? 'rural' : 'urban'));
  known.priority = isPriority ? 'priority' : 'standard';
  return known;
}

/** A random moment of the span, distributed by the hours of the day. */
function momentIn(span: Span, random: Random): number {
  const hour = random.pick(RHYTHM.map((weight, index) => [index, weight] as const));
  const share = (hour + random.next()) / RHYTHM.length;
  return Math.round(span.from + share * (span.to - LATEST_BEFORE_CLOSING_MS - span.from));
}

/** Draws the day's customers, in order of time. */
export function drawArrivals(centre: SimulatedCentre, date: string, span: Span, random: Random): readonly Arrival[] {
  const weekday = WEEK[weekdayOf(date) - 1] ?? 1;
  const count = Math.round(expectedArrivals(centre, span.to - span.from) * weekday * random.between(0.94, 1.06));
  const rushFrom = random.chance(RUSH.chance) ? momentIn(span, random) : undefined;
  const services = centre.services.map((service) => [service.id, service.weight] as const);
  const arrivals = Array.from({ length: count }, (): Arrival => {
    const inRush = rushFrom !== undefined && random.chance(RUSH.share);
    const at = inRush ? rushFrom + Math.round(random.between(0, RUSH.minutes * 60_000)) : momentIn(span, random);
    const age = random.pick([
      ['18-24', 24],
      ['25-34', 31],
      ['35-44', 21],
      ['45-59', 16],
      ['60+', 8],
    ]);
    const isPriority = age === '60+' || random.chance(0.03);
    return {
      at,
      serviceId: random.pick(services),
      channel: random.chance(0.16) ? 'appointment' : 'walk_in',
      segment: segmentOf(random, isPriority, age),
      isPriority,
      patienceMs: Math.round(random.lognormal(PATIENCE_MINUTES, 0.5) * 60_000),
    };
  });
  return arrivals.toSorted((one, other) => one.at - other.at);
}
