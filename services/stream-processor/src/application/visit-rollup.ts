import { SEGMENT_DIMENSIONS } from '#domain/event.js';
import { type Contribution, contributionsOf } from '#domain/kpi/contribution.js';
import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import { centreTimes, cutByHour, deskTimes, type KeyedTimelineFact, rowNotes } from '#domain/status/timeline.js';
import type { Facts } from '#domain/visit/facts.js';
import { type Leg, legOf, type ServiceFigures, visitTime } from '#domain/visit/leg.js';
import { type CentreDimension, type Dimensions, NONE } from './dimensions.js';
import type { RollupDeltas } from './rollup-deltas.js';

/** A leg with the keys that place it and what it adds to the rollups. */
export interface PlacedLeg {
  readonly leg: Leg;
  readonly facts: Facts;
  readonly figures: ServiceFigures;
  readonly serviceKey: number;
  readonly deskKey: number;
  readonly staffKey: number;
  readonly visitMs: number | undefined;
  readonly contributions: readonly Contribution[];
}

/** Facts of one leg, and the service's figures when it was first seen. */
export interface StoredLeg {
  readonly legNo: number;
  readonly facts: Facts;
  /** Undefined: not stored yet. */
  readonly figures: (ServiceFigures & { readonly serviceKey: number }) | undefined;
}

const NO_FIGURES: ServiceFigures = { targetSeconds: undefined, shortestSeconds: undefined };

function figuresOf(stored: StoredLeg, service: string | undefined, dimensions: Dimensions): ServiceFigures {
  const known = stored.figures;
  if (known !== undefined && known.serviceKey === dimensions.serviceKey(service)) return known;
  const { targetSeconds, shortestSeconds } = dimensions.service(service) ?? NO_FIGURES;
  return { targetSeconds, shortestSeconds };
}

/** Reads all legs of one visit from their facts. */
export function placeVisit(
  centreKey: number,
  stored: readonly StoredLeg[],
  dimensions: Dimensions,
): readonly PlacedLeg[] {
  const legs = stored.map(({ legNo, facts }) => legOf(legNo, facts));
  const whole = visitTime(legs);
  return legs.map((leg, index) => {
    const source = stored[index] as StoredLeg;
    const figures = figuresOf(source, leg.service, dimensions);
    const visitMs = index === legs.length - 1 ? whole : undefined;
    return {
      leg,
      facts: source.facts,
      figures,
      serviceKey: dimensions.serviceKey(leg.service),
      deskKey: dimensions.deskKey(centreKey, leg.desk),
      staffKey: dimensions.staffKey(leg.staff),
      visitMs,
      contributions: contributionsOf(leg, figures, visitMs),
    };
  });
}

const MINUTE = 60_000;
const QUARTER = 900_000;
const SERVING = COUNTS.length + STATE_TIMES.indexOf('serving_ms');

function addCounts(sums: number[], counts: readonly number[], sign: number): void {
  for (let place = 0; place < counts.length; place += 2) {
    const index = counts[place] as number;
    sums[index] = (sums[index] as number) + sign * (counts[place + 1] as number);
  }
}

function addContribution(
  deltas: RollupDeltas,
  centre: CentreDimension,
  placed: PlacedLeg,
  contribution: Contribution,
  sign: number,
): void {
  const { centreKey, regionKey, zone } = centre;
  const { serviceKey, deskKey, staffKey, leg } = placed;
  const { at, counts, bins } = contribution;
  const quarter = at - (at % QUARTER);
  addCounts(deltas.sums('quarter', centreKey, serviceKey, quarter), counts, sign);
  addCounts(deltas.sums('region_minute', regionKey, serviceKey, at - (at % MINUTE)), counts, sign);
  for (let place = 0; place < bins.length; place += 2) {
    const sums = deltas.sums(
      'histogram',
      centreKey,
      serviceKey,
      bins[place] as number,
      quarter,
      bins[place + 1] as number,
    );
    sums[0] = (sums[0] as number) + sign;
  }
  if (deskKey !== NONE && contribution.clock !== 'issued')
    addCounts(deltas.sums('desk_hour', centreKey, deskKey, staffKey, zone.startOfHour(at)), counts, sign);
  const day = zone.startOfDay(at);
  for (const dimension of SEGMENT_DIMENSIONS) {
    const value = leg.segment[dimension];
    if (value !== undefined)
      addCounts(deltas.sums('segment_day', centreKey, serviceKey, dimension, value, day), counts, sign);
  }
  if (leg.channel !== undefined)
    addCounts(deltas.sums('segment_day', centreKey, serviceKey, 'channel', leg.channel, day), counts, sign);
}

