import { type CountName, MEASURES, type Measure } from '#domain/kpi/counts.js';
import { BIN_STARTS_MS } from '#domain/kpi/histogram.js';

const STARTED = "(f.started_at IS NOT NULL OR f.ended_at IS NOT NULL OR f.outcome = 'unfollowed')";
const LED = `(${STARTED} OR f.outcome = 'no_show')`;
/** A leg f left the queue by service, no-show or abandonment, or is not followed to its end. */
export const DEMAND = `(${LED} OR f.outcome = 'abandoned')`;
const WAITED = `${DEMAND} AND f.wait_ms IS NOT NULL`;

/**
 * What a leg or an appointment adds at one of its moments, as services/domain/src/kpi/contribution.ts and
 * appointment-contribution.ts do it.
 */
export interface LegClock {
  /** Whose rows f are. */
  readonly of: 'legs' | 'appointments';
  readonly moment: string;
  readonly where: string;
  readonly counts: Readonly<Partial<Record<CountName, string>>>;
}

const one = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
const total = (column: string, condition: string): string => `COALESCE(sum(${column}) FILTER (WHERE ${condition}), 0)`;

export const LEG_CLOCKS: readonly LegClock[] = [
  {
    of: 'legs',
    moment: 'f.issued_at',
    // Written so that the index on left_queue_at helps: nobody leaves a queue before the ticket.
    where: 'f.issued_at IS NOT NULL',
    counts: {
      tickets_issued: 'count(*)',
      visits: one('f.leg_no = 1'),
      booked_visits: one('f.leg_no = 1 AND f.is_booked'),
    },
  },
  {
    of: 'legs',
    moment: 'f.left_queue_at',
    where: 'TRUE',
    counts: {
      demand_started: one(STARTED),
      no_shows: one(`NOT ${STARTED} AND f.outcome = 'no_show'`),
      abandoned: one(`NOT ${STARTED} AND f.outcome = 'abandoned'`),
      cancelled: one(`NOT ${STARTED} AND f.outcome = 'cancelled'`),
      voided: one(`NOT ${STARTED} AND f.outcome = 'voided'`),
      called_legs: one(`${LED} AND f.called_at IS NOT NULL`),
      recalls: total('f.recalls', DEMAND),
      wait_n: one(WAITED),
      wait_ms: total('f.wait_ms', WAITED),
      booked_leg_wait_n: one(`${WAITED} AND f.is_booked`),
      booked_leg_wait_ms: total('f.wait_ms', `${WAITED} AND f.is_booked`),
      served_wait_n: one(`${LED} AND f.wait_ms IS NOT NULL`),
      served_wait_ms: total('f.wait_ms', `${LED} AND f.wait_ms IS NOT NULL`),
      queued_wait_n: one(`${WAITED} AND f.wait_ms > 0`),
      queued_wait_ms: total('f.wait_ms', `${WAITED} AND f.wait_ms > 0`),
      within_target: one(`${LED} AND f.wait_ms <= f.target_seconds * 1000::bigint`),
      target_n: one(`${DEMAND} AND f.target_seconds IS NOT NULL`),
      ended: one(`f.ended_at IS NULL AND f.outcome = 'transferred'`),
      transferred: one(`f.ended_at IS NULL AND f.outcome = 'transferred'`),
      rating_1: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.rating = 1'),
      rating_2: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.rating = 2'),
      rating_3: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.rating = 3'),
      rating_4: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.rating = 4'),
      rating_5: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.rating = 5'),
      closed_legs: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL'),
      complete_legs: one('f.ended_at IS NULL AND f.closed_at IS NOT NULL AND f.is_complete'),
    },
  },
  {
    of: 'legs',
    moment: 'f.ended_at',
    where: 'TRUE',
    counts: {
      ended: 'count(*)',
      served: one(`f.outcome = 'served'`),
      not_completed: one(`f.outcome = 'not_completed'`),
      transferred: one(`f.outcome = 'transferred'`),
      transactions: total('f.quantity', `f.outcome = 'served'`),
      service_n: one(`f.outcome = 'served' AND f.service_ms IS NOT NULL`),
      service_ms: total('f.service_ms', `f.outcome = 'served'`),
      hold_n: one('f.hold_ms IS NOT NULL'),
      hold_ms: total('f.hold_ms', 'TRUE'),
      walk_n: one('f.walk_ms IS NOT NULL'),
      walk_ms: total('f.walk_ms', 'TRUE'),
      quick_closes: one('f.is_quick_close'),
      visit_n: one('f.visit_ms IS NOT NULL'),
      visit_ms: total('f.visit_ms', 'TRUE'),
      rating_1: one('f.rating = 1'),
      rating_2: one('f.rating = 2'),
      rating_3: one('f.rating = 3'),
      rating_4: one('f.rating = 4'),
      rating_5: one('f.rating = 5'),
      closed_legs: 'count(*)',
      complete_legs: one('f.is_complete'),
    },
  },
  {
    of: 'appointments',
    moment: 'f.slot_at',
    where: 'TRUE',
    counts: {
      bookings: 'count(*)',
      bookings_cancelled: one(`f.state = 'cancelled'`),
      bookings_arrived: one(`f.state IN ('arrived', 'served')`),
      bookings_early: one(`f.arrival = 'early'`),
      bookings_on_time: one(`f.arrival = 'on_time'`),
      bookings_late: one(`f.arrival = 'late'`),
      bookings_missed: one(`f.state = 'no_show'`),
      bookings_missed_derived: one('f.is_derived'),
      bookings_served: one(`f.state = 'served'`),
      bookings_served_offered: one(`f.state = 'served' AND f.is_offered`),
      booked_calls_due: one('f.is_punctual IS NOT NULL'),
      booked_calls_punctual: one('f.is_punctual'),
      booked_wait_n: one('f.wait_ms IS NOT NULL'),
      booked_wait_ms: total('f.wait_ms', 'TRUE'),
      lead_n: one(`f.state <> 'cancelled' AND f.lead_ms IS NOT NULL`),
      lead_ms: total('f.lead_ms', `f.state <> 'cancelled'`),
    },
  },
];

