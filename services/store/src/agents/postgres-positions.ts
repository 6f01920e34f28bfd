import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import { type AgentPosition, type BatchChanges, PositionConflictError } from '../visits/processor-store.js';

interface PositionRow {
  agent_id: string;
  outbox_id: string;
  centre_key: number | null;
  last_seq: number;
  applied: number;
  duplicates: number;
  dead_letters: number;
  lost: number;
  redelivered: number;
  recorded_seq: number;
  last_event_at: Date | null;
  last_received_at: Date | null;
  heartbeat_seconds: number;
}

const COLUMNS =
  'agent_id, outbox_id, centre_key, last_seq, applied, duplicates, dead_letters, lost, redelivered, recorded_seq, last_event_at, last_received_at, heartbeat_seconds';

const positionOf = (row: PositionRow): AgentPosition => ({
  agentId: row.agent_id,
  outboxId: row.outbox_id,
  centreKey: row.centre_key ?? undefined,
  lastSeq: row.last_seq,
  applied: row.applied,
  duplicates: row.duplicates,
  deadLetters: row.dead_letters,
  lost: row.lost,
  redelivered: row.redelivered,
  recordedSeq: row.recorded_seq,
  lastEventAt: row.last_event_at?.getTime() ?? 0,
  lastReceivedAt: row.last_received_at?.getTime() ?? 0,
  heartbeatSeconds: row.heartbeat_seconds,
});

export async function readPositions(
  database: Database,
  keys?: readonly { agentId: string; outboxId: string }[],
): Promise<readonly AgentPosition[]> {
  const { rows } = await (keys === undefined
    ? database.query<PositionRow>(`SELECT ${COLUMNS} FROM mnara.agent_position`)
    : database.repeated<PositionRow>(
        `SELECT ${COLUMNS} FROM mnara.agent_position JOIN unnest($1::text[], $2::text[]) AS wanted(agent_id,
          outbox_id) USING (agent_id, outbox_id)`,
        [textArray(keys.map(({ agentId }) => agentId)), textArray(keys.map(({ outboxId }) => outboxId))],
      ));
  return rows.map(positionOf);
}

/** Compare and set: when another processor has changed a row, nothing matches and the whole batch is rolled back. */
const WRITE = `INSERT INTO mnara.agent_position AS kept (${COLUMNS})
  SELECT agent_id, outbox_id, centre_key, last_seq, applied, duplicates, dead_letters, lost, redelivered, recorded_seq,
    to_timestamp(last_event_at / 1000.0), to_timestamp(last_received_at / 1000.0), heartbeat_seconds
  FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::int[])
    AS new(${COLUMNS})
  ON CONFLICT (agent_id, outbox_id) DO UPDATE SET centre_key = excluded.centre_key, last_seq = excluded.last_seq,
    applied = excluded.applied, duplicates = excluded.duplicates,
    dead_letters = excluded.dead_letters, lost = excluded.lost, redelivered = excluded.redelivered, recorded_seq = excluded.recorded_seq,
    last_event_at = excluded.last_event_at, last_received_at = excluded.last_received_at, heartbeat_seconds = excluded.heartbeat_seconds
  WHERE (kept.agent_id, kept.outbox_id, kept.last_seq, kept.redelivered) IN (SELECT *
    FROM unnest($1::text[], $2::text[], $14::bigint[], $15::bigint[]))`;

/** @throws PositionConflictError when a position differs from what this processor wrote last */
export async function writePositions(tx: Database, positions: BatchChanges['positions']): Promise<void> {
  if (positions.length === 0) return;
  const sorted = [...positions].sort((left, right) =>
    `${left.after.agentId}|${left.after.outboxId}` < `${right.after.agentId}|${right.after.outboxId}` ? -1 : 1,
  );
  const after = sorted.map((position) => position.after);
  const { rowCount } = await tx.repeated(WRITE, [
    textArray(after.map((row) => row.agentId)),
    textArray(after.map((row) => row.outboxId)),
    numberArray(after.map((row) => row.centreKey)),
    numberArray(after.map((row) => row.lastSeq)),
    numberArray(after.map((row) => row.applied)),
    numberArray(after.map((row) => row.duplicates)),
    numberArray(after.map((row) => row.deadLetters)),
    numberArray(after.map((row) => row.lost)),
    numberArray(after.map((row) => row.redelivered)),
    numberArray(after.map((row) => row.recordedSeq)),
    numberArray(after.map((row) => (row.lastEventAt === 0 ? undefined : row.lastEventAt))),
    numberArray(after.map((row) => (row.lastReceivedAt === 0 ? undefined : row.lastReceivedAt))),
    numberArray(after.map((row) => row.heartbeatSeconds)),
    // A position that is new to this processor must not exist in the database: -1 matches no row.
    numberArray(sorted.map(({ before }) => before?.lastSeq ?? -1)),
    numberArray(sorted.map(({ before }) => before?.redelivered ?? -1)),
  ]);
  if (rowCount !== positions.length)
    throw new PositionConflictError(
      'Another processor has applied events of the same agents; the batch was rolled back.',
    );
}

/** Number of dead letters of all agents: those that are stored, plus those that the retention job has deleted. */
export async function countDeadLetters(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM mnara.dead_letter)
       + (SELECT coalesce(sum(n), 0) FROM mnara.dead_letter_deleted) AS n`,
  );
  return rows[0]?.n ?? 0;
}
