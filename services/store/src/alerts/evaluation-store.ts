import type { AlertChange, OpenAlert } from '#domain/alert/evaluation/open-alert.js';
import type { Silence } from '#domain/alert/evaluation/silences.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { beginEscalations, endEscalations, releaseEscalations, takeDueOf } from '../escalations/escalations.js';
import { notifyCleared } from '../messages/put-pages.js';
import { addEntries, type TimelineEntry } from './add-entries.js';
import type { AlertRow } from './alert-row.js';
import { alertOf, CHANGED, INSERTED, WRITTEN, writtenColumns } from './alert-rows.js';

/** The right to evaluate; ended by the next claim. */
export interface Lease {
  readonly owner: string;
  readonly epoch: number;
}

/** The result of one evaluation round. */
export interface Round {
  /** Unix milliseconds. */
  readonly now: number;
  /** Newest event time of any centre; 0: none. */
  readonly watermark: number;
  readonly changes: readonly AlertChange[];
}

/** Another writer changed an alert since it was read. Read it again and decide again. */
export class StaleAlertError extends Error {
  readonly code = 'stale_alert';
}

/** Another process now evaluates the rules. */
export class LeaseLostError extends Error {
  readonly code = 'lease_lost';
}

/** How long a process keeps the right to evaluate without renewing it. */
const LEASE = `interval '3 seconds'`;
const UNIQUE_VIOLATION = '23505';

/** Whether the change ended the alert: it was closed, or discarded before it ever fired. */
const isOver = ({ after: { state } }: AlertChange): boolean =>
  state.closedAt !== undefined || (state.condition === 'normal' && state.episode === 0);
const isDiscarded = ({ after: { state } }: AlertChange): boolean => state.episode === 0 && state.condition === 'normal';

/** Alerts as the evaluation of rules changes them, a round at a time. The lease is the one row of mnara.evaluator. */
export class EvaluationStore {
  constructor(readonly database: Database) {}

  /** Takes the lease when it is free or has expired. @returns undefined while another process holds it */
  async claim(owner: string): Promise<Lease | undefined> {
    const { rows } = await this.database.query<{ epoch: number }>(
      `UPDATE mnara.evaluator SET owner = $1, epoch = epoch + 1, lease_until = clock_timestamp() + ${LEASE}
       WHERE lease_until < clock_timestamp() RETURNING epoch`,
      [owner],
    );
    const [row] = rows;
    return row === undefined ? undefined : { owner, epoch: row.epoch };
  }

  /** Releases the lease, so that the next process does not need to wait. */
  async release({ owner, epoch }: Lease): Promise<void> {
    await this.database.query(`UPDATE mnara.evaluator SET lease_until = '-infinity' WHERE owner = $1 AND epoch = $2`, [
      owner,
      epoch,
    ]);
  }

  async openAlerts(): Promise<readonly OpenAlert[]> {
    const { rows } = await this.database.query<AlertRow>('SELECT * FROM mnara.alert WHERE closed_at IS NULL');
    return rows.map(alertOf);
  }

  /** Silences and maintenance windows that are active at that moment. */
  async silences(now: number): Promise<readonly Silence[]> {
    const { rows } = await this.database.query<Record<keyof Silence, string | null>>(
      `SELECT kind, rule_id AS "ruleId", region_id AS "regionId", centre_id AS "centreId", service_id AS "serviceId",
        agency_id AS "agencyId"
       FROM mnara.silence WHERE ended_at IS NULL AND from_at <= $1 AND to_at > $1`,
      [new Date(now)],
    );
    return rows.map(
      (row) => Object.fromEntries(Object.entries(row).filter(([, id]) => id !== null)) as unknown as Silence,
    );
  }

  /**
   * Writes states, timelines, escalations and outgoing messages of a round in one transaction, and renews the lease.
   * @returns the changed alerts as they are stored, in the order of the changes; closed and discarded ones are
   * undefined
   * @throws LeaseLostError, StaleAlertError: nothing was written
   */
  async commit(lease: Lease, round: Round): Promise<readonly (OpenAlert | undefined)[]> {
    try {
      return await this.database.transaction((tx) => write(tx, lease, round));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)
        throw new StaleAlertError(
          'Another process opened the same alert at the same time; read the alerts again and repeat the round.',
          { cause: error },
        );
      throw error;
    }
  }
}

