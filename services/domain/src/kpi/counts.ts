/**
 * The columns that every rollup family has, in the order of infra/migrations/0002_facts.sql. All are sums over legs, so
 * any coarser period is a sum of rows. The comment says which moment assigns the leg to a bucket (the clock of
 * kpis.md).
 */
export const COUNTS = [
  // issued
  'visits',
  'tickets_issued',
  // left queue; demand = demand_started + no_shows + abandoned
  'demand_started',
  'no_shows',
  'abandoned',
  'cancelled',
  'voided',
  'called_legs',
  'recalls',
  'wait_n',
  'wait_ms',
  'served_wait_n',
  'served_wait_ms',
  'queued_wait_n',
  'queued_wait_ms',
  'within_target',
  'target_n',
  // ended
  'ended',
  'served',
  'not_completed',
  'transferred',
  'transactions',
  'service_n',
  'service_ms',
  'hold_n',
  'hold_ms',
  'walk_n',
  'walk_ms',
  'quick_closes',
  'visit_n',
  'visit_ms',
  'rating_1',
  'rating_2',
  'rating_3',
  'rating_4',
  'rating_5',
  // closed
  'closed_legs',
  'complete_legs',
  'clamped',
  'flagged',
  // Appointments. Their columns are NULL where nothing was added (infra/migrations/0051_appointments.sql).
  // issued
  'booked_visits',
  // left queue: waits of legs whose visit has an appointment, as wait_n and wait_ms count them
  'booked_leg_wait_n',
  'booked_leg_wait_ms',
  // slot: the start of the appointment's slot
  'bookings',
  'bookings_cancelled',
  'bookings_arrived',
  'bookings_early',
  'bookings_on_time',
  'bookings_late',
  'bookings_missed',
  'bookings_missed_derived',
  'bookings_served',
  'bookings_served_offered',
  'booked_calls_due',
  'booked_calls_punctual',
  'booked_wait_n',
  'booked_wait_ms',
  'lead_n',
  'lead_ms',
  'slots_offered',
] as const;

export type CountName = (typeof COUNTS)[number];

/** Counts that few legs and all appointments add to: their columns may be NULL, which costs nothing. */
export const SPARSE_COUNTS: ReadonlySet<string> = new Set<CountName>(COUNTS.slice(COUNTS.indexOf('booked_visits')));

/** Counts that are placed by the slot of an appointment, not by a moment of a leg. */
export const SLOT_COUNTS: ReadonlySet<CountName> = new Set<CountName>(COUNTS.slice(COUNTS.indexOf('bookings')));

/** Whatever an appointment, or a slot that is offered, adds to a rollup, it adds to one of these. */
export const SLOT_PRESENCE_COUNTS: readonly CountName[] = ['bookings', 'slots_offered'];

/** Whatever a leg adds to a rollup, it adds to one of these: where all of them are 0 there is no data. */
export const PRESENCE_COUNTS: readonly CountName[] = [
  'tickets_issued',
  'demand_started',
  'no_shows',
  'abandoned',
  'cancelled',
  'voided',
  'ended',
  'closed_legs',
];

/**
 * Times of a desk's states, as columns of rollup_desk_hour, milliseconds. serving_ms is the union of the desk's services;
 * the others from the desk's timeline. ready_ms is logged in and in no other state, so available = ready_ms -
 * serving_ms, not below 0, if ready_ms > 0.
 */
export const STATE_TIMES = [
  'open_ms',
  'logged_in_ms',
  'serving_ms',
  'ready_ms',
  'wrap_up_ms',
  'break_ms',
  'back_office_ms',
] as const;
export type StateTimeName = (typeof STATE_TIMES)[number];

/** Index of each count in a vector. */
export const COUNT_INDEX = Object.fromEntries(COUNTS.map((name, index) => [name, index])) as Readonly<
  Record<CountName, number>
>;

/** Measures of the histogram. */
export const MEASURES = { wait_called: 1, wait_abandoned: 2, service_time: 3, visit_time: 4 } as const;
export type Measure = keyof typeof MEASURES;

export const isCount = (name: string): name is CountName => name in COUNT_INDEX;
export const isMeasure = (name: string): name is Measure => name in MEASURES;
