import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, SHAPES, scopeCondition } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';

/** Appointments of one service with the same slot, cancelled ones left out. */
export interface SlotAppointments {
  /** Null: the source named none. */
  readonly serviceId: string | null;
  /** Start of the slot, Unix milliseconds. */
  readonly slotAt: number;
  readonly booked: number;
  readonly arrived: number;
  /** Who has not come and would not be late yet. */
  readonly expected: number;
}

/** Appointments by slot and service: numbers only, nothing of a person. */
export class ExpectedAppointmentStore {
  constructor(readonly database: Database) {}

  /** Slots of a centre that begin from (inclusive) to (exclusive), as known at `now`; all Unix milliseconds. */
  async slots(
    scope: Scope,
    centreId: string,
    period: { readonly from: number; readonly to: number; readonly now: number },
  ): Promise<readonly SlotAppointments[]> {
    const p = new Parameters();
    const at = (moment: number): string => `${p.add(new Date(moment))}::timestamptz`;
    const { rows } = await this.database.query<SlotAppointments>(
      `SELECT s.service_id AS "serviceId", ${momentSql('f.slot_at')} AS "slotAt", count(*)::int AS booked,
         count(*) FILTER (WHERE f.state IN ('arrived', 'served'))::int AS arrived,
         count(*) FILTER (WHERE f.state = 'booked'
           AND f.slot_at + f.late_seconds * interval '1 second' >= ${at(period.now)})::int AS expected
       FROM ${SHAPES.appointments.from} WHERE ${scopeCondition(scope, SHAPES.appointments, p)}
         AND c.centre_id = ${p.add(centreId)} AND f.state <> 'cancelled'
         AND f.slot_at >= ${at(period.from)} AND f.slot_at < ${at(period.to)}
       GROUP BY 1, f.slot_at ORDER BY f.slot_at, 1`,
      p.values,
    );
    return rows;
  }
}
