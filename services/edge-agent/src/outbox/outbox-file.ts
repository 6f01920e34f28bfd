import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { OutboxFullError } from '../connectors/connector.js';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, event_id BLOB NOT NULL UNIQUE,
  recorded_at INTEGER NOT NULL, payload BLOB NOT NULL, import_id TEXT);
CREATE TABLE IF NOT EXISTS checkpoint (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rejection (outbox_id TEXT NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (outbox_id, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS connector (name TEXT PRIMARY KEY, health TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`;

const LOCK_TIMEOUT_MS = 500;

/** The prepared statements of an outbox. */
export interface Statements {
  readonly insert: StatementSync;
  readonly importOf: StatementSync;
  readonly forgetImport: StatementSync;
  readonly read: StatementSync;
  readonly setMeta: StatementSync;
  readonly setCheckpoint: StatementSync;
  readonly getCheckpoint: StatementSync;
  readonly setHealth: StatementSync;
  readonly reject: StatementSync;
  readonly forget: StatementSync;
  readonly rejections: StatementSync;
  readonly prune: StatementSync;
}

/**
 * Locks an outbox until the returned handle is closed or this process ends in any way. Without the lock, two agents
 * could assign the same seq. @throws Error that says how to fix it
 */
export function lockOutbox(path: string): DatabaseSync {
  let held: DatabaseSync;
  try {
    mkdirSync(dirname(path), { recursive: true });
    held = new DatabaseSync(`${path}.lock`, { timeout: LOCK_TIMEOUT_MS });
  } catch (error) {
    throw cannotOpen(path, error);
  }
  try {
    held.exec('BEGIN EXCLUSIVE');
    return held;
  } catch (error) {
    held.close();
    throw new Error(
      `The outbox ${path} is in use by another agent; stop that agent, or give this agent its own data folder.`,
      { cause: error },
    );
  }
}

/** Opens the file, or creates it. @throws Error that says how to fix it */
export function openOutboxFile(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { timeout: 5000 });
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304; PRAGMA ' +
        'cache_size = -512;',
    );
    db.exec(SCHEMA);
    // Outboxes of before imports had ids.
    const columns = db.prepare("SELECT name FROM pragma_table_info('event')").all();
    if (!columns.some(({ name }) => name === 'import_id')) db.exec('ALTER TABLE event ADD COLUMN import_id TEXT');
    return db;
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

function cannotOpen(path: string, error: unknown): Error {
  return new Error(
    `The outbox ${path} cannot be opened (${messageOf(error)}); configure a data folder that the agent may write to.`,
    { cause: error },
  );
}

/** Prepares the statements of an outbox. */
export function prepareStatements(db: DatabaseSync): Statements {
  return {
    insert: db.prepare(
      'INSERT INTO event (seq, event_id, recorded_at, payload, import_id) VALUES (?, ?, ?, ?, ?) ' +
        'ON CONFLICT (event_id) DO NOTHING',
    ),
    importOf: db.prepare('SELECT import_id FROM event WHERE event_id = ?'),
    forgetImport: db.prepare('UPDATE event SET event_id = randomblob(16) WHERE import_id = ?'),
    read: db.prepare('SELECT seq, payload FROM event WHERE seq > ? ORDER BY seq LIMIT ?'),
    setMeta: db.prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    setCheckpoint: db.prepare(
      'INSERT INTO checkpoint (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    setHealth: db.prepare('INSERT INTO connector (name, health, at) VALUES (?, ?, ?)'),
    getCheckpoint: db.prepare('SELECT value FROM checkpoint WHERE name = ?'),
    reject: db.prepare(
      'INSERT INTO rejection (outbox_id, seq, code, message, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    forget: db.prepare('UPDATE event SET event_id = randomblob(16) WHERE seq = ?'),
    rejections: db.prepare(
      'SELECT code, message, count(*) AS n FROM rejection WHERE outbox_id = ? AND seq > ? ' +
        'GROUP BY code, message ORDER BY n DESC, code, message LIMIT ?',
    ),
    prune: db.prepare(
      'DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE seq <= ? AND recorded_at < ? ORDER BY seq LIMIT ?)',
    ),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Converts SQLITE_FULL (13: the limit or the disk is full) and SQLITE_IOERR (10: the disk fails) into OutboxFullError;
 * returns other errors unchanged.
 */
export function asOutboxError(error: unknown, path: string): unknown {
  const code = (error as { errcode?: unknown }).errcode;
  const primary = typeof code === 'number' ? code & 0xff : undefined;
  if (primary !== 13 && primary !== 10) return error;
  return new OutboxFullError(
    `The outbox ${path} cannot grow (${messageOf(error)}); free space on this disk, or raise maxOutboxBytes.`,
    { cause: error },
  );
}
