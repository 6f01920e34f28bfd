import type { Database } from '#platform/postgres/database.js';
import type { AgentRegistry, KnownAgent } from './agent-registry.js';

interface Row {
  readonly agent_id: string;
  readonly centre_id: string | null;
  readonly key_hash: Buffer;
  readonly key_salt: Buffer;
  readonly revoked_at: Date | null;
}

const toAgent = (row: Row): KnownAgent => ({
  agentId: row.agent_id,
  centreId: row.centre_id ?? undefined,
  hash: row.key_hash,
  salt: row.key_salt,
  isRevoked: row.revoked_at !== null,
});

const SAVE = `
INSERT INTO mnara.agent (agent_id, centre_id, key_hash, key_salt, enrolled_at)
VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0))
ON CONFLICT (agent_id) DO UPDATE SET centre_id = excluded.centre_id, key_hash = excluded.key_hash, key_salt =
excluded.key_salt,
  enrolled_at = excluded.enrolled_at, revoked_at = NULL`;

const save = async (db: Database, agent: Omit<KnownAgent, 'isRevoked'>, nowMs: number): Promise<void> => {
  await db.query(SAVE, [
    agent.agentId,
    agent.centreId ?? null,
    Buffer.from(agent.hash),
    Buffer.from(agent.salt),
    nowMs,
  ]);
};

/** Agents and enrolments in mnara.agent and mnara.enrolment. */
export class PostgresAgentRegistry implements AgentRegistry {
  constructor(readonly db: Database) {}

  async find(agentId: string): Promise<KnownAgent | undefined> {
    const { rows } = await this.db.query<Row>(
      'SELECT agent_id, centre_id, key_hash, key_salt, revoked_at FROM mnara.agent WHERE agent_id = $1',
      [agentId],
    );
    return rows[0] === undefined ? undefined : toAgent(rows[0]);
  }

  save(agent: Omit<KnownAgent, 'isRevoked'>, nowMs: number): Promise<void> {
    return save(this.db, agent, nowMs);
  }

  async revoke(agentId: string, nowMs: number): Promise<void> {
    await this.db.query('UPDATE mnara.agent SET revoked_at = to_timestamp($2 / 1000.0) WHERE agent_id = $1', [
      agentId,
      nowMs,
    ]);
  }

  async saveEnrolment(codeHash: Uint8Array, centreId: string, expiresAtMs: number): Promise<void> {
    await this.db.query(
      'INSERT INTO mnara.enrolment (code_hash, centre_id, expires_at) VALUES ($1, $2, to_timestamp($3 / 1000.0))',
      [Buffer.from(codeHash), centreId, expiresAtMs],
    );
  }

  enrol(
    codeHash: Uint8Array,
    agentFor: (centreId: string) => Omit<KnownAgent, 'isRevoked'>,
    nowMs: number,
  ): Promise<KnownAgent | undefined> {
    return this.db.transaction(async (tx) => {
      const { rows } = await tx.query<{ centre_id: string }>(
        `UPDATE mnara.enrolment SET used_at = to_timestamp($2 / 1000.0)
         WHERE code_hash = $1 AND used_at IS NULL AND expires_at > to_timestamp($2 / 1000.0) RETURNING centre_id`,
        [Buffer.from(codeHash), nowMs],
      );
      if (rows[0] === undefined) return undefined;
      const agent = agentFor(rows[0].centre_id);
      await save(tx, agent, nowMs);
      return { ...agent, isRevoked: false };
    });
  }
}
