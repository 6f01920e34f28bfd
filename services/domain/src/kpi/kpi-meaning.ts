import { BOOKING_KPIS } from './catalogue-booking.js';
import type { KpiDefinition } from './catalogue-entry.js';
import { FLOW_KPIS } from './catalogue-flow.js';
import { QUALITY_KPIS } from './catalogue-quality.js';
import { SERVICE_KPIS } from './catalogue-service.js';
import { WAIT_KPIS } from './catalogue-wait.js';

/** Parts of the catalogue, as kpis are listed for people. */
const GROUPS = {
  flow: FLOW_KPIS,
  wait: WAIT_KPIS,
  service: SERVICE_KPIS,
  quality: QUALITY_KPIS,
  booking: BOOKING_KPIS,
} as const;
type KpiPart = keyof typeof GROUPS;

const PART_OF = new Map(
  Object.entries(GROUPS).flatMap(([part, kpis]) => kpis.map(({ id }): [string, KpiPart] => [id, part as KpiPart])),
);

/** The part of the catalogue that a KPI belongs to. */
export const partOf = ({ id }: KpiDefinition): KpiPart => PART_OF.get(id) ?? 'flow';

/** Whether a larger figure is better news; neutral where it depends, as for the number of visits. */
export type KpiDirection = 'higher_is_better' | 'lower_is_better' | 'neutral';

const HIGHER: ReadonlySet<string> = new Set([
  'service_level',
  'transactions_per_desk_hour',
  'rating_mean',
  'rating_response_rate',
  'satisfaction',
  'complete_share',
  'customer_punctuality',
  'centre_punctuality',
  'booking_served_rate',
  'slot_use',
]);
const LOWER: ReadonlySet<string> = new Set([
  'not_completed',
  'no_shows',
  'abandoned',
  'voided',
  'recalls',
  'abandonment_rate',
  'no_show_rate',
  'transfer_rate',
  'visit_time_mean',
  'visit_time_p90',
  'walk_mean',
  'hold_mean',
  'quick_close_rate',
  'idle_while_waiting_time',
  'upstream_down_time',
  'power_down_time',
  'agent_silent_time',
  'bookings_missed',
  'booking_no_show_rate',
  'booking_cancel_rate',
  'booked_wait_mean',
  'walk_in_wait_mean',
]);
const WAITS = /^(served_|queued_)?wait_/;

export function directionOf({ id }: KpiDefinition): KpiDirection {
  if (HIGHER.has(id)) return 'higher_is_better';
  return LOWER.has(id) || WAITS.test(id) ? 'lower_is_better' : 'neutral';
}

/** Targets that a network sets for itself, shares from 0 to 1. */
export interface NetworkTargets {
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
}

/** A KPI's target, in its unit; null where the network has none for it, as for a limit that a question chose. */
export function targetOf(
  { id }: KpiDefinition,
  parameter: number | undefined,
  { serviceLevelTarget, satisfactionTarget }: NetworkTargets,
): number | null {
  if (parameter !== undefined) return null;
  return id === 'service_level' ? serviceLevelTarget : id === 'satisfaction' ? satisfactionTarget : null;
}
