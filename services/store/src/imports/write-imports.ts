import { numberArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import { PositionConflictError } from '../visits/processor-store.js';
import type { ImportChange, WithdrawnPart } from './import-change.js';

const at = (place: number): string => `to_timestamp($${place} / 1000.0)`;

/** What is known stays: an import that is read again says the same. */
const WRITE_IMPORT = `INSERT INTO mnara.import AS kept (agent_id, import_id, log_key, first_received_at, mapping,
    mapping_hash, started_by, replaces, started_at, ended_at, events, late_events, withdrawn_by, withdrawal_at, claim,
    has_appointments)
  VALUES ($1, $2, $3, ${at(4)}, $5, $6, $7, $8, ${at(9)}, ${at(10)}, $11, $12, $13, ${at(14)}, $15, $16)
  ON CONFLICT (agent_id, import_id) DO UPDATE SET mapping = coalesce(kept.mapping, excluded.mapping),
    mapping_hash = coalesce(kept.mapping_hash, excluded.mapping_hash),
    started_by = coalesce(kept.started_by, excluded.started_by), replaces = coalesce(kept.replaces, excluded.replaces),
    started_at = coalesce(kept.started_at, excluded.started_at), ended_at = coalesce(excluded.ended_at, kept.ended_at),
    events = kept.events + excluded.events, late_events = kept.late_events + excluded.late_events,
    withdrawn_by = coalesce(kept.withdrawn_by, excluded.withdrawn_by),
    withdrawal_at = coalesce(kept.withdrawal_at, excluded.withdrawal_at),
    claim = coalesce(excluded.claim, kept.claim),
    has_appointments = kept.has_appointments OR excluded.has_appointments`;

const WRITE_FILE = `INSERT INTO mnara.import_file
    (agent_id, import_id, hash, name, rows, rejected_rows, reasons, read_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, ${at(8)})
  ON CONFLICT (agent_id, import_id, hash, name) DO UPDATE SET rows = excluded.rows,
    rejected_rows = excluded.rejected_rows, reasons = excluded.reasons, read_at = excluded.read_at`;

const WRITE_CENTRES = `INSERT INTO mnara.import_centre AS kept
    (agent_id, import_id, centre_key, events, first_at, last_at)
  SELECT $1, $2, centre_key, events, to_timestamp(first_at / 1000.0), to_timestamp(last_at / 1000.0)
  FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[]) AS new(centre_key, events, first_at, last_at)
  ON CONFLICT (agent_id, import_id, centre_key) DO UPDATE SET events = kept.events + excluded.events,
    first_at = least(kept.first_at, excluded.first_at), last_at = greatest(kept.last_at, excluded.last_at)`;

/** Writes what a batch says of imports. */
export async function writeImports(tx: Database, imports: readonly ImportChange[]): Promise<void> {
  for (const change of imports) {
    const { agentId, importId, started, withdrawn, centres } = change;
    await tx.repeated(WRITE_IMPORT, [
      agentId,
      importId,
      change.logKey,
      change.receivedAt,
      started?.mapping ?? null,
      started?.mappingHash ?? null,
      started?.startedBy ?? null,
      started?.replaces ?? null,
      started?.at ?? null,
      change.endedAt ?? null,
      centres.reduce((sum, { events }) => sum + events, 0),
      change.lateEvents,
      withdrawn?.by ?? null,
      withdrawn?.at ?? null,
      withdrawn?.claim ?? null,
      change.hasAppointments,
    ]);
    for (const { hash, name, rows, rejectedRows, reasons, readAt } of change.files)
      await tx.query(WRITE_FILE, [agentId, importId, hash, name, rows, rejectedRows, JSON.stringify(reasons), readAt]);
    if (centres.length === 0) continue;
    await tx.repeated(WRITE_CENTRES, [
      agentId,
      importId,
      numberArray(centres.map(({ centreKey }) => centreKey)),
      numberArray(centres.map(({ events }) => events)),
      numberArray(centres.map(({ firstAt }) => firstAt)),
      numberArray(centres.map(({ lastAt }) => lastAt)),
    ]);
  }
}

/** Counts a part of a withdrawal. @throws PositionConflictError when another processor has taken it over */
export async function writeWithdrawnPart(tx: Database, part: WithdrawnPart | undefined): Promise<void> {
  if (part === undefined) return;
  const { rowCount } = await tx.query(
    `UPDATE mnara.import SET removed = removed + $4 WHERE agent_id = $1 AND import_id = $2 AND claim = $3
       AND withdrawn_at IS NULL`,
    [part.agentId, part.importId, part.claim, part.removed],
  );
  if (rowCount !== 1)
    throw new PositionConflictError(`Another processor has taken over the withdrawal of import ${part.importId}.`);
}
