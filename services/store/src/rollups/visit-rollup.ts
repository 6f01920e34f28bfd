import { type Contribution, ContributionBuilder, contributionsOf } from '#domain/kpi/contribution.js';
import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import type { DeskService, ServingTime } from '#domain/status/serving.js';
import { centreTimes, deskTimes, type KeyedTimelineFact, offeredSlots, rowNotes } from '#domain/status/timeline.js';
import { CUSTOMER_ATTRIBUTES, type Segment } from '#domain/visit/customer-attributes.js';
import type { Facts } from '#domain/visit/facts.js';
import { type Leg, legOf, type ServiceFigures, visitTime } from '#domain/visit/leg.js';
import type { CentreDimension } from '../network/dimension-store.js';
import { type Dimensions, NONE } from '../network/dimensions.js';
import type { DeltaTable } from './delta-table.js';
import type { RollupDeltas } from './rollup-deltas.js';

/** What a service promised, and which service that was. */
export type KnownFigures = ServiceFigures & { readonly serviceKey: number };

/**
 * A leg with the keys that place it. What it adds to the rollups is worked out where it is needed: kept, it would be
 * most of what memory holds.
 */
export interface PlacedLeg {
  readonly leg: Leg;
  readonly facts: Facts;
  readonly figures: KnownFigures;
  readonly serviceKey: number;
  readonly deskKey: number;
  readonly staffKey: number;
  readonly visitMs: number | undefined;
  /** A leg of its visit names an appointment. */
  readonly isBooked: boolean;
}

/** Facts of one leg, and the service's figures when it was first seen. */
export interface StoredLeg {
  readonly legNo: number;
  readonly facts: Facts;
  /** Undefined: not stored yet. */
  readonly figures: KnownFigures | undefined;
}

const NO_FIGURES: KnownFigures = { serviceKey: NONE, targetSeconds: undefined, shortestSeconds: undefined };

function figuresOf(stored: StoredLeg, service: string | undefined, dimensions: Dimensions): KnownFigures {
  const known = stored.figures;
  const now = dimensions.service(service) ?? NO_FIGURES;
  return known?.serviceKey === now.serviceKey ? known : now;
}

/** Reads all legs of one visit from their facts. */
export function placeVisit(
  centreKey: number,
  stored: readonly StoredLeg[],
  dimensions: Dimensions,
): readonly PlacedLeg[] {
  const legs = stored.map(({ legNo, facts }) => legOf(legNo, facts));
  const whole = visitTime(legs);
  const isBooked = legs.some(({ appointments }) => appointments.length > 0);
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
      isBooked,
    };
  });
}

const MINUTE = 60;
const QUARTER = 900;
const SERVING = COUNTS.length + STATE_TIMES.indexOf('serving_ms');
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function addCounts(table: DeltaTable, row: number, counts: readonly number[], sign: number): void {
  for (let place = 0; place < counts.length; place += 2)
    table.add(row, counts[place] as number, sign * (counts[place + 1] as number));
}

/** Numbers of dimension and value that a leg or an appointment is split by, in pairs. */
export function splitsOf(
  deltas: RollupDeltas,
  { segment, channel }: Pick<Leg, 'segment' | 'channel'>,
): readonly number[] {
  const splits: number[] = [];
  for (const dimension in segment) {
    const value = segment[dimension as keyof Segment];
    if (value !== undefined) splits.push(deltas.numberOf(dimension), deltas.numberOf(value));
  }
  if (channel !== undefined) splits.push(deltas.numberOf('channel'), deltas.numberOf(channel));
  return splits;
}

/** The keys of the rows that a contribution goes into. */
export type RowKeys = Pick<PlacedLeg, 'serviceKey' | 'deskKey' | 'staffKey'>;

function addSegments(
  deltas: RollupDeltas,
  centre: CentreDimension,
  { serviceKey }: RowKeys,
  splits: readonly number[],
  { at, counts }: Contribution,
  sign: number,
): void {
  if (splits.length === 0) return;
  const table = deltas.table('segment_day');
  const day = seconds(centre.zone.startOfDay(at));
  for (let place = 0; place < splits.length; place += 2) {
    const [dimension, value] = [splits[place] as number, splits[place + 1] as number];
    addCounts(table, table.row(centre.centreKey, serviceKey, dimension, value, day), counts, sign);
  }
}

