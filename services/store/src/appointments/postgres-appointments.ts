import type { Attendance } from '#domain/visit/appointment.js';
import { appointmentFactsOf, appointmentText } from '#domain/visit/appointment-fact.js';
import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import type { PlacedAppointment, StoredAppointment } from '../rollups/appointment-rollup.js';

/** An appointment's key. */
export interface AppointmentKey {
  readonly centreKey: number;
  readonly appointmentId: string;
}

/** An appointment as it shall be stored. */
export interface AppointmentChange {
  readonly centreKey: number;
  readonly placed: PlacedAppointment;
}

/** A stored appointment as the reads below give it. */
export interface AppointmentRow {
  readonly centre_key: number;
  readonly appointment_id: string;
  readonly service_key: number | null;
  readonly early_seconds: number;
  readonly late_seconds: number;
  readonly call_seconds: number;
  readonly is_over: boolean;
  readonly attendance: string | null;
  readonly facts: string;
}

const columnsOf = (alias: string): string =>
  ['centre_key', 'appointment_id', 'service_key', 'early_seconds', 'late_seconds', 'call_seconds', 'is_over']
    .concat('attendance', 'facts')
    .map((name) => `${alias}.${name}`)
    .join(', ');

/** What `storedAppointment` needs of a row. */
export const APPOINTMENT_COLUMNS = columnsOf('appointment');

export const storedAppointment = (row: AppointmentRow): StoredAppointment => ({
  appointmentId: row.appointment_id,
  facts: appointmentFactsOf(row.facts),
  attendance: row.attendance === null ? undefined : (JSON.parse(row.attendance) as Attendance),
  isOver: row.is_over,
  rules: {
    serviceKey: row.service_key ?? 0,
    earlySeconds: row.early_seconds,
    lateSeconds: row.late_seconds,
    callSeconds: row.call_seconds,
  },
});

type OfCentre = StoredAppointment & { readonly centreKey: number };
const ofCentre = (row: AppointmentRow): OfCentre => ({ ...storedAppointment(row), centreKey: row.centre_key });

/** Appointments by their keys. */
export async function readAppointments(
  database: Database,
  keys: readonly AppointmentKey[],
): Promise<readonly OfCentre[]> {
  const { rows } = await database.repeated<AppointmentRow>(
    `SELECT found.* FROM unnest($1::int[], $2::text[]) AS wanted(centre_key, appointment_id) CROSS JOIN LATERAL (
       SELECT ${columnsOf('a')} FROM mnara.appointment a WHERE a.centre_key = wanted.centre_key
         AND a.appointment_id = wanted.appointment_id OFFSET 0) found`,
    [numberArray(keys.map(({ centreKey }) => centreKey)), textArray(keys.map(({ appointmentId }) => appointmentId))],
  );
  return rows.map(ofCentre);
}

/** Appointments whose customers have not come, with slots before a moment, whose day was not yet known to be over. */
export async function readOpenAppointments(
  database: Database,
  centres: readonly { readonly centreKey: number; readonly before: number }[],
): Promise<readonly OfCentre[]> {
  const { rows } = await database.query<AppointmentRow>(
    `SELECT found.* FROM unnest($1::int[], $2::float8[]) AS wanted(centre_key, before) CROSS JOIN LATERAL (
       SELECT ${columnsOf('a')} FROM mnara.appointment a WHERE a.centre_key = wanted.centre_key AND a.state = 'booked'
         AND NOT a.is_over
         AND a.slot_at < to_timestamp(wanted.before / 1000) OFFSET 0) found`,
    [numberArray(centres.map(({ centreKey }) => centreKey)), numberArray(centres.map(({ before }) => before))],
  );
  return rows.map(ofCentre);
}

