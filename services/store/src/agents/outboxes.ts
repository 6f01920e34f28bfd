import type { Database } from '#platform/postgres/database.js';

/** What an agent said of its outbox. */
export interface KnownOutbox {
  readonly agentId: string;
  readonly outboxId: string;
  /** Newest seq that the agent has recorded, as it said when it connected. */
  readonly recordedSeq: number;
  /** Events that the outbox had, and did not have when its agent connected again. */
  readonly lost: number;
}

/** A lower seq sooner than this after a higher one is an old Hello that came late, and says nothing. */
const HELLO_SECONDS = 60;

const IS_LOSS = `(excluded.recorded_seq < kept.recorded_seq
    AND excluded.said_at >= kept.said_at + interval '${HELLO_SECONDS} seconds')`;

/** What was applied is not lost, whatever the outbox still holds. */
const STILL_KNOWN = `greatest(excluded.recorded_seq, (SELECT last_seq FROM mnara.agent_position p
    WHERE p.agent_id = excluded.agent_id AND p.outbox_id = excluded.outbox_id))`;

const NOTE = `INSERT INTO mnara.outbox AS kept (agent_id, outbox_id, recorded_seq, said_at)
  VALUES ($1, $2, $3, to_timestamp($4 / 1000.0))
  ON CONFLICT (agent_id, outbox_id) DO UPDATE SET
    lost = kept.lost + CASE WHEN ${IS_LOSS} THEN greatest(0, kept.recorded_seq - ${STILL_KNOWN}) ELSE 0 END,
    recorded_seq = ${STILL_KNOWN}, said_at = excluded.said_at
  WHERE excluded.recorded_seq > kept.recorded_seq OR ${IS_LOSS}`;

/** Keeps what an agent says of its outbox, as `PositionReader.noteRecorded` describes. */
export async function noteOutbox(
  database: Database,
  agentId: string,
  outboxId: string,
  recordedSeq: number,
  nowMs: number,
): Promise<void> {
  await database.query(NOTE, [agentId, outboxId, recordedSeq, nowMs]);
}

/** All outboxes of which their agents have said something. */
export async function readOutboxes(database: Database): Promise<readonly KnownOutbox[]> {
  const { rows } = await database.query<KnownOutbox>(
    `SELECT agent_id AS "agentId", outbox_id AS "outboxId", recorded_seq::float8 AS "recordedSeq",
       lost::float8 AS lost FROM mnara.outbox`,
  );
  return rows;
}
