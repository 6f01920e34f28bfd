import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';

export interface AgentPosition {
  readonly agentId: string;
  readonly outboxId: string;
  readonly centreId: string | null;
  readonly recorded: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly inFlight: number;
  readonly redelivered: number;
  readonly lastReceivedAt: number | null;
}

export interface DeadLetterCount {
  readonly agentId: string;
  readonly centreId: string;
  readonly code: string;
  readonly reason: string;
  readonly n: number;
  readonly newestAt: number;
}

export interface DataDefect {
  readonly centreId: string;
  readonly defect: string;
  readonly n: number;
}

export interface Backfill {
  readonly pendingEvents: number;
  readonly appliedEvents: number;
  readonly share: number;
}

const NO_AGENCY = { agency: undefined };
const PLACE = 'mnara.centre c JOIN mnara.region r ON r.region_key = c.region_key';

/** When an agent's newest event is older than this, its pending events count as history, seconds. */
const HISTORY_SECONDS = 600;

interface PositionRow extends Omit<AgentPosition, 'lastReceivedAt' | 'inFlight'> {
  readonly lastReceivedAt: Date | null;
}

/** The quality of the pipeline's data. It concerns whole centres, so agency viewers see none of it. */
export class QualityStore {
  constructor(readonly database: Database) {}

  async positions(scope: Scope): Promise<readonly AgentPosition[]> {
    const p = new Parameters();
    const { rows } = await this.database.query<PositionRow>(
      `SELECT f.agent_id AS "agentId", f.outbox_id AS "outboxId", c.centre_id AS "centreId", greatest(f.recorded_seq,
        f.last_seq)::float8 AS recorded,
         f.applied::float8 AS applied, f.duplicates::float8 AS duplicates, f.dead_letters::float8 AS "deadLetters",
         f.lost::float8 AS lost,
         f.redelivered::float8 AS redelivered, f.last_received_at AS "lastReceivedAt"
       FROM mnara.agent_position f LEFT JOIN (${PLACE}) ON c.centre_key = f.centre_key
       WHERE ${scopeCondition(scope, NO_AGENCY, p)} ORDER BY f.agent_id, f.outbox_id`,
      p.values,
    );
    return rows.map((row) => ({
      ...row,
      inFlight: row.recorded - row.applied - row.duplicates - row.deadLetters - row.lost,
      lastReceivedAt: row.lastReceivedAt?.getTime() ?? null,
    }));
  }

  async deadLetters(scope: Scope): Promise<readonly DeadLetterCount[]> {
    const p = new Parameters();
    const { rows } = await this.database.query<Omit<DeadLetterCount, 'newestAt'> & { newestAt: Date }>(
      `SELECT f.agent_id AS "agentId", f.centre_id AS "centreId", f.code, (array_agg(f.reason
        ORDER BY f.dead_letter_id DESC))[1] AS reason,
         count(*)::float8 AS n, max(f.received_at) AS "newestAt"
       FROM mnara.dead_letter f LEFT JOIN (${PLACE}) ON c.centre_id = f.centre_id
       WHERE ${scopeCondition(scope, NO_AGENCY, p)} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 10000`,
      p.values,
    );
    return rows.map((row) => ({ ...row, newestAt: row.newestAt.getTime() }));
  }

  /** @param from ISO date, inclusive; @param to ISO date, exclusive */
  async defects(scope: Scope, from: string | undefined, to: string | undefined): Promise<readonly DataDefect[]> {
    const p = new Parameters();
    const { rows } = await this.database.query<DataDefect>(
      `SELECT c.centre_id AS "centreId", f.defect, sum(f.n)::float8 AS n FROM mnara.data_quality f
        JOIN (${PLACE}) ON c.centre_key = f.centre_key
       WHERE ${scopeCondition(scope, NO_AGENCY, p)} AND f.day >=
         COALESCE(${p.add(from ?? null)}::date, '-infinity') AND f.day <
           COALESCE(${p.add(to ?? null)}::date, 'infinity')
       GROUP BY 1, 2 ORDER BY 1, 2`,
      p.values,
    );
    return rows;
  }

  async backfill(scope: Scope, now: number): Promise<Backfill | undefined> {
    const p = new Parameters();
    const { rows } = await this.database.query<{ pending: number | null; applied: number | null }>(
      `SELECT sum(f.recorded_seq - f.last_seq) FILTER (WHERE f.recorded_seq > f.last_seq
        AND f.last_event_at < ${p.add(new Date(now))}::timestamptz -
          ${HISTORY_SECONDS} * interval '1 second')::float8 AS pending,
         sum(f.applied)::float8 AS applied
       FROM mnara.agent_position f LEFT JOIN
       (${PLACE}) ON c.centre_key = f.centre_key WHERE ${scopeCondition(scope, NO_AGENCY, p)}`,
      p.values,
    );
    const { pending, applied } = rows[0] ?? { pending: null, applied: null };
    if (pending === null || pending <= 0) return undefined;
    const appliedEvents = applied ?? 0;
    return { pendingEvents: pending, appliedEvents, share: appliedEvents / (appliedEvents + pending) };
  }
}