/** Columns of mnara.appointment with their types; moments travel as Unix milliseconds. */
const TYPES = {
  centre_key: 'int',
  appointment_id: 'text',
  service_key: 'int',
  channel: 'text',
  segment: 'jsonb',
  booked_at: 'moment',
  slot_at: 'moment',
  slot_seconds: 'int',
  state: 'text',
  is_derived: 'boolean',
  is_over: 'boolean',
  is_offered: 'boolean',
  arrived_at: 'moment',
  arrival: 'text',
  wait_ms: 'bigint',
  is_punctual: 'boolean',
  lead_ms: 'bigint',
  early_seconds: 'int',
  late_seconds: 'int',
  call_seconds: 'int',
  attendance: 'text',
  facts: 'text',
  newest_at: 'moment',
} as const;
type Row = Record<keyof typeof TYPES, unknown>;
const NAMES = Object.keys(TYPES) as (keyof typeof TYPES)[];

const WRITE = `INSERT INTO mnara.appointment (${NAMES.join(', ')})
  SELECT ${NAMES.map((name) => (TYPES[name] === 'moment' ? `to_timestamp(${name} / 1000.0)` : name)).join(', ')}
  FROM jsonb_to_recordset($1::jsonb)
    AS given (${NAMES.map((name) => `${name} ${TYPES[name] === 'moment' ? 'bigint' : TYPES[name]}`).join(', ')})
  ON CONFLICT (centre_key, appointment_id) DO UPDATE SET ${NAMES.slice(2)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`;

function rowOf({ centreKey, placed }: AppointmentChange): Row {
  const { appointmentId, facts, attendance, isOver, rules, appointment } = placed;
  const { channel, segment, bookedAt, slot, state, isDerived, arrivedAt, arrival, waitMs, isPunctual } = appointment;
  const newest = [slot?.at, facts.at(-1)?.at, attendance?.issuedAt, attendance?.waitEndedAt];
  return {
    centre_key: centreKey,
    appointment_id: appointmentId,
    service_key: rules.serviceKey === 0 ? undefined : rules.serviceKey,
    channel,
    segment: Object.keys(segment).length === 0 ? undefined : segment,
    booked_at: bookedAt,
    slot_at: slot?.at,
    slot_seconds: slot?.seconds,
    state,
    is_derived: isDerived,
    is_over: isOver,
    is_offered: slot?.isOffered ?? false,
    arrived_at: arrivedAt,
    arrival,
    wait_ms: waitMs,
    is_punctual: isPunctual,
    lead_ms: appointment.leadMs,
    early_seconds: rules.earlySeconds,
    late_seconds: rules.lateSeconds,
    call_seconds: rules.callSeconds,
    attendance: attendance === undefined ? undefined : JSON.stringify(attendance),
    facts: appointmentText(facts),
    newest_at: Math.max(0, ...newest.filter((at) => at !== undefined)),
  };
}

/** Writes appointments, one statement. */
export async function writeAppointments(tx: Database, changes: readonly AppointmentChange[]): Promise<void> {
  if (changes.length > 0) await tx.repeated(WRITE, [JSON.stringify(changes.map(rowOf))]);
}

/** A local day, 2026-11-24, of which something of a centre was applied. */
export interface CentreDay {
  readonly centreKey: number;
  readonly day: string;
}

/** The newest day of each centre. */
export async function readCentreDays(
  database: Database,
  centreKeys: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await database.query<{ centre_key: number; day: string }>(
    'SELECT centre_key, day::text FROM mnara.centre_day WHERE centre_key = ANY ($1::int[])',
    [numberArray(centreKeys)],
  );
  return new Map(rows.map(({ centre_key, day }) => [centre_key, day]));
}

/** Moves the newest days of centres forward. */
export async function writeCentreDays(tx: Database, days: readonly CentreDay[]): Promise<void> {
  if (days.length === 0) return;
  await tx.query(
    `INSERT INTO mnara.centre_day AS kept (centre_key, day)
     SELECT centre_key, day::date FROM unnest($1::int[], $2::text[]) AS new(centre_key, day)
     ON CONFLICT (centre_key) DO UPDATE SET day = greatest(kept.day, excluded.day)`,
    [numberArray(days.map(({ centreKey }) => centreKey)), textArray(days.map(({ day }) => day))],
  );
}