function addDefect(deltas: RollupDeltas, centre: CentreDimension, day: string, defect: string, sign: number): void {
  const sums = deltas.sums('data_quality', centre.centreKey, day, defect);
  sums[0] = (sums[0] as number) + sign;
}

function addQuality(deltas: RollupDeltas, centre: CentreDimension, placed: PlacedLeg, sign: number): void {
  const { leg, facts } = placed;
  const day = centre.zone.dateOf(leg.issuedAt ?? facts[0]?.at ?? 0);
  for (const defect of leg.defects) addDefect(deltas, centre, day, defect, sign);
  if (leg.clamped > 0) addDefect(deltas, centre, day, 'clamped_duration', sign);
  if (leg.flagged > 0) addDefect(deltas, centre, day, 'impossible_duration', sign);
  if (leg.closedAt !== undefined && !leg.isComplete) addDefect(deltas, centre, day, 'incomplete_leg', sign);
}

/** Adds (+1) a leg to all rollup families, or takes it back (-1). */
export function addLeg(deltas: RollupDeltas, centre: CentreDimension, placed: PlacedLeg, sign: 1 | -1): void {
  for (const contribution of placed.contributions) addContribution(deltas, centre, placed, contribution, sign);
  const { leg, deskKey, staffKey } = placed;
  if (deskKey !== NONE && leg.startedAt !== undefined && leg.endedAt !== undefined) {
    for (const { hour, ms } of cutByHour(centre.zone, leg.startedAt, leg.endedAt)) {
      const sums = deltas.sums('desk_hour', centre.centreKey, deskKey, staffKey, hour);
      sums[SERVING] = (sums[SERVING] as number) + sign * ms;
    }
  }
  addQuality(deltas, centre, placed, sign);
}

const CENTRE_SUMS = { centre_open_ms: 0, power_down_ms: 1, upstream_down_ms: 2 } as const;

/** Adds (+1) one day of a desk, centre or agency to the rollups of state times, or a source row's notes to the defects; or takes it back (-1). */
export function addTimeline(
  deltas: RollupDeltas,
  centre: CentreDimension,
  subject: string,
  facts: readonly KeyedTimelineFact[],
  dimensions: Dimensions,
  sign: 1 | -1,
): void {
  if (subject.startsWith('desk:')) {
    const deskKey = dimensions.deskKey(centre.centreKey, subject.slice(5));
    for (const { hour, staff, name, ms } of deskTimes(centre.zone, facts)) {
      const sums = deltas.sums(
        'desk_hour',
        centre.centreKey,
        deskKey,
        dimensions.staffKey(staff === '' ? undefined : staff),
        hour,
      );
      const place = COUNTS.length + STATE_TIMES.indexOf(name);
      sums[place] = (sums[place] as number) + sign * ms;
    }
    return;
  }
  if (subject.startsWith('row:')) {
    const day = centre.zone.dateOf(facts[0]?.at ?? 0);
    for (const note of rowNotes(facts)) addDefect(deltas, centre, day, note, sign);
    return;
  }
  const agency = subject === 'centre' ? '' : subject.slice('agency:'.length);
  for (const { hour, name, ms } of centreTimes(centre.zone, facts)) {
    const sums = deltas.sums('centre_hour', centre.centreKey, agency, hour);
    sums[CENTRE_SUMS[name]] = (sums[CENTRE_SUMS[name]] as number) + sign * ms;
  }
}

const sameNumbers = (left: readonly number[], right: readonly number[]): boolean =>
  left.length === right.length && left.every((value, index) => value === right[index]);

/** Whether two readings of a leg add the same to the rollups; then there is nothing to take back and add. */
export function addsTheSame(left: PlacedLeg, right: PlacedLeg): boolean {
  return (
    left.leg === right.leg ||
    (left.serviceKey === right.serviceKey &&
      left.deskKey === right.deskKey &&
      left.staffKey === right.staffKey &&
      left.leg.closedAt === right.leg.closedAt &&
      left.leg.startedAt === right.leg.startedAt &&
      left.leg.issuedAt === right.leg.issuedAt &&
      left.leg.isComplete === right.leg.isComplete &&
      left.leg.channel === right.leg.channel &&
      left.leg.defects.join() === right.leg.defects.join() &&
      JSON.stringify(left.leg.segment) === JSON.stringify(right.leg.segment) &&
      left.contributions.length === right.contributions.length &&
      left.contributions.every((contribution, index) => {
        const other = right.contributions[index] as Contribution;
        return (
          contribution.at === other.at &&
          sameNumbers(contribution.counts, other.counts) &&
          sameNumbers(contribution.bins, other.bins)
        );
      }))
  );
}
