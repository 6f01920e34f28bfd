import { numberArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';

const DAY_MS = 86_400_000;

/** How long single records are kept, and what time it is. */
export interface RetentionPolicy {
  /**
   * Days back from now, or from a centre's newest day of data where that is earlier: imported history is not deleted at
   * once.
   */
  readonly keepDays: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Rows that one run deleted. */
export interface RetentionResult {
  readonly legs: number;
  readonly appointments: number;
  readonly timelines: number;
  readonly deadLetters: number;
}

/** Time of the leg's newest fact: nothing that the leg adds to a rollup is later. */
const newestFact = (leg: string): string => `to_timestamp((${leg}.facts::jsonb -> -1 ->> 1)::bigint / 1000.0)`;

/**
 * A visit goes as a whole, once all of its legs are old. Legs that never left the queue have no moment in the index but
 * its nulls.
 */
const DELETE_VISITS = `
DELETE FROM mnara.leg WHERE (centre_key, visit_id) IN (
  SELECT leg.centre_key, leg.visit_id FROM mnara.leg JOIN mnara.retention USING (centre_key)
  WHERE (leg.left_queue_at < (SELECT max(kept_from) FROM mnara.retention) OR leg.left_queue_at IS NULL)
    AND coalesce(leg.left_queue_at < retention.kept_from, true)
    AND NOT EXISTS (
      SELECT 1 FROM mnara.leg other
      WHERE other.centre_key = leg.centre_key AND other.visit_id = leg.visit_id
      AND ${newestFact('other')} >= retention.kept_from)
  LIMIT $1)`;

const DELETE_APPOINTMENTS = `
DELETE FROM mnara.appointment WHERE (centre_key, appointment_id) IN (
  SELECT appointment.centre_key, appointment.appointment_id
  FROM mnara.appointment JOIN mnara.retention USING (centre_key)
  WHERE appointment.newest_at < retention.kept_from LIMIT $1)`;

/** The day of the boundary itself stays: part of it lies after the boundary. */
const DELETE_TIMELINES = `
WITH old AS (
  SELECT timeline.centre_key, timeline.subject, timeline.day FROM mnara.timeline JOIN mnara.retention USING (centre_key)
  JOIN mnara.centre USING (centre_key)
  WHERE timeline.day < (retention.kept_from AT TIME ZONE centre.time_zone)::date LIMIT $1)
DELETE FROM mnara.timeline USING old
WHERE timeline.centre_key = old.centre_key AND timeline.subject = old.subject AND timeline.day = old.day`;

const DELETE_DEAD_LETTERS = `
WITH gone AS (
  DELETE FROM mnara.dead_letter
  WHERE dead_letter_id IN (SELECT dead_letter_id FROM mnara.dead_letter WHERE received_at < to_timestamp($1 / 1000.0)
  ORDER BY dead_letter_id LIMIT $2)
  RETURNING agent_id, outbox_id
), counted AS (
  INSERT INTO mnara.dead_letter_deleted AS kept (agent_id, outbox_id, n) SELECT agent_id, outbox_id, count(*) FROM gone
  GROUP BY agent_id, outbox_id
  ON CONFLICT (agent_id, outbox_id) DO UPDATE SET n = kept.n + excluded.n
)
SELECT count(*) AS n FROM gone`;

/** A boundary is of use only where something lies before it. */
const MOVE_BOUNDARIES = `
INSERT INTO mnara.retention AS kept (centre_key, kept_from)
SELECT centre_key, to_timestamp(at / 1000.0) FROM unnest($1::int[], $2::bigint[]) AS new(centre_key, at)
JOIN mnara.centre USING (centre_key)
WHERE EXISTS (SELECT 1 FROM mnara.timeline WHERE timeline.centre_key = new.centre_key
AND timeline.day < (to_timestamp(at / 1000.0) AT TIME ZONE centre.time_zone)::date)
ON CONFLICT (centre_key) DO UPDATE SET kept_from = excluded.kept_from WHERE kept.kept_from < excluded.kept_from`;

/** What the job needs of the database. Each deletion is one short statement and says how many rows it took. */
class RetentionStore {
  constructor(readonly database: Database) {}

  /** Last day with data of each centre, as the Unix milliseconds at which it was over everywhere. */
  async newestOf(): Promise<ReadonlyMap<number, number>> {
    const { rows } = await this.database.query<{ centre_key: number; at: number }>(
      `SELECT centre_key, (extract(epoch FROM max(day) + 2) * 1000)::bigint AS at FROM mnara.timeline
        WHERE subject = 'centre' GROUP BY centre_key`,
    );
    return new Map(rows.map(({ centre_key, at }) => [centre_key, at]));
  }

  /**
   * Moves boundaries forward, never back; keeps only those before which something is to delete. Returns how many moved.
   */
  async moveBoundaries(keptFrom: ReadonlyMap<number, number>): Promise<number> {
    const parameters = [numberArray([...keptFrom.keys()]), numberArray([...keptFrom.values()])];
    return (await this.database.query(MOVE_BOUNDARIES, parameters)).rowCount;
  }

  async deleteVisits(most: number): Promise<number> {
    return (await this.database.query(DELETE_VISITS, [most])).rowCount;
  }

  async deleteAppointments(most: number): Promise<number> {
    return (await this.database.query(DELETE_APPOINTMENTS, [most])).rowCount;
  }

  async deleteTimelines(most: number): Promise<number> {
    return (await this.database.query(DELETE_TIMELINES, [most])).rowCount;
  }

  async deleteDeadLetters(before: number, most: number): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(DELETE_DEAD_LETTERS, [before, most]);
    return rows[0]?.n ?? 0;
  }
}

/** Rows of one statement: short locks, and a run that is killed has lost nothing. */
const MOST_ROWS = 5_000;

async function untilNone(remove: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove();
    if (removed === 0) return total;
    total += removed;
  }
}