async function write(tx: Transaction, lease: Lease, round: Round): Promise<readonly (OpenAlert | undefined)[]> {
  await holdLease(tx, lease, round);
  const { changes, now } = round;
  if (changes.length === 0) return [];
  await deleteDiscarded(
    tx,
    changes.filter((change) => isDiscarded(change) && change.before !== undefined),
  );
  const inserted = await insert(
    tx,
    changes.filter(({ before }) => before === undefined),
  );
  const updated = await update(
    tx,
    changes.filter((change) => change.before !== undefined && !isDiscarded(change)),
  );
  const stored = changes.map(({ after }) => {
    const known = inserted.get(`${after.ruleId} ${after.identity}`) ?? updated.get(after.alertId);
    return known === undefined ? after : { ...after, ...known };
  });
  await writeEffects(tx, changes, stored, now);
  return stored.map((alert, index) => {
    const change = changes[index];
    return change === undefined || isOver(change) ? undefined : alert;
  });
}

async function holdLease(tx: Transaction, { owner, epoch }: Lease, { now, watermark }: Round): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE mnara.evaluator SET lease_until = clock_timestamp() +
      ${LEASE}, evaluated_at = $3, watermark = GREATEST(watermark, $4)
     WHERE owner = $1 AND epoch = $2`,
    [owner, epoch, new Date(now), watermark === 0 ? null : new Date(watermark)],
  );
  if (rowCount === 0)
    throw new LeaseLostError('Another process now evaluates the rules; this process must wait for the lease.');
}

async function deleteDiscarded(tx: Transaction, changes: readonly AlertChange[]): Promise<void> {
  if (changes.length === 0) return;
  const { rowCount } = await tx.query(
    `DELETE FROM mnara.alert a USING unnest($1::bigint[], $2::bigint[]) AS x(alert_id, expected)
     WHERE a.alert_id = x.alert_id AND a.version = x.expected`,
    [changes.map(({ after }) => after.alertId), changes.map(({ after }) => after.version)],
  );
  expectAllChanged(rowCount, changes.length);
}

type Stored = Pick<OpenAlert, 'alertId' | 'version'>;

async function insert(tx: Transaction, changes: readonly AlertChange[]): Promise<Map<string, Stored>> {
  if (changes.length === 0) return new Map();
  const { rows } = await tx.query<{ alert_id: number; rule_id: string; identity: string; version: number }>(
    `INSERT INTO mnara.alert (${INSERTED.join(', ')}) SELECT
      ${INSERTED.join(', ')} FROM jsonb_to_recordset($1::jsonb) AS x(${WRITTEN})
     RETURNING alert_id, rule_id, identity, version`,
    [JSON.stringify(changes.map(({ after }) => writtenColumns(after)))],
  );
  return new Map(
    rows.map((row) => [`${row.rule_id} ${row.identity}`, { alertId: row.alert_id, version: row.version }]),
  );
}

async function update(tx: Transaction, changes: readonly AlertChange[]): Promise<Map<number, Stored>> {
  if (changes.length === 0) return new Map();
  const { rows } = await tx.query<{ alert_id: number; version: number }>(
    `UPDATE mnara.alert a SET ${CHANGED.map((name) => `${name} = x.${name}`).join(', ')}, version =
      nextval('mnara.alert_change')
     FROM jsonb_to_recordset($1::jsonb) AS x(${WRITTEN}) WHERE a.alert_id = x.alert_id AND a.version = x.expected
     RETURNING a.alert_id, a.version`,
    [JSON.stringify(changes.map(({ after }) => writtenColumns(after)))],
  );
  expectAllChanged(rows.length, changes.length);
  return new Map(rows.map((row) => [row.alert_id, { alertId: row.alert_id, version: row.version }]));
}

function expectAllChanged(found: number, expected: number): void {
  if (found !== expected)
    throw new StaleAlertError(
      `${expected - found} alerts were changed by another writer since they were read; read them again.`,
    );
}

/** Writes the timelines, escalations and messages that follow from the changes. */
async function writeEffects(
  tx: Transaction,
  changes: readonly AlertChange[],
  stored: readonly OpenAlert[],
  now: number,
): Promise<void> {
  const entries: TimelineEntry[] = [];
  const ids: Record<'fired' | 'released' | 'cleared' | 'closed', number[]> = {
    fired: [],
    released: [],
    cleared: [],
    closed: [],
  };
  const firing: { alertId: number; policy: string }[] = [];
  changes.forEach(({ happenings, policy }, index) => {
    const alertId = stored[index]?.alertId ?? 0;
    for (const { kind, ...detail } of happenings) {
      entries.push({ alertId, kind, detail });
      if (kind === 'fired') firing.push({ alertId, policy });
      if (kind === 'fired' || kind === 'released' || kind === 'cleared' || kind === 'closed') ids[kind].push(alertId);
    }
  });
  await addEntries(tx, entries, now);
  await beginEscalations(tx, firing, now);
  await releaseEscalations(tx, ids.released, now);
  await endEscalations(tx, [...ids.cleared, ...ids.closed]);
  await notifyCleared(tx, ids.cleared, now);
  await takeDueOf(tx, [...ids.fired, ...ids.released], now);
}
