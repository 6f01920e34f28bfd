import type { Database } from '#platform/postgres/database.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, storedAppointment } from '../appointments/postgres-appointments.js';
import { readMinutesKeptFrom } from '../retention/drop-old-minutes.js';
import { readBoundaries } from '../retention/retention.js';
import { gatherVisits, LEG_COLUMNS, type LegRow } from '../visits/postgres-legs.js';
import { timelineOf } from '../visits/postgres-processor-store.js';
import type { StoredAppointment } from './appointment-rollup.js';
import type { RecomputeReads, StoredRollup } from './recompute.js';
import { FAMILIES, type Family } from './rollup-deltas.js';

const PAGE = 5_000;

const keyText = (column: string): string =>
  column === 'bucket' ? '(extract(epoch FROM bucket) * 1000)::bigint::text' : `${column}::text`;

/** Reads for a recomputation; give it a transaction in which one moment is seen. */
export class PostgresRecomputeReads implements RecomputeReads {
  constructor(readonly tx: Database) {}

  boundaries(): Promise<ReadonlyMap<number, number>> {
    return readBoundaries(this.tx);
  }

  minutesKeptFrom(): Promise<number> {
    return readMinutesKeptFrom(this.tx);
  }

  async *visitsOf(centreKey: number): AsyncIterable<ReturnType<typeof gatherVisits>[number]> {
    let after = '';
    for (;;) {
      // Whole visits: a page ends with the last visit that fits, the next begins after it.
      const { rows } = await this.tx.query<LegRow>(
        `SELECT ${LEG_COLUMNS} FROM mnara.leg WHERE centre_key = $1 AND visit_id > $2 AND visit_id <= coalesce(
           (SELECT visit_id FROM mnara.leg WHERE centre_key = $1 AND visit_id > $2 ORDER BY visit_id OFFSET $3
             LIMIT 1), (SELECT max(visit_id) FROM mnara.leg WHERE centre_key = $1))
         ORDER BY leg.centre_key, leg.visit_id, leg.leg_no`,
        [centreKey, after, PAGE],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.visit_id;
      yield* gatherVisits(rows);
    }
  }

  async appointmentsOf(centreKey: number): Promise<readonly StoredAppointment[]> {
    const { rows } = await this.tx.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM mnara.appointment WHERE centre_key = $1`,
      [centreKey],
    );
    return rows.map(storedAppointment);
  }

  async timelinesOf(centreKey: number): ReturnType<RecomputeReads['timelinesOf']> {
    const { rows } = await this.tx.query<Parameters<typeof timelineOf>[0]>(
      'SELECT centre_key, subject, day, facts FROM mnara.timeline WHERE centre_key = $1',
      [centreKey],
    );
    return rows.map(timelineOf);
  }

  async rollupsOf(family: Family, regionKey: number, centreKeys: readonly number[]): Promise<readonly StoredRollup[]> {
    const { table, key, sums } = FAMILIES[family];
    const where = family === 'region_minute' ? 'region_key = $1' : 'centre_key = ANY ($1)';
    const from =
      family === 'histogram'
        ? `(SELECT ${key.join(', ')}, sum(n)::bigint AS n FROM mnara.${table} GROUP BY ${key.join(', ')}) bins`
        : `mnara.${table}`;
    const { rows } = await this.tx.query<Record<string, number | string>>(
      `SELECT concat_ws('|', ${key.map(keyText).join(', ')}) AS row_key, ${sums.join(', ')} FROM ${from}
        WHERE ${where}`,
      [family === 'region_minute' ? regionKey : [...centreKeys]],
    );
    return rows.map((row) => ({ key: String(row['row_key']), sums: sums.map((name) => Number(row[name])) }));
  }
}
