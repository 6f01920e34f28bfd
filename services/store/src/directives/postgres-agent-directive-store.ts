import type { CheckedReport } from '#contracts/directive/directive-message.js';
import type { Directive } from '#domain/directive/directive.js';
import type { Database } from '#platform/postgres/database.js';
import type { AgentDirectiveStore, ChangedDirectives } from './agent-directive-store.js';
import { DIRECTIVE_COLUMNS, type DirectiveRow, directiveOf } from './directive-rows.js';
import { type RecordedFact, recordFacts } from './record-facts.js';

/** Maximum number of directives in one answer to an agent; the rest follows with its next report. */
const AT_ONCE = 200;

const UNDELIVERED =
  'SELECT directive_id AS id FROM mnara.directive WHERE directive_id = ANY($1::uuid[]) AND delivered_at IS NULL';

const LACKING = `SELECT ${DIRECTIVE_COLUMNS} FROM mnara.directive d JOIN mnara.centre c ON c.centre_key = d.centre_key
  WHERE c.centre_id = $1 AND d.outcome IS NULL AND d.directive_id <> ALL ($2::uuid[])
  UNION ALL SELECT ${DIRECTIVE_COLUMNS} FROM unnest($2::uuid[], $3::int[]) AS k(id, version)
  JOIN mnara.directive d ON d.directive_id = k.id JOIN mnara.centre c ON c.centre_key = d.centre_key
  WHERE c.centre_id = $1 AND d.version > k.version ORDER BY "sentAt" LIMIT ${AT_ONCE}`;

/**
 * Rows become visible when their transaction commits, later than their changed_at, so the query also covers some
 * seconds before.
 */
const CHANGED = `SELECT t.as_of AS "asOf", f.* FROM (SELECT clock_timestamp() AS as_of) AS t LEFT JOIN LATERAL (
    SELECT ${DIRECTIVE_COLUMNS} FROM mnara.directive d JOIN mnara.centre c ON c.centre_key = d.centre_key
    WHERE d.changed_at > coalesce($2::timestamptz, t.as_of) - interval '30 seconds' AND c.centre_id = ANY($1::text[])
    ORDER BY d.sent_at
  ) AS f ON TRUE`;

type ChangedRow = (DirectiveRow | { readonly id: null }) & { readonly asOf: Date };

/** Directives in mnara.directive. */
export class PostgresAgentDirectiveStore implements AgentDirectiveStore {
  constructor(readonly db: Database) {}

  async exchange(
    agentId: string,
    centreId: string,
    report: CheckedReport,
    nowMs: number,
  ): Promise<readonly Directive[]> {
    const ids = report.held.map(({ directiveId }) => directiveId);
    const { rows } = await this.db.query<{ id: string }>(UNDELIVERED, [ids]);
    const undelivered = new Set(rows.map(({ id }) => id));
    const facts = [
      ...report.held
        .filter(({ directiveId }) => undelivered.has(directiveId))
        .map(
          ({ directiveId, receivedAt }): RecordedFact => ({
            directiveId,
            via: 'agent',
            fact: { kind: 'delivered', at: receivedAt, by: agentId, note: '' },
          }),
        ),
      ...report.answers.map(
        ({ answerId, directiveId, kind, at, by, note }): RecordedFact => ({
          directiveId,
          via: 'agent',
          answerId,
          fact: { kind, at, by: by === '' ? agentId : by, note },
        }),
      ),
    ];
    if (facts.length > 0) await this.db.transaction((tx) => recordFacts(tx, centreId, facts, nowMs));
    const versions = report.held.map(({ version }) => version);
    const lacking = await this.db.query<DirectiveRow>(LACKING, [centreId, ids, versions]);
    return lacking.rows.map(directiveOf);
  }

  async changedSince(centreIds: readonly string[], since: Date | undefined): Promise<ChangedDirectives> {
    const { rows } = await this.db.query<ChangedRow>(CHANGED, [centreIds, since ?? null]);
    return {
      directives: rows.flatMap((row) => (row.id === null ? [] : [directiveOf(row)])),
      asOf: rows[0]?.asOf ?? new Date(0),
    };
  }
}