/** Which legs have a value of a measure, where it is placed and what it is, milliseconds. */
export const LEG_MEASURES: Readonly<
  Record<Measure, { readonly moment: string; readonly where: string; readonly value: string }>
> = {
  wait_called: { moment: 'f.left_queue_at', where: `${LED} AND f.wait_ms IS NOT NULL`, value: 'f.wait_ms' },
  wait_abandoned: {
    moment: 'f.left_queue_at',
    where: `NOT ${STARTED} AND f.outcome = 'abandoned' AND f.wait_ms IS NOT NULL`,
    value: 'f.wait_ms',
  },
  service_time: {
    moment: 'f.ended_at',
    where: `f.outcome = 'served' AND f.service_ms IS NOT NULL`,
    value: 'f.service_ms',
  },
  visit_time: { moment: 'f.ended_at', where: 'f.visit_ms IS NOT NULL', value: 'f.visit_ms' },
};

/** The bin of a duration, as `binOf` has it; both are SQL. */
export const durationBin = (duration: string): string =>
  `width_bucket(${duration}, '{${BIN_STARTS_MS.join(',')}}'::bigint[])`;

/** Durations of all measures, a row for each, with the columns that rows of rollups have. */
export const LEG_DURATIONS = Object.entries(LEG_MEASURES)
  .map(
    ([name, { moment, where, value }]) =>
      `SELECT f.centre_key, ${moment} AS bucket, ${MEASURES[name as Measure]} AS measure,
        ${value}::bigint AS duration, ${durationBin(`${value}::bigint`)} AS bin FROM mnara.leg f WHERE ${where}`,
  )
  .join(' UNION ALL ');

/** How durations are written one behind the other: milliseconds, the lower 5 of 8 bytes. */
export const DURATION_BYTES = 5;
export const durationSql = (duration: string): string => `substr(int8send(${duration}), ${9 - DURATION_BYTES})`;
