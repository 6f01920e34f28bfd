import type { Leg, ServiceFigures } from '../visit/leg.js';
import { COUNT_INDEX, type CountName, MEASURES, type Measure } from './counts.js';
import { binOf } from './histogram.js';

/** What a leg or an appointment adds to every rollup family at one of its moments (the clock of kpis.md). */
export interface Contribution {
  readonly clock: 'issued' | 'left_queue' | 'ended' | 'slot';
  /** Unix milliseconds: decides the bucket. */
  readonly at: number;
  /** Pairs of place in COUNTS and amount, flat. */
  readonly counts: readonly number[];
  /** Pairs of measure and bin, flat; each adds 1. */
  readonly bins: readonly number[];
}

export class ContributionBuilder {
  readonly counts: number[] = [];
  readonly bins: number[] = [];

  add(name: CountName, amount = 1): this {
    if (amount !== 0) this.counts.push(COUNT_INDEX[name], amount);
    return this;
  }

  bin(measure: Measure, milliseconds: number): this {
    this.bins.push(MEASURES[measure], binOf(milliseconds));
    return this;
  }

  at(clock: Contribution['clock'], at: number): Contribution {
    return { clock, at, counts: this.counts, bins: this.bins };
  }
}

const LEFT: Partial<Record<NonNullable<Leg['outcome']>, CountName>> = {
  no_show: 'no_shows',
  abandoned: 'abandoned',
  cancelled: 'cancelled',
  voided: 'voided',
};

/** Started by a desk, whatever the outcome, or as good as known to be; such a leg belongs to demand. */
const wasStarted = (leg: Leg): boolean =>
  leg.startedAt !== undefined || leg.endedAt !== undefined || leg.outcome === 'unfollowed';

function leftQueue(leg: Leg, figures: ServiceFigures, isBooked: boolean): ContributionBuilder {
  const started = wasStarted(leg);
  const left = started ? 'demand_started' : leg.outcome === undefined ? undefined : LEFT[leg.outcome];
  const builder = new ContributionBuilder();
  if (left === undefined) return builder;
  builder.add(left);
  const led = started || leg.outcome === 'no_show';
  if (!led && leg.outcome !== 'abandoned') return builder;
  if (led && leg.calledAt !== undefined) builder.add('called_legs');
  builder.add('recalls', leg.recalls);
  if (figures.targetSeconds !== undefined) builder.add('target_n');
  const wait = leg.waitMs;
  if (wait === undefined) return builder;
  builder
    .add('wait_n')
    .add('wait_ms', wait)
    .bin(led ? 'wait_called' : 'wait_abandoned', wait);
  if (isBooked) builder.add('booked_leg_wait_n').add('booked_leg_wait_ms', wait);
  if (led) builder.add('served_wait_n').add('served_wait_ms', wait);
  if (wait > 0) builder.add('queued_wait_n').add('queued_wait_ms', wait);
  if (led && figures.targetSeconds !== undefined && wait <= figures.targetSeconds * 1000) builder.add('within_target');
  return builder;
}

/** Served in less than the service's shortest plausible time (ruling 9). */
export const isQuickClose = (leg: Leg, figures: ServiceFigures): boolean =>
  leg.outcome === 'served' &&
  leg.serviceMs !== undefined &&
  figures.shortestSeconds !== undefined &&
  leg.serviceMs < figures.shortestSeconds * 1000;

const RATINGS = ['rating_1', 'rating_2', 'rating_3', 'rating_4', 'rating_5'] as const;

function ended(leg: Leg, figures: ServiceFigures, visitMs: number | undefined): ContributionBuilder {
  const builder = new ContributionBuilder().add('ended');
  const served = leg.outcome === 'served';
  if (served || leg.outcome === 'not_completed' || leg.outcome === 'transferred') builder.add(leg.outcome);
  if (served) builder.add('transactions', leg.quantity);
  if (served && leg.serviceMs !== undefined)
    builder.add('service_n').add('service_ms', leg.serviceMs).bin('service_time', leg.serviceMs);
  if (leg.holdMs !== undefined) builder.add('hold_n').add('hold_ms', leg.holdMs);
  if (leg.walkMs !== undefined) builder.add('walk_n').add('walk_ms', leg.walkMs);
  if (isQuickClose(leg, figures)) builder.add('quick_closes');
  if (visitMs !== undefined) builder.add('visit_n').add('visit_ms', visitMs).bin('visit_time', visitMs);
  rate(builder, leg);
  return builder;
}

/** An answer counts where its leg ended, or where it left the queue when it was closed without an end. */
function rate(builder: ContributionBuilder, leg: Leg): void {
  const rating = leg.rating === undefined ? undefined : RATINGS[leg.rating - 1];
  if (rating !== undefined) builder.add(rating);
}

/**
 * What a leg adds to the rollups, by the moments that assign it to buckets. A rollup is the sum of these over legs;
 * subtracting a leg's old contributions and adding its new ones keeps it correct when a late fact changes the leg.
 * @param visitMs the visit's time, given on the visit's last leg only
 * @param isBooked whether a leg of the visit names an appointment
 */
export function contributionsOf(
  leg: Leg,
  figures: ServiceFigures,
  visitMs: number | undefined,
  isBooked: boolean,
): readonly Contribution[] {
  const contributions: Contribution[] = [];
  if (leg.issuedAt !== undefined) {
    const builder = new ContributionBuilder().add('tickets_issued');
    if (leg.legNo === 1) builder.add('visits');
    if (leg.legNo === 1 && isBooked) builder.add('booked_visits');
    contributions.push(builder.at('issued', leg.issuedAt));
  }
  const close = (builder: ContributionBuilder): void => {
    builder.add('closed_legs').add('clamped', leg.clamped).add('flagged', leg.flagged);
    if (leg.isComplete) builder.add('complete_legs');
  };
  const hasEnded = leg.endedAt !== undefined;
  if (leg.leftQueueAt !== undefined) {
    const builder = leftQueue(leg, figures, isBooked);
    // A transfer out of the queue ends the leg without a service.
    if (!hasEnded && leg.outcome === 'transferred') builder.add('ended').add('transferred');
    if (!hasEnded && leg.closedAt !== undefined) {
      close(builder);
      rate(builder, leg);
    }
    if (builder.counts.length > 0) contributions.push(builder.at('left_queue', leg.leftQueueAt));
  }
  if (leg.endedAt !== undefined) {
    const builder = ended(leg, figures, visitMs);
    close(builder);
    contributions.push(builder.at('ended', leg.endedAt));
  }
  return contributions;
}