/** Adds (+1) a contribution to every family that it belongs to, or takes it back (-1). */
export function addContribution(
  deltas: RollupDeltas,
  centre: CentreDimension,
  placed: RowKeys,
  splits: readonly number[],
  contribution: Contribution,
  sign: number,
): void {
  const { centreKey, regionKey, zone } = centre;
  const { serviceKey, deskKey, staffKey } = placed;
  const { at, counts, bins } = contribution;
  const second = seconds(at);
  const quarter = second - (second % QUARTER);
  const quarters = deltas.table('quarter');
  addCounts(quarters, quarters.row(centreKey, serviceKey, quarter), counts, sign);
  const minutes = deltas.table('region_minute');
  addCounts(minutes, minutes.row(regionKey, serviceKey, second - (second % MINUTE)), counts, sign);
  deltas.bins.add(centreKey, serviceKey, quarter, bins, sign);
  if (deskKey !== NONE && contribution.clock !== 'issued') {
    const desks = deltas.table('desk_hour');
    addCounts(desks, desks.row(centreKey, deskKey, staffKey, seconds(zone.startOfHour(at))), counts, sign);
  }
  addSegments(deltas, centre, placed, splits, contribution, sign);
}

function addDefect(deltas: RollupDeltas, centre: CentreDimension, day: string, defect: string, sign: number): void {
  const table = deltas.table('data_quality');
  table.add(table.row(centre.centreKey, deltas.numberOf(day), deltas.numberOf(defect)), 0, sign);
}

function addQuality(deltas: RollupDeltas, centre: CentreDimension, placed: PlacedLeg, sign: number): void {
  const { leg, facts } = placed;
  const isIncomplete = leg.closedAt !== undefined && !leg.isComplete;
  if (!isIncomplete && leg.defects.length === 0 && leg.clamped === 0 && leg.flagged === 0) return;
  const day = centre.zone.dateOf(leg.issuedAt ?? facts[0]?.at ?? 0);
  for (const defect of leg.defects) addDefect(deltas, centre, day, defect, sign);
  if (leg.clamped > 0) addDefect(deltas, centre, day, 'clamped_duration', sign);
  if (leg.flagged > 0) addDefect(deltas, centre, day, 'impossible_duration', sign);
  if (isIncomplete) addDefect(deltas, centre, day, 'incomplete_leg', sign);
}

/** The service of a leg at a desk; undefined where the desk, the start or the end is not known. */
export function serviceOf({
  leg,
  deskKey,
  staffKey,
}: PlacedLeg): (DeskService & { readonly deskKey: number }) | undefined {
  const { startedAt, endedAt } = leg;
  if (deskKey === NONE || startedAt === undefined || endedAt === undefined || endedAt <= startedAt) return undefined;
  return { deskKey, staffKey, from: startedAt, to: endedAt };
}

/** Adds (+1) serving times of a desk, or takes them back (-1). */
export function addServing(
  deltas: RollupDeltas,
  { centreKey }: CentreDimension,
  deskKey: number,
  times: readonly ServingTime[],
  sign: 1 | -1,
): void {
  const table = deltas.table('desk_hour');
  for (const { hour, staffKey, ms } of times)
    table.add(table.row(centreKey, deskKey, staffKey, seconds(hour)), SERVING, sign * ms);
}

const addedBy = ({ leg, figures, visitMs, isBooked }: PlacedLeg): readonly Contribution[] =>
  contributionsOf(leg, figures, visitMs, isBooked);

/** Adds a leg to all rollup families, but for the serving time of its desk, which is a union over legs. */
export function addLeg(deltas: RollupDeltas, centre: CentreDimension, placed: PlacedLeg): void {
  const splits = splitsOf(deltas, placed.leg);
  for (const contribution of addedBy(placed)) addContribution(deltas, centre, placed, splits, contribution, 1);
  addQuality(deltas, centre, placed, 1);
}

/** Takes a leg back that `addLeg` added, but for the serving time of its desk. */
export function removeLeg(deltas: RollupDeltas, centre: CentreDimension, placed: PlacedLeg): void {
  const splits = splitsOf(deltas, placed.leg);
  for (const contribution of addedBy(placed)) addContribution(deltas, centre, placed, splits, contribution, -1);
  addQuality(deltas, centre, placed, -1);
}

