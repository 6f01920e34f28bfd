import { DatabaseSync } from 'node:sqlite';
import { lagSeconds } from './connectors/connector.js';
import type { NamedHealth } from './outbox/outbox.js';
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
  /** The connectors as they were at `seenAtMs`, some seconds ago in an agent that runs. */
  readonly connectors: readonly StoredConnectorStatus[];
}

/** The status of a connector as the agent stored it. */
export interface StoredConnectorStatus extends NamedHealth {
  readonly seenAtMs: number;
  /** Seconds for which the source may have stated something that is not recorded, at `nowMs`. */
  readonly lagSeconds: number | undefined;
}

const NEWEST_REJECTIONS = 100;

/**
 * Reads the status of the agent from its data folder. @param nowMs from which the lag of connectors is counted
 * @throws Error that says how to fix it when there is no outbox
 */
export function readAgentStatus(dataDir: string, nowMs: number): StoredAgentStatus {
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
      connectors: connectorsOf(db, nowMs),
    };
  } finally {
    db.close();
  }
}

/** None in a folder that an older version wrote. */
function connectorsOf(db: DatabaseSync, nowMs: number): readonly StoredConnectorStatus[] {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'connector'").get();
  if (table === undefined) return [];
  return db
    .prepare('SELECT health, at FROM connector ORDER BY name')
    .all()
    .map((row) => {
      const health = JSON.parse(String(row.health)) as NamedHealth;
      const lag = health.progress === undefined ? undefined : lagSeconds(health.progress, nowMs);
      return { ...health, seenAtMs: Number(row.at), lagSeconds: lag };
    });
}
