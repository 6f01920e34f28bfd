import type { ImportReason } from '#domain/event.js';
import type { Database } from '#platform/postgres/database.js';
import { momentSql } from '../moment-sql.js';
import type { ImportKey } from './import-change.js';

/** `withdrawing`: its facts are leaving. */
export type ImportState = 'running' | 'complete' | 'withdrawing' | 'withdrawn';

/** An import in a list. Moments are Unix milliseconds; null: not known. */
export interface ImportSummary extends ImportKey {
  readonly state: ImportState;
  readonly startedAt: number | null;
  readonly startedBy: string | null;
  readonly mapping: string | null;
  readonly files: number;
  readonly rows: number;
  readonly rejectedRows: number;
  /** Events that were counted. */
  readonly events: number;
  readonly deadLetters: number;
  /** The period that its events cover. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Everything that is known of an import. */
export interface ImportRecord extends ImportSummary {
  readonly mappingHash: string | null;
  readonly endedAt: number | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnAt: number | null;
  /** Some of its facts state appointments; these cannot be withdrawn yet. */
  readonly hasAppointments: boolean;
  /** Facts that have left the figures. */
  readonly removed: number;
  /** Events that arrived after the withdrawal, without an effect. */
  readonly lateEvents: number;
  readonly contents: readonly {
    readonly name: string;
    readonly hash: string;
    readonly rows: number;
    readonly rejectedRows: number;
    readonly reasons: readonly ImportReason[];
  }[];
  readonly centres: readonly {
    readonly centreId: string;
    readonly events: number;
    readonly firstAt: number;
    readonly lastAt: number;
  }[];
  readonly letters: readonly { readonly code: string; readonly reason: string; readonly events: number }[];
}

const OF_IMPORT = 'of.agent_id = import.agent_id AND of.import_id = import.import_id';
const sumOf = (column: string): string =>
  `(SELECT coalesce(sum(of.${column}), 0)::bigint FROM mnara.import_file of WHERE ${OF_IMPORT})`;
const edgeOf = (aggregate: string): string =>
  `(SELECT ${momentSql(aggregate)} FROM mnara.import_centre of WHERE ${OF_IMPORT})`;

const SUMMARY = `agent_id AS "agentId", import_id AS "importId",
  CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN withdrawal_at IS NOT NULL THEN 'withdrawing'
    WHEN ended_at IS NOT NULL THEN 'complete' ELSE 'running' END AS state,
  ${momentSql('coalesce(started_at, first_received_at)')} AS "startedAt", started_by AS "startedBy", mapping,
  (SELECT count(*)::int FROM mnara.import_file of WHERE ${OF_IMPORT}) AS files, ${sumOf('rows')} AS rows,
  ${sumOf('rejected_rows')} AS "rejectedRows", events,
  (SELECT count(*)::int FROM mnara.dead_letter of WHERE ${OF_IMPORT}) AS "deadLetters",
  ${edgeOf('min(of.first_at)')} AS "firstAt", ${edgeOf('max(of.last_at)')} AS "lastAt"`;

const RECORD = `${SUMMARY}, has_appointments AS "hasAppointments", mapping_hash AS "mappingHash", ${momentSql('ended_at')} AS "endedAt", replaces,
  (SELECT max(of.import_id) FROM mnara.import of WHERE of.agent_id = import.agent_id AND of.replaces = import.import_id)
    AS "replacedBy",
  withdrawn_by AS "withdrawnBy", ${momentSql('withdrawn_at')} AS "withdrawnAt", removed, late_events AS "lateEvents",
  coalesce((SELECT jsonb_agg(jsonb_build_object('name', of.name, 'hash', of.hash, 'rows', of.rows, 'rejectedRows',
      of.rejected_rows, 'reasons', of.reasons) ORDER BY of.name, of.hash)
    FROM mnara.import_file of WHERE ${OF_IMPORT}), '[]') AS contents,
  coalesce((SELECT jsonb_agg(jsonb_build_object('centreId', centre_id, 'events', of.events,
      'firstAt', ${momentSql('of.first_at')}, 'lastAt', ${momentSql('of.last_at')}) ORDER BY centre_id)
    FROM mnara.import_centre of JOIN mnara.centre USING (centre_key) WHERE ${OF_IMPORT}), '[]') AS centres,
  coalesce((SELECT jsonb_agg(jsonb_build_object('code', code, 'reason', reason, 'events', n) ORDER BY n DESC)
    FROM (SELECT of.code, of.reason, count(*)::int AS n FROM mnara.dead_letter of WHERE ${OF_IMPORT}
      GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20) letters), '[]') AS letters`;

/** Imports, the newest first. */
export async function listImports(database: Database, limit: number): Promise<readonly ImportSummary[]> {
  const { rows } = await database.query<ImportSummary>(
    `SELECT ${SUMMARY} FROM mnara.import ORDER BY coalesce(started_at, first_received_at) DESC, import_id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Undefined when no agent has made such an import. */
export async function readImport(database: Database, importId: string): Promise<ImportRecord | undefined> {
  const { rows } = await database.query<ImportRecord>(
    `SELECT ${RECORD} FROM mnara.import WHERE import_id = $1 ORDER BY first_received_at LIMIT 1`,
    [importId],
  );
  return rows[0];
}

/** A dead letter of an outbox. */
export interface LetterOfOutbox {
  readonly letterId: number;
  readonly seq: number;
  readonly code: string;
  readonly reason: string;
}

/** Dead letters of one outbox after one of them, in order. */
export async function lettersOfOutbox(
  database: Database,
  of: { readonly agentId: string; readonly outboxId: string; readonly afterLetterId: number; readonly limit: number },
): Promise<readonly LetterOfOutbox[]> {
  const { rows } = await database.query<LetterOfOutbox>(
    `SELECT dead_letter_id AS "letterId", seq, code, reason FROM mnara.dead_letter
     WHERE agent_id = $1 AND outbox_id = $2 AND dead_letter_id > $3 ORDER BY dead_letter_id LIMIT $4`,
    [of.agentId, of.outboxId, of.afterLetterId, of.limit],
  );
  return rows;
}
