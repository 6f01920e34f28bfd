import type { Scope } from '#domain/access/viewer.js';
import type { AnswerKind, Directive, DirectiveFact, DirectiveState, Effect } from '#domain/directive/directive.js';
import type { Database } from '#platform/postgres/database.js';
import { Parameters, scopeCondition } from '../kpi/kpi-sql.js';
import { DIRECTIVE_COLUMNS, type DirectiveRow, directiveOf } from './directive-rows.js';
import { recordFacts, type SqlRunner } from './record-facts.js';

/** A recorded entry of a directive's timeline. Times are Unix milliseconds. */
export interface DirectiveEntry {
  readonly directiveId: string;
  readonly at: number;
  readonly recordedAt: number;
  readonly kind: 'sent' | DirectiveFact['kind'];
  readonly actor: string;
  readonly via: 'page' | 'agent';
  readonly note: string;
  readonly counts: boolean;
}

/** A directive with its timeline, oldest entry first. */
export interface DirectiveRecord {
  readonly directive: Directive;
  readonly entries: readonly DirectiveEntry[];
}

/** Which directives to list. */
export interface DirectiveQuery {
  readonly id?: string | undefined;
  readonly centreId?: string | undefined;
  readonly alertId?: string | undefined;
  readonly states?: readonly DirectiveState[] | undefined;
  readonly isOverdue?: boolean | undefined;
  /** Sent in this period, Unix milliseconds, `to` exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Older than the directive with this id. */
  readonly before?: string | undefined;
  readonly max: number;
}

/** A directive to send. */
export type NewDirective = Pick<
  Directive,
  'id' | 'centreId' | 'alertId' | 'kind' | 'quantity' | 'text' | 'sentAt' | 'sentBy' | 'acknowledgeBy' | 'dueAt'
> & { readonly requestId: string };

/** The outcome of sending a directive. */
export type Sent =
  | { readonly kind: 'sent'; readonly record: DirectiveRecord }
  | { readonly kind: 'unknown_centre' }
  /** There is no such alert, or it does not concern that centre. */
  | { readonly kind: 'unknown_alert' }
  /** Another directive has the same request id. */
  | { readonly kind: 'request_taken' };

/** A centre's answer to a directive. */
export interface DirectiveAnswer {
  readonly id: string;
  readonly kind: AnswerKind;
  readonly by: string;
  readonly note: string;
}

/** A directive concerns a whole centre, so agencies see none. */
const NO_AGENCY = { agency: undefined };
const PLACE = 'mnara.centre c JOIN mnara.region r ON r.region_key = c.region_key';
const FROM = `mnara.directive d JOIN (${PLACE}) ON c.centre_key = d.centre_key`;

const STATE = `CASE WHEN d.outcome IS NOT NULL THEN d.outcome WHEN d.acknowledged_at IS NOT NULL THEN 'acknowledged'
  WHEN d.delivered_at IS NOT NULL THEN 'delivered' ELSE 'sent' END`;

const ENTRIES = `SELECT directive_id AS "directiveId", at, recorded_at AS "recordedAt", kind, actor, via, note, counts
  FROM mnara.directive_entry WHERE directive_id = ANY($1::uuid[]) ORDER BY directive_id, at, entry_id`;

type EntryRow = Omit<DirectiveEntry, 'at' | 'recordedAt'> & { readonly at: Date; readonly recordedAt: Date };

async function withEntries(db: SqlRunner, rows: readonly DirectiveRow[]): Promise<readonly DirectiveRecord[]> {
  if (rows.length === 0) return [];
  const found = await db.query<EntryRow>(ENTRIES, [rows.map(({ id }) => id)]);
  const entries = Map.groupBy(
    found.rows.map((row): DirectiveEntry => ({ ...row, at: row.at.getTime(), recordedAt: row.recordedAt.getTime() })),
    ({ directiveId }) => directiveId,
  );
  return rows.map((row) => ({ directive: directiveOf(row), entries: entries.get(row.id) ?? [] }));
}

function conditions(scope: Scope, query: DirectiveQuery, now: number, p: Parameters): string {
  const { id, centreId, alertId, states, isOverdue, from, to, before } = query;
  const found = [scopeCondition(scope, NO_AGENCY, p)];
  if (id !== undefined) found.push(`d.directive_id = ${p.add(id)}::uuid`);
  if (centreId !== undefined) found.push(`c.centre_id = ${p.add(centreId)}`);
  if (alertId !== undefined) found.push(`d.alert_id = ${p.add(alertId)}::bigint`);
  if (states !== undefined) found.push(`${STATE} = ANY(${p.add(states)}::text[])`);
  if (isOverdue !== undefined) {
    const at = `${p.add(new Date(now))}::timestamptz`;
    const overdue = `(d.outcome IS NULL AND (d.due_at < ${at} OR (d.acknowledged_at IS NULL
      AND d.acknowledge_by < ${at})))`;
    found.push(isOverdue ? overdue : `NOT ${overdue}`);
  }
  if (from !== undefined) found.push(`d.sent_at >= ${p.add(new Date(from))}::timestamptz`);
  if (to !== undefined) found.push(`d.sent_at < ${p.add(new Date(to))}::timestamptz`);
  if (before !== undefined) {
    const last = p.add(before);
    found.push(
      `(d.sent_at, d.directive_id) < (SELECT sent_at, directive_id FROM mnara.directive
        WHERE directive_id = ${last}::uuid)`,
    );
  }
  return found.join(' AND ');
}