/**
 * Takes an old reading of a leg back and adds the new one. What both have in common is left alone: most facts change
 * little.
 */
export function replaceLeg(deltas: RollupDeltas, centre: CentreDimension, old: PlacedLeg, placed: PlacedLeg): void {
  const [before, after] = [addedBy(old), addedBy(placed)];
  const kept = standsTheSame(old, placed) ? keptClocks(before, after, standsAtSameDesk(old, placed)) : [];
  const oldSplits = splitsOf(deltas, old.leg);
  const splits = splitsOf(deltas, placed.leg);
  for (const contribution of before)
    if (!kept.includes(contribution.clock)) addContribution(deltas, centre, old, oldSplits, contribution, -1);
  for (const contribution of after)
    if (!kept.includes(contribution.clock)) addContribution(deltas, centre, placed, splits, contribution, 1);
  addQuality(deltas, centre, old, -1);
  addQuality(deltas, centre, placed, 1);
}

function addOffers(
  deltas: RollupDeltas,
  centre: CentreDimension,
  serviceKey: number,
  facts: readonly KeyedTimelineFact[],
  sign: 1 | -1,
): void {
  const keys = { serviceKey, deskKey: NONE, staffKey: NONE };
  for (const [at, slots] of offeredSlots(facts)) {
    const offer = new ContributionBuilder().add('slots_offered', slots).at('slot', at);
    addContribution(deltas, centre, keys, [], offer, sign);
  }
}

const CENTRE_SUMS = { centre_open_ms: 0, power_down_ms: 1, upstream_down_ms: 2 } as const;

/**
 * Adds (+1) one day of a desk, centre or agency to the rollups of state times, a source row's notes to the defects, or
 * the slots that a service offers to the counts; or takes it back (-1).
 */
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
    const table = deltas.table('desk_hour');
    for (const { hour, staff, name, ms } of deskTimes(centre.zone, facts)) {
      const staffKey = dimensions.staffKey(staff === '' ? undefined : staff);
      const row = table.row(centre.centreKey, deskKey, staffKey, seconds(hour));
      table.add(row, COUNTS.length + STATE_TIMES.indexOf(name), sign * ms);
    }
    return;
  }
  if (subject.startsWith('slots:')) {
    addOffers(deltas, centre, dimensions.serviceKey(subject.slice('slots:'.length)), facts, sign);
    return;
  }
  if (subject.startsWith('row:')) {
    const day = centre.zone.dateOf(facts[0]?.at ?? 0);
    for (const note of rowNotes(facts)) addDefect(deltas, centre, day, note, sign);
    return;
  }
  const agency = deltas.numberOf(subject === 'centre' ? '' : subject.slice('agency:'.length));
  const table = deltas.table('centre_hour');
  for (const { hour, name, ms } of centreTimes(centre.zone, facts)) {
    table.add(table.row(centre.centreKey, agency, seconds(hour)), CENTRE_SUMS[name], sign * ms);
  }
}

const sameNumbers = (left: readonly number[], right: readonly number[]): boolean =>
  left.length === right.length && left.every((value, index) => value === right[index]);

const sameSegment = (left: Segment, right: Segment): boolean =>
  left === right || CUSTOMER_ATTRIBUTES.every((dimension) => left[dimension] === right[dimension]);

/** Whether the contributions of both go into the same rows, but for those of the desk at the time of issue. */
const standsTheSame = (old: PlacedLeg, placed: PlacedLeg): boolean =>
  old.serviceKey === placed.serviceKey &&
  old.leg.channel === placed.leg.channel &&
  sameSegment(old.leg.segment, placed.leg.segment);

const standsAtSameDesk = (old: PlacedLeg, placed: PlacedLeg): boolean =>
  old.deskKey === placed.deskKey && old.staffKey === placed.staffKey;

/** Clocks of the contributions that both have, in the same rows. The issue alone is not booked on a desk. */
function keptClocks(
  before: readonly Contribution[],
  after: readonly Contribution[],
  sameDesk: boolean,
): Contribution['clock'][] {
  return after
    .filter(({ clock, at, counts, bins }) => {
      const other = before.find((contribution) => contribution.clock === clock);
      if (other === undefined || other.at !== at || (clock !== 'issued' && !sameDesk)) return false;
      return sameNumbers(other.counts, counts) && sameNumbers(other.bins, bins);
    })
    .map(({ clock }) => clock);
}
