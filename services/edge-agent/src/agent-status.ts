import { DatabaseSync } from 'node:sqlite';
import { outboxPath } from './outbox/outbox-path.js';

/**
 * The status of an agent as stored in its data folder, whether it is running or not. `ackedSeq` may be some seconds
 * behind a running agent.
 */
export interface StoredAgentStatus {
  readonly outboxId: string;
  readonly lastSeq: number;
  readonly ackedSeq: number;
  readonly pending: number;
  readonly duplicates: number;
  readonly rejections: readonly {
    readonly outboxId: string;
    readonly seq: number;
    readonly code: string;
    readonly message: string;
  }[];
}

const NEWEST_REJECTIONS = 100;

/** Reads the status of the agent from its data folder. @throws Error that says how to fix it when there is no outbox */
export function readAgentStatus(dataDir: string): StoredAgentStatus {
  const path = outboxPath(dataDir);
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(path, { readOnly: true });
  } catch (error) {
    throw new Error(`There is no outbox at ${path}; give the data folder of an agent that has been started before.`, {
      cause: error,
    });
  }
  try {
    const meta = new Map(
      db
        .prepare('SELECT name, value FROM meta')
        .all()
        .map((row) => [String(row.name), String(row.value)]),
    );
    const rejections = db
      .prepare('SELECT outbox_id, seq, code, message FROM rejection ORDER BY at DESC LIMIT ?')
      .all(NEWEST_REJECTIONS);
    const lastSeq = Number(meta.get('last_seq') ?? 0);
    const ackedSeq = Number(meta.get('acked_seq') ?? 0);
    return {
      outboxId: meta.get('outbox_id') ?? '',
      lastSeq,
      ackedSeq,
      pending: lastSeq - ackedSeq,
      duplicates: Number(meta.get('duplicates') ?? 0),
      rejections: rejections.map((row) => ({
        outboxId: String(row.outbox_id),
        seq: Number(row.seq),
        code: String(row.code),
        message: String(row.message),
      })),
    };
  } finally {
    db.close();
  }
}
