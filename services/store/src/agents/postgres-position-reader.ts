import type { Database } from '#platform/postgres/database.js';
import type { PositionReader } from './agent-registry.js';
import { noteOutbox } from './outboxes.js';

/** Positions from mnara.agent_position, which the processor writes in the transaction that applies the events. */
export class PostgresPositionReader implements PositionReader {
  constructor(readonly db: Database) {}

  async lastSeq(agentId: string, outboxId: string): Promise<number> {
    const { rows } = await this.db.query<{ last_seq: number }>(
      'SELECT last_seq FROM mnara.agent_position WHERE agent_id = $1 AND outbox_id = $2',
      [agentId, outboxId],
    );
    return Number(rows[0]?.last_seq ?? 0);
  }

  noteRecorded(agentId: string, outboxId: string, recordedSeq: number, nowMs: number): Promise<void> {
    return noteOutbox(this.db, agentId, outboxId, recordedSeq, nowMs);
  }
}
