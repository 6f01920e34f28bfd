import type { Segment } from '#domain/visit/customer-attributes.js';
import { type PackedColumn, type PackedColumns, packedMoment, unpacker } from '#platform/postgres/packed-rows.js';

/** Which moment places a leg in a period. */
export const LEG_CLOCKS = ['issued', 'left_queue', 'ended'] as const;
export type LegClock = (typeof LEG_CLOCKS)[number];

/** SQL of the moments. */
export const LEG_MOMENTS: Readonly<Record<LegClock, string>> = {
  issued: 'f.issued_at',
  left_queue: 'f.left_queue_at',
  ended: 'f.ended_at',
};

/** A leg of a visit, for pages and files. Moments are Unix milliseconds, durations seconds; null: not known. */
export interface LegRecord {
  readonly region: string;
  readonly centre: string;
  readonly timezone: string;
  readonly visit_id: string;
  readonly leg_no: number;
  readonly service: string | null;
  readonly agency: string | null;
  readonly desk: string | null;
  readonly staff: string | null;
  readonly channel: string | null;
  readonly issued_at: number | null;
  readonly called_at: number | null;
  readonly left_queue_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly closed_at: number | null;
  readonly outcome: string | null;
  readonly wait: number | null;
  readonly walk: number | null;
  readonly service_time: number | null;
  readonly hold: number | null;
  readonly visit_time: number | null;
  readonly target: number | null;
  readonly transactions: number | null;
  readonly recalls: number;
  readonly rating: number | null;
  readonly is_quick_close: boolean;
  readonly is_complete: boolean;
  /** Attributes of the customer; null where none is known. */
  readonly segment: Segment | null;
}

const text = (sql: string): PackedColumn => ({ sql, type: 'text' });
const number = (column: string): PackedColumn => ({ sql: `f.${column}`, type: 'number' });
const seconds = (column: string): PackedColumn => ({ sql: `f.${column}`, type: 'seconds' });
const boolean = (column: string): PackedColumn => ({ sql: `f.${column}`, type: 'boolean' });

/** Columns of a leg over the joins of SHAPES.legs. */
export const LEG_COLUMNS: PackedColumns<keyof LegRecord> = {
  region: text('r.region_id'),
  centre: text('c.centre_id'),
  timezone: text('c.time_zone'),
  visit_id: text('f.visit_id'),
  leg_no: number('leg_no'),
  service: text('s.service_id'),
  agency: text('a.agency_id'),
  desk: text('d.desk_id'),
  staff: text('t.staff_pseudonym'),
  channel: text('f.channel'),
  issued_at: packedMoment('f.issued_at'),
  called_at: packedMoment('f.called_at'),
  left_queue_at: packedMoment('f.left_queue_at'),
  started_at: packedMoment('f.started_at'),
  ended_at: packedMoment('f.ended_at'),
  closed_at: packedMoment('f.closed_at'),
  outcome: text('f.outcome'),
  wait: seconds('wait_ms'),
  walk: seconds('walk_ms'),
  service_time: seconds('service_ms'),
  hold: seconds('hold_ms'),
  visit_time: seconds('visit_ms'),
  target: number('target_seconds'),
  transactions: number('quantity'),
  recalls: number('recalls'),
  rating: number('rating'),
  is_quick_close: boolean('is_quick_close'),
  is_complete: boolean('is_complete'),
  segment: { sql: 'f.segment', type: 'json' },
};

/** A leg of its packed row. */
export const unpackLeg = unpacker<LegRecord>(LEG_COLUMNS);
