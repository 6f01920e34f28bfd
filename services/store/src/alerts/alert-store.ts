import type { Scope } from '#domain/access/viewer.js';
import { type AlertState, isActive } from '#domain/alert/alert-state.js';
import type { Database, Transaction } from '#platform/postgres/database.js';
import { Parameters } from '../kpi/kpi-sql.js';
import type { AskedScope, Names } from '../network/directory.js';
import type { AlertEntryRecord, AlertRecord, SilenceRecord } from './alert-record.js';
import { type AlertRow, stateOf } from './alert-row.js';
import { withinAsked, withinScope } from './alert-scope.js';

/** Which alerts are listed. */
export interface AlertListRequest {
  readonly asked: AskedScope | null | undefined;
  readonly list: 'open' | 'closed';
  /** For closed alerts: only those that fired before this time, Unix milliseconds. */
  readonly before: number | undefined;
  readonly first: number;
}

/** A page of alerts by the time at which they fired, newest first. Unix milliseconds. */
export interface AlertPageRequest {
  readonly list: 'open' | 'closed' | 'all';
  readonly centreId: string | undefined;
  readonly regionId: string | undefined;
  readonly from: number | undefined;
  /** Exclusive. */
  readonly to: number | undefined;
  /** The last alert of the page before. */
  readonly after: { readonly firedAt: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** A timeline entry that records what a person did. */
export interface NewEntry {
  readonly kind: 'acknowledged' | 'comment' | 'assigned' | 'refused';
  readonly actor: string;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The result of a person's change to an alert; undefined state: only the entry is added. */
export interface AlertWrite {
  readonly entry: NewEntry;
  readonly state?: AlertState;
  readonly assignedTo?: string | null;
}

export type NewSilence = Omit<SilenceRecord, 'id'>;

interface Row extends AlertRow {
  readonly assigned_to: string | null;
  /** Null: this version of the rule is not stored (stored versions are never deleted). */
  readonly definition: { readonly names: Names; readonly advice: Names; readonly watch: string } | null;
}

const SELECT = `SELECT a.*, v.definition FROM mnara.alert a LEFT JOIN mnara.rule_version v ON v.rule_id = a.rule_id
  AND v.version = a.rule_version`;
const ID = /^\d{1,18}$/;

const recordOf = (row: Row): AlertRecord => ({
  id: String(row.alert_id),
  ruleId: row.rule_id,
  names: row.definition?.names ?? { en: row.rule_id },
  advice: row.definition?.advice ?? { en: '' },
  watch: row.definition?.watch ?? row.rule_id,
  severity: row.severity,
  identity: row.identity,
  regionId: row.region_id,
  centreId: row.centre_id,
  serviceId: row.service_id,
  agencyId: row.agency_id,
  assignedTo: row.assigned_to,
  state: stateOf(row),
  version: row.version,
});

interface SilenceRow extends Omit<SilenceRecord, 'from' | 'to'> {
  readonly from_at: Date;
  readonly to_at: Date;
}

const SILENCE = `silence_id::text AS id, kind, rule_id AS "ruleId", region_id AS "regionId", centre_id AS "centreId",
  service_id AS "serviceId",
  agency_id AS "agencyId", from_at, to_at, reason, made_by AS "madeBy"`;

const silenceOf = ({ from_at: from, to_at: to, ...row }: SilenceRow): SilenceRecord => ({
  ...row,
  from: from.getTime(),
  to: to.getTime(),
});

/**
 * Alerts as people see and change them. Only what lies inside the scope is read or changed. A change
 * is a compare-and-set, in one transaction with its timeline entry.
 */
export class AlertStore {
  constructor(readonly database: Database) {}

  async list(scope: Scope, { asked, list, before, first }: AlertListRequest): Promise<readonly AlertRecord[]> {
    const p = new Parameters();
    const conditions = [
      withinScope(scope, p, 'a'),
      'a.episode > 0',
      list === 'open' ? 'a.closed_at IS NULL' : 'a.closed_at IS NOT NULL',
      ...withinAsked(asked, p, 'a'),
      ...(before === undefined ? [] : [`a.fired_at < ${p.add(new Date(before))}`]),
    ];
    const worst = `a.condition = 'normal', array_position(ARRAY['critical', 'warning', 'info'], a.severity),`;
    const { rows } = await this.database.query<Row>(
      `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY
        ${list === 'open' ? worst : ''} a.fired_at DESC, a.alert_id DESC LIMIT ${p.add(first)}`,
      p.values,
    );
    return rows.map(recordOf);
  }

  /** One more than `limit` where there are more. */
  async page(scope: Scope, request: AlertPageRequest): Promise<readonly AlertRecord[]> {
    const { list, centreId, regionId, from, to, after, limit } = request;
    const p = new Parameters();
    const at = (time: number): string => `${p.add(new Date(time))}::timestamptz`;
    const conditions = [withinScope(scope, p, 'a'), 'a.episode > 0', ...withinAsked({ centreId, regionId }, p, 'a')];
    if (list !== 'all') conditions.push(`a.closed_at IS ${list === 'open' ? '' : 'NOT '}NULL`);
    if (from !== undefined) conditions.push(`a.fired_at >= ${at(from)}`);
    if (to !== undefined) conditions.push(`a.fired_at < ${at(to)}`);
    if (after !== undefined)
      conditions.push(`(a.fired_at, a.alert_id) < (${at(after.firedAt)}, ${p.add(after.id)}::bigint)`);
    const { rows } = await this.database.query<Row>(
      `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY a.fired_at DESC, a.alert_id DESC
       LIMIT ${p.add(limit + 1)}`,
      p.values,
    );
    return rows.map(recordOf);
  }

  read(scope: Scope, id: string): Promise<AlertRecord | undefined> {
    return readOne(this.database, scope, id, '');
  }

  async timeline(scope: Scope, id: string): Promise<readonly AlertEntryRecord[]> {
    if (!ID.test(id)) return [];
    const p = new Parameters();
    const { rows } = await this.database.query<Omit<AlertEntryRecord, 'at' | 'detail'> & { at: Date; detail: unknown }>(
      `SELECT e.entry_id::text AS id, e.at, e.kind, e.actor, e.detail FROM mnara.alert_entry e
        JOIN mnara.alert a USING (alert_id)
       WHERE a.alert_id = ${p.add(id)} AND ${withinScope(scope, p, 'a')} ORDER BY e.entry_id LIMIT 1000`,
      p.values,
    );
    return rows.map(({ at, detail, ...row }) => ({ ...row, at: at.getTime(), detail: JSON.stringify(detail) }));
  }

  /**
   * Reads and locks the alert, lets `decide` choose the change, and writes it in one transaction, so that no other
   * writer can intervene. @returns undefined when there is no such alert in the scope
   */
  change<Result extends { readonly write: AlertWrite }>(
    scope: Scope,
    id: string,
    decide: (alert: AlertRecord) => Result,
  ): Promise<Result | undefined> {
    return this.database.transaction(async (tx) => {
      const alert = await readOne(tx, scope, id, 'FOR UPDATE OF a');
      if (alert === undefined) return undefined;
      const result = decide(alert);
      await write(tx, alert, result.write);
      return result;
    });
  }

  async silences(scope: Scope, now: number): Promise<readonly SilenceRecord[]> {
    const p = new Parameters();
    const { rows } = await this.database.query<SilenceRow>(
      `SELECT ${SILENCE} FROM mnara.silence s WHERE s.ended_at IS NULL
        AND s.to_at > ${p.add(new Date(now))} AND ${withinScope(scope, p, 's')}
       ORDER BY s.to_at LIMIT 1000`,
      p.values,
    );
    return rows.map(silenceOf);
  }

  async addSilence(silence: NewSilence, madeAt: number): Promise<SilenceRecord> {
    const { kind, ruleId, regionId, centreId, serviceId, agencyId, from, to, reason, madeBy } = silence;
    const { rows } = await this.database.query<SilenceRow>(
      `INSERT INTO mnara.silence (kind, rule_id, region_id, centre_id, service_id, agency_id, from_at, to_at, reason,
        made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${SILENCE}`,
      [
        kind,
        ruleId,
        regionId,
        centreId,
        serviceId,
        agencyId,
        new Date(from),
        new Date(to),
        reason,
        madeBy,
        new Date(madeAt),
      ],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('The database did not return the new silence.');
    return silenceOf(row);
  }

  async endSilence(scope: Scope, id: string, by: string, at: number): Promise<SilenceRecord | undefined> {
    if (!ID.test(id)) return undefined;
    const p = new Parameters();
    const { rows } = await this.database.query<SilenceRow>(
      `UPDATE mnara.silence s SET ended_at = ${p.add(new Date(at))}, ended_by = ${p.add(by)}
       WHERE s.silence_id = ${p.add(id)} AND s.ended_at IS NULL
         AND s.to_at > ${p.add(new Date(at))} AND ${withinScope(scope, p, 's')} RETURNING ${SILENCE}`,
      p.values,
    );
    return rows[0] === undefined ? undefined : silenceOf(rows[0]);
  }

  recordRefusal(actor: string, what: string, reason: string, at: number): Promise<void> {
    return recordRefusal(this.database, actor, what, reason, at);
  }

  /** A text that changes whenever an open alert changes. */
  async fingerprint(): Promise<string> {
    const { rows } = await this.database.query<{ said: string }>(
      `SELECT concat_ws(' ', count(*), max(version), sum(version)) AS said FROM mnara.alert WHERE closed_at IS NULL
        AND episode > 0`,
    );
    return rows[0]?.said ?? '';
  }
}

/** Records that a person's request was refused, and why. */
export async function recordRefusal(
  database: Pick<Database, 'query'>,
  actor: string,
  what: string,
  reason: string,
  at: number,
): Promise<void> {
  await database.query('INSERT INTO mnara.alert_refusal (at, actor, what, reason) VALUES ($1, $2, $3, $4)', [
    new Date(at),
    actor,
    what,
    reason,
  ]);
}

async function readOne(
  database: Pick<Database, 'query'>,
  scope: Scope,
  id: string,
  lock: 'FOR UPDATE OF a' | '',
): Promise<AlertRecord | undefined> {
  if (!ID.test(id)) return undefined;
  const p = new Parameters();
  const { rows } = await database.query<Row>(
    `${SELECT} WHERE a.alert_id = ${p.add(id)} AND a.episode > 0 AND ${withinScope(scope, p, 'a')} ${lock}`,
    p.values,
  );
  return rows[0] === undefined ? undefined : recordOf(rows[0]);
}

const date = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

async function write(tx: Transaction, alert: AlertRecord, { entry, state, assignedTo }: AlertWrite): Promise<void> {
  if (state !== undefined) await respond(tx, alert, state);
  if (assignedTo !== undefined)
    await tx.query(
      `UPDATE mnara.alert SET assigned_to = $2, version = nextval('mnara.alert_change') WHERE alert_id = $1`,
      [alert.id, assignedTo],
    );
  await tx.query('INSERT INTO mnara.alert_entry (alert_id, at, kind, actor, detail) VALUES ($1, $2, $3, $4, $5)', [
    alert.id,
    new Date(entry.at),
    entry.kind,
    entry.actor,
    JSON.stringify(entry.detail),
  ]);
}

/** Writes the acknowledgement or other response, and pauses the escalation until it expires. */
async function respond(tx: Transaction, { id, version }: AlertRecord, state: AlertState): Promise<void> {
  const { acknowledgement: taken, closedAt } = state;
  const { rowCount } = await tx.query(
    `UPDATE mnara.alert SET acknowledged_by = $3, acknowledged_at = $4, acknowledged_until = $5, closed_at = $6, version
      = nextval('mnara.alert_change')
     WHERE alert_id = $1 AND version = $2`,
    [id, version, taken?.by ?? null, date(taken?.at), date(taken?.until), date(closedAt)],
  );
  if (rowCount !== 1) throw new Error(`alert ${id} changed although its row was locked`);
  await tx.query('UPDATE mnara.escalation SET due_at = $2 WHERE alert_id = $1', [
    id,
    isActive(state) ? date(taken?.until) : null,
  ]);
}