/**
 * Deletes legs, appointments, timelines and dead letters that are older than the policy keeps; rollups, silences and
 * gaps stay, so the KPIs of past years do. Boundaries are moved before anything is deleted: a recomputation compares
 * only what lies after them, and events from before them are refused, because a second copy could no longer be
 * recognised.
 * @param onBoundary called between the two and waited for: let every processor read the boundaries again before its
 * next batch
 */
async function retain(
  store: RetentionStore,
  { keepDays, now }: RetentionPolicy,
  onBoundary: () => unknown,
): Promise<RetentionResult> {
  const keepMs = keepDays * DAY_MS;
  const newest = await store.newestOf();
  const moved = await store.moveBoundaries(new Map([...newest].map(([key, at]) => [key, Math.min(at, now) - keepMs])));
  if (moved > 0) await onBoundary();
  return {
    legs: await untilNone(() => store.deleteVisits(MOST_ROWS)),
    appointments: await untilNone(() => store.deleteAppointments(MOST_ROWS)),
    timelines: await untilNone(() => store.deleteTimelines(MOST_ROWS)),
    deadLetters: await untilNone(() => store.deleteDeadLetters(now - keepMs, MOST_ROWS)),
  };
}

/**
 * Unix milliseconds from which on a centre's legs are all there, by centre key; a centre that is absent keeps
 * everything.
 */
export async function readBoundaries(database: Database): Promise<ReadonlyMap<number, number>> {
  const { rows } = await database.query<{ centre_key: number; at: number }>(
    'SELECT centre_key, ceil(extract(epoch FROM kept_from) * 1000)::bigint AS at FROM mnara.retention',
  );
  return new Map(rows.map(({ centre_key, at }) => [centre_key, at]));
}

/** Runs the retention job once; safe to repeat, to kill and to run beside everything else. */
export function runRetention(
  database: Database,
  { onBoundary = () => undefined, ...policy }: RetentionPolicy & { readonly onBoundary?: () => unknown },
): Promise<RetentionResult> {
  return retain(new RetentionStore(database), policy, onBoundary);
}
