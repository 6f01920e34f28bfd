import type { MissingCentre } from '#domain/report/completeness.js';
import type { RunReason } from '#domain/report/report.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { keepRendered } from './keep-rendered.js';
import { planRuns } from './plan-runs.js';
import type { ClaimedRun, Rendered, RunRecord, SubscriptionRecord } from './report-records.js';
import { RUN_COLUMNS, SUBSCRIPTION_COLUMNS } from './report-rows.js';

/** Another process has taken the run over; what this one found is not written. */
export class LostRunError extends Error {
  readonly code = 'lost_run';

  constructor(readonly runId: number) {
    super(`Another process has taken over the run ${runId} of a report; nothing was written.`);
  }
}

/** How a run ended. */
export interface RunEnd {
  readonly state: 'sent' | 'skipped' | 'failed';
  readonly reason: RunReason | null;
  readonly says?: string;
}

const OPEN = `('due', 'waiting_for_data', 'rendering', 'ready', 'sending')`;

/** Mails of an earlier attempt that reached no one: the recipients of today get new ones. */
const FORGET_FAILED = `
WITH failed AS (DELETE FROM mnara.report_delivery WHERE run_id = $1 RETURNING message_key)
DELETE FROM mnara.notification n USING failed WHERE n.idempotency_key = failed.message_key`;

const ASK = `
INSERT INTO mnara.report_run AS r (subscription_id, period, from_day, to_day, due_at, deadline_at, state, next_at)
VALUES ($1, $2, $3, $4, $5, $5, 'due', $5)
ON CONFLICT (subscription_id, period) DO UPDATE SET state = 'due', reason = NULL, says = NULL, attempts = 0,
  next_at = $5, deadline_at = $5, claim = r.claim + 1, finished_at = NULL, overdue_noted_at = NULL
WHERE r.state IN ('skipped', 'failed') AND NOT EXISTS (SELECT 1 FROM mnara.report_delivery d
  WHERE d.run_id = r.run_id AND d.state IN ('sent', 'uncertain'))
RETURNING r.run_id AS id`;

/**
 * Runs of reports. One process at a time works on a run: it takes it for a time (`claim`), and every write checks that
 * no other has taken it since. Runs grow by one for each subscription and period: 52 a year for a weekly report.
 */
export class RunStore {
  constructor(readonly database: Database) {}

  /** Gives every period that is due its run. */
  plan(now: number): Promise<number> {
    return planRuns(this.database, now);
  }

  /** Takes the run that waits longest; undefined: none is to be looked at now. */
  async claim(now: number, leaseMs: number): Promise<ClaimedRun | undefined> {
    const { rows } = await this.database.query<ClaimedRun>(
      `UPDATE mnara.report_run r SET next_at = $2, claim = r.claim + 1
       WHERE r.run_id = (SELECT run_id FROM mnara.report_run WHERE state IN ${OPEN} AND next_at <= $1
         ORDER BY next_at, run_id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING ${RUN_COLUMNS}, r.claim`,
      [new Date(now), new Date(now + leaseMs)],
    );
    return rows[0];
  }

  /** The subscription of a run. */
  async subscriptionOf({ subscriptionId }: RunRecord): Promise<SubscriptionRecord> {
    const { rows } = await this.database.query<SubscriptionRecord>(
      `SELECT ${SUBSCRIPTION_COLUMNS} FROM mnara.subscription s WHERE s.subscription_id = $1`,
      [subscriptionId],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`The subscription ${subscriptionId} of a run is not there.`);
    return row;
  }

  /** The run waits for the data of these centres. */
  wait(run: ClaimedRun, missing: readonly MissingCentre[], nextAt: number): Promise<void> {
    return this.#write(run, `state = 'waiting_for_data', missing = $3::jsonb, next_at = $4`, [
      JSON.stringify(missing),
      new Date(nextAt),
    ]);
  }

  /** The run begins to render, without these centres. */
  render(run: ClaimedRun, missing: readonly MissingCentre[]): Promise<void> {
    const set = `state = 'rendering', attempts = attempts + 1, missing = $3::jsonb, reason = NULL, says = NULL`;
    return this.#write(run, set, [JSON.stringify(missing)]);
  }

  /** An attempt failed; the next one follows later. */
  retry(run: ClaimedRun, says: string, nextAt: number): Promise<void> {
    return this.#write(run, `reason = 'not_rendered', says = $3, next_at = $4`, [says, new Date(nextAt)]);
  }

  /** Keeps what was rendered, all of it or nothing, and lets the run go on at once. */
  keep(run: ClaimedRun, rendered: Rendered, now: number): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lock(tx, run);
      await keepRendered(tx, run.id, rendered, now);
    });
  }

  /** Looks at the run again later. */
  lookAgain(run: ClaimedRun, nextAt: number): Promise<void> {
    return this.#write(run, 'next_at = $3', [new Date(nextAt)]);
  }

  end(run: ClaimedRun, { state, reason, says }: RunEnd, now: number): Promise<void> {
    const set = 'state = $3, reason = $4, says = $5, finished_at = $6';
    return this.#write(run, set, [state, reason, says ?? null, new Date(now)]);
  }

  /**
   * Makes a run of a period again, or for the first time, when a person asks for it. A report that was sent is not made
   * again: its figures are what was sent.
   * @returns undefined when the run is under way or was sent
   */
  ask(run: AskedRun, now: number): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      // Planning holds the subscription and adds runs: in the other order the two would wait for each other.
      await tx.query('SELECT 1 FROM mnara.subscription WHERE subscription_id = $1 FOR NO KEY UPDATE', [
        run.subscriptionId,
      ]);
      const { rows } = await tx.query<{ id: number }>(ASK, [
        ...[run.subscriptionId, run.period, run.fromDay, run.toDay],
        new Date(now),
      ]);
      const id = rows[0]?.id;
      if (id !== undefined) await tx.query(FORGET_FAILED, [id]);
      return id;
    });
  }

  /** Runs that should have ended by now and did not; each is returned once. */
  async overdue(before: number, now: number): Promise<readonly RunRecord[]> {
    const { rows } = await this.database.query<RunRecord>(
      `UPDATE mnara.report_run r SET overdue_noted_at = $2
       WHERE r.run_id IN (SELECT run_id FROM mnara.report_run WHERE state IN ${OPEN} AND deadline_at < $1
         AND overdue_noted_at IS NULL ORDER BY run_id LIMIT 100 FOR UPDATE SKIP LOCKED)
       RETURNING ${RUN_COLUMNS}`,
      [new Date(before), new Date(now)],
    );
    return rows;
  }

  async #write(run: ClaimedRun, set: string, values: readonly unknown[]): Promise<void> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.report_run SET ${set} WHERE run_id = $1 AND claim = $2`,
      [run.id, run.claim, ...values],
    );
    if (rowCount === 0) throw new LostRunError(run.id);
  }
}

/** The run that a person asks for. */
interface AskedRun {
  readonly subscriptionId: string;
  readonly period: string;
  readonly fromDay: string;
  readonly toDay: string;
}

/** Holds the run to the end of the transaction. @throws LostRunError */
export async function lock(tx: Transaction, { id, claim }: ClaimedRun): Promise<void> {
  const { rowCount } = await tx.query('SELECT 1 FROM mnara.report_run WHERE run_id = $1 AND claim = $2 FOR UPDATE', [
    id,
    claim,
  ]);
  if (rowCount === 0) throw new LostRunError(id);
}