/** SQL: no alert is named, or it exists, has fired, and concerns the centre, its region or the network. */
const alertIsThere = (alertId: string | undefined, p: Parameters): string =>
  alertId === undefined
    ? 'TRUE'
    : `EXISTS (SELECT 1 FROM mnara.alert a WHERE a.alert_id = ${p.add(alertId)}::bigint AND a.episode > 0
         AND (a.centre_id IS NULL OR a.centre_id = c.centre_id) AND (a.region_id IS NULL
         OR a.region_id = r.region_id))`;

/** A directive after an answer, and the effect of the answer. */
export interface Answered {
  readonly record: DirectiveRecord;
  readonly effect: Effect;
}

/** Directives in mnara.directive and mnara.directive_entry. Only what lies inside the scope is read or changed. */
export class DirectiveStore {
  constructor(readonly database: Database) {}

  /** Newest first. @param now decides what is overdue, Unix milliseconds */
  async list(scope: Scope, query: DirectiveQuery, now: number): Promise<readonly DirectiveRecord[]> {
    const p = new Parameters();
    const where = conditions(scope, query, now, p);
    const { rows } = await this.database.query<DirectiveRow>(
      `SELECT ${DIRECTIVE_COLUMNS} FROM ${FROM} WHERE
        ${where} ORDER BY d.sent_at DESC, d.directive_id DESC LIMIT ${p.add(query.max)}`,
      p.values,
    );
    return withEntries(this.database, rows);
  }

  /**
   * Stores the directive and its first entry in one transaction. The same request again returns the directive of the
   * first.
   */
  send(scope: Scope, order: NewDirective): Promise<Sent> {
    return this.database.transaction(async (tx): Promise<Sent> => {
      const p = new Parameters();
      const values = [
        `${p.add(order.id)}::uuid`,
        `${p.add(order.requestId)}::uuid`,
        'c.centre_key',
        `${p.add(order.alertId ?? null)}::bigint`,
        `${p.add(order.kind)}::text`,
        `${p.add(order.quantity ?? null)}::int`,
        `${p.add(order.text)}::text`,
        `${p.add(new Date(order.sentAt))}::timestamptz`,
        `${p.add(order.sentBy)}::text`,
        `${p.add(new Date(order.acknowledgeBy))}::timestamptz`,
        `${p.add(new Date(order.dueAt))}::timestamptz`,
        'clock_timestamp()',
      ];
      const { rows } = await tx.query<{ id: string }>(
        `INSERT INTO mnara.directive (directive_id, request_id, centre_key, alert_id, kind, quantity, words, sent_at,
          sent_by, acknowledge_by, due_at, changed_at)
         SELECT ${values.join(', ')} FROM
           ${PLACE} WHERE c.centre_id = ${p.add(order.centreId)} AND ${scopeCondition(scope, NO_AGENCY, p)}
           AND ${alertIsThere(order.alertId, p)}
         ON CONFLICT (request_id) DO NOTHING RETURNING directive_id AS id`,
        p.values,
      );
      if (rows[0] === undefined) return this.#sentBefore(tx, scope, order);
      await tx.query(
        `INSERT INTO mnara.directive_entry (directive_id, at, recorded_at, kind, actor, via, note, counts)
          VALUES ($1, $2, $2, 'sent', $3, 'page', '', TRUE)`,
        [order.id, new Date(order.sentAt), order.sentBy],
      );
      const record = await this.#read(tx, scope, 'd.directive_id', order.id);
      return record === undefined ? { kind: 'unknown_centre' } : { kind: 'sent', record };
    });
  }

  async #sentBefore(tx: SqlRunner, scope: Scope, order: NewDirective): Promise<Sent> {
    const { rows } = await tx.query('SELECT 1 FROM mnara.directive WHERE request_id = $1', [order.requestId]);
    if (rows.length === 0) return { kind: await this.#whyNotSent(tx, scope, order) };
    const record = await this.#read(tx, scope, 'd.request_id', order.requestId);
    const isSame = record?.directive.centreId === order.centreId && record.directive.sentBy === order.sentBy;
    return isSame ? { kind: 'sent', record } : { kind: 'request_taken' };
  }

  async #whyNotSent(
    tx: SqlRunner,
    scope: Scope,
    { centreId }: NewDirective,
  ): Promise<'unknown_alert' | 'unknown_centre'> {
    const p = new Parameters();
    const { rows } = await tx.query(
      `SELECT 1 FROM ${PLACE} WHERE c.centre_id = ${p.add(centreId)} AND ${scopeCondition(scope, NO_AGENCY, p)}`,
      p.values,
    );
    return rows.length === 0 ? 'unknown_centre' : 'unknown_alert';
  }

  async #read(
    db: SqlRunner,
    scope: Scope,
    column: 'd.directive_id' | 'd.request_id',
    id: string,
  ): Promise<DirectiveRecord | undefined> {
    const p = new Parameters();
    const { rows } = await db.query<DirectiveRow>(
      `SELECT ${DIRECTIVE_COLUMNS} FROM ${FROM} WHERE
        ${column} = ${p.add(id)}::uuid AND ${scopeCondition(scope, NO_AGENCY, p)}`,
      p.values,
    );
    return (await withEntries(db, rows))[0];
  }

  /** Records an answer; undefined when the directive is not inside the scope. */
  answer(scope: Scope, { id, kind, by, note }: DirectiveAnswer, now: number): Promise<Answered | undefined> {
    return this.database.transaction(async (tx) => {
      const known = await this.#read(tx, scope, 'd.directive_id', id);
      if (known === undefined) return undefined;
      const facts = [{ directiveId: known.directive.id, via: 'page', fact: { kind, at: now, by, note } } as const];
      const [outcome] = await recordFacts(tx, known.directive.centreId, facts, now);
      const record = await this.#read(tx, scope, 'd.directive_id', id);
      return outcome === undefined || record === undefined ? undefined : { record, effect: outcome.effect };
    });
  }
}
