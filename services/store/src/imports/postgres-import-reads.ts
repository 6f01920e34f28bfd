import { textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import { PositionConflictError } from '../visits/processor-store.js';
import type { TimelineKey, VisitKey } from '../visits/record-keys.js';
import type { ImportKey, ImportReads, PendingWithdrawal } from './import-change.js';

/** Whether the text of stored facts names an import. Its id has no special characters, and is rare enough. */
const namesImport = (column: string, parameter: string): string =>
  `strpos(${column}, '"' || ${parameter}::text || '"') > 0`;

/**
 * Imports in PostgreSQL. Facts name their import, and an import the centres that it has facts of, so what belongs to it
 * is found by reading the legs of these centres once. No index and no column is needed for something so rare.
 */
export class PostgresImportReads implements ImportReads {
  constructor(readonly database: Database) {}

  async withdrawn(): Promise<readonly ImportKey[]> {
    const { rows } = await this.database.query<ImportKey>(
      'SELECT agent_id AS "agentId", import_id AS "importId" FROM mnara.import WHERE withdrawal_at IS NOT NULL',
    );
    return rows;
  }

  async claimWithdrawals(owns: (logKey: string) => boolean, claim: string): Promise<readonly PendingWithdrawal[]> {
    const pending = 'withdrawal_at IS NOT NULL AND withdrawn_at IS NULL';
    const { rows: open } = await this.database.query<{ key: string }>(
      `SELECT DISTINCT log_key AS key FROM mnara.import WHERE ${pending}`,
    );
    const owned = open.map(({ key }) => key).filter(owns);
    if (owned.length === 0) return [];
    await this.database.query(`UPDATE mnara.import SET claim = $1 WHERE ${pending} AND log_key = ANY ($2::text[])`, [
      claim,
      textArray(owned),
    ]);
    const { rows } = await this.database.query<PendingWithdrawal>(
      `SELECT agent_id AS "agentId", import_id AS "importId",
         coalesce((SELECT jsonb_agg(jsonb_build_object('centreKey', centre_key, 'centreId', centre_id)
             ORDER BY centre_key)
           FROM mnara.import_centre of JOIN mnara.centre USING (centre_key)
           WHERE of.agent_id = import.agent_id AND of.import_id = import.import_id), '[]') AS centres
       FROM mnara.import WHERE ${pending} AND claim = $1 ORDER BY withdrawal_at, import_id`,
      [claim],
    );
    return rows;
  }

  async visitsOf(importId: string, centreKey: number, after: string, limit: number): Promise<readonly VisitKey[]> {
    const { rows } = await this.database.query<{ visitId: string }>(
      `SELECT DISTINCT visit_id AS "visitId" FROM (
         SELECT visit_id FROM mnara.leg WHERE centre_key = $1 AND visit_id > $2 AND ${namesImport('facts', '$3')}
         ORDER BY visit_id, leg_no LIMIT $4) found ORDER BY visit_id`,
      [centreKey, after, importId, limit],
    );
    return rows.map(({ visitId }) => ({ centreKey, visitId }));
  }

  async timelinesOf(
    importId: string,
    centreKey: number,
    after: TimelineKey | undefined,
    limit: number,
  ): Promise<readonly TimelineKey[]> {
    const { rows } = await this.database.query<{ subject: string; day: string }>(
      `SELECT subject, day FROM mnara.timeline
       WHERE centre_key = $1 AND (subject, day) > ($2, $3::date) AND ${namesImport('facts', '$4')}
       ORDER BY subject, day LIMIT $5`,
      [centreKey, after?.subject ?? '', after?.day ?? '-infinity', importId, limit],
    );
    return rows.map(({ subject, day }) => ({ centreKey, subject, day }));
  }

  async endWithdrawal({ agentId, importId }: ImportKey, claim: string): Promise<void> {
    const { rowCount } = await this.database.query(
      `UPDATE mnara.import SET withdrawn_at = now() WHERE agent_id = $1 AND import_id = $2 AND claim = $3`,
      [agentId, importId, claim],
    );
    if (rowCount !== 1)
      throw new PositionConflictError(`Another processor has taken over the withdrawal of import ${importId}.`);
  }
}
