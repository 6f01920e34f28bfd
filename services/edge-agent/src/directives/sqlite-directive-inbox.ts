import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { AnswerKind, Directive } from '#domain/directive/directive.js';
import type { DirectiveInbox, Held, PendingAnswer } from './directive-inbox.js';

const SCHEMA = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -128;
CREATE TABLE IF NOT EXISTS directive (id TEXT PRIMARY KEY, version INTEGER NOT NULL, sent_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  is_open INTEGER NOT NULL, is_reported INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (answer_id TEXT PRIMARY KEY, directive_id TEXT NOT NULL, kind TEXT NOT NULL,
  at INTEGER NOT NULL, answered_by TEXT NOT NULL,
  note TEXT NOT NULL) WITHOUT ROWID;
`;

/** Closed directives are deleted after this time, milliseconds. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

const TAKE = `INSERT INTO directive (id, version, sent_at, received_at, is_open, is_reported, content)
  VALUES (?, ?, ?, ?, ?, 0, ?)
  ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_open = excluded.is_open, content = excluded.content
    WHERE excluded.version > directive.version`;

/** Stores directives in a separate SQLite file, which is created with the first directive. */
export class SqliteDirectiveInbox implements DirectiveInbox {
  #db: DatabaseSync | undefined;

  /** @param path the file; its folder must exist */
  constructor(readonly path: string) {
    if (existsSync(path)) this.#open();
  }

  #open(): DatabaseSync {
    if (this.#db !== undefined) return this.#db;
    const db = new DatabaseSync(this.path, { timeout: 5000 });
    db.exec(SCHEMA);
    this.#db = db;
    return db;
  }

  #transaction(work: (db: DatabaseSync) => void): void {
    const db = this.#open();
    db.exec('BEGIN IMMEDIATE');
    try {
      work(db);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  take(directives: readonly Directive[], receivedAt: number): readonly Directive[] {
    if (directives.length === 0) return [];
    const changed: Directive[] = [];
    this.#transaction((db) => {
      const insert = db.prepare(TAKE);
      for (const one of directives) {
        const isOpen = one.closed === undefined ? 1 : 0;
        const { changes } = insert.run(one.id, one.version, one.sentAt, receivedAt, isOpen, JSON.stringify(one));
        if (changes === 1) changed.push(one);
      }
      db.prepare('DELETE FROM directive WHERE is_open = 0 AND is_reported = 1 AND sent_at < ?').run(
        receivedAt - KEPT_MS,
      );
    });
    return changed;
  }

  held(): readonly Held[] {
    const rows = this.#db
      ?.prepare('SELECT id, version, received_at FROM directive WHERE is_open = 1 OR is_reported = 0 ORDER BY sent_at')
      .all();
    return (rows ?? []).map((row) => ({
      directiveId: String(row.id),
      version: Number(row.version),
      receivedAt: Number(row.received_at),
    }));
  }

  reported(directiveIds: readonly string[]): void {
    if (directiveIds.length === 0 || this.#db === undefined) return;
    this.#db
      .prepare('UPDATE directive SET is_reported = 1 WHERE is_reported = 0 AND id IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(directiveIds));
  }

  answer({ answerId, directiveId, kind, at, by, note }: PendingAnswer): void {
    this.#open()
      .prepare('INSERT INTO answer (answer_id, directive_id, kind, at, answered_by, note) VALUES (?, ?, ?, ?, ?, ?)')
      .run(answerId, directiveId, kind, at, by, note);
  }

  answers(limit: number): readonly PendingAnswer[] {
    const rows = this.#db?.prepare('SELECT * FROM answer ORDER BY at, answer_id LIMIT ?').all(limit);
    return (rows ?? []).map((row) => ({
      answerId: String(row.answer_id),
      directiveId: String(row.directive_id),
      kind: String(row.kind) as AnswerKind,
      at: Number(row.at),
      by: String(row.answered_by),
      note: String(row.note),
    }));
  }

  taken(answerIds: readonly string[]): void {
    if (answerIds.length === 0 || this.#db === undefined) return;
    this.#db
      .prepare('DELETE FROM answer WHERE answer_id IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(answerIds));
  }

  list(): readonly Directive[] {
    const rows = this.#db?.prepare('SELECT content FROM directive ORDER BY sent_at DESC, id').all();
    return (rows ?? []).map((row) => JSON.parse(String(row.content)) as Directive);
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
  }
}
