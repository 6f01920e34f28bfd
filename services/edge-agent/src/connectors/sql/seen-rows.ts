import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** What is remembered of a row of a source. */
export interface SeenRow {
  /** Values of the key's columns, as JSON. */
  readonly key: string;
  /** Its place in the order of the source; see SourceOrder. */
  readonly at: number;
  /** Of its contents: a row with another hash has changed. */
  readonly hash: string;
  /** Whether the source may still add to it. */
  readonly isOpen: boolean;
  /** The visit that it is of, as the mapping says. */
  readonly visit: SeenVisit | undefined;
}

export interface SeenVisit {
  readonly visitId: string;
  readonly legNo?: number | undefined;
  readonly centreId?: string | undefined;
  readonly ticketNo?: string | undefined;
  readonly serviceId?: string | undefined;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, at INTEGER NOT NULL, hash TEXT NOT NULL,
  open INTEGER NOT NULL, visit TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_at ON seen (at);
CREATE INDEX IF NOT EXISTS seen_open ON seen (at) WHERE open = 1;
`;

/**
 * The rows of a source that were read lately, in a file beside the outbox. A row is written only after its events are
 * in the outbox: after a power cut rows may be missing here, and are read again and recognised by their events.
 */
export class SeenRows {
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #set: StatementSync;

  /** @param path of the file, which is created */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 5000 });
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512;');
    this.#db.exec(SCHEMA);
    this.#get = this.#db.prepare('SELECT key, at, hash, open, visit FROM seen WHERE key = ?');
    this.#set = this.#db.prepare(
      'INSERT INTO seen (key, at, hash, open, visit) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET ' +
        'at = excluded.at, hash = excluded.hash, open = excluded.open, visit = excluded.visit',
    );
  }

  get(key: string): SeenRow | undefined {
    const row = this.#get.get(key);
    return row === undefined ? undefined : rowOf(row);
  }

  /** Remembers rows, all or none. */
  put(rows: readonly SeenRow[]): void {
    this.#db.exec('BEGIN');
    try {
      for (const { key, at, hash, isOpen, visit } of rows)
        this.#set.run(key, at, hash, isOpen ? 1 : 0, visit === undefined ? null : JSON.stringify(visit));
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  forget(keys: readonly string[]): void {
    const statement = this.#db.prepare('DELETE FROM seen WHERE key = ?');
    for (const key of keys) statement.run(key);
  }

  /** Rows that may still change, from a place on. */
  open(fromAt: number): readonly SeenRow[] {
    return this.#db
      .prepare('SELECT key, at, hash, open, visit FROM seen WHERE open = 1 AND at >= ? ORDER BY at')
      .all(fromAt)
      .map(rowOf);
  }

  /** The rows from one place up to another. */
  between(fromAt: number, untilAt: number): readonly SeenRow[] {
    return this.#db
      .prepare('SELECT key, at, hash, open, visit FROM seen WHERE at >= ? AND at < ?')
      .all(fromAt, untilAt)
      .map(rowOf);
  }

  count(fromAt: number, untilAt: number): number {
    return Number(this.#db.prepare('SELECT count(*) AS n FROM seen WHERE at >= ? AND at < ?').get(fromAt, untilAt)?.n);
  }

  /** Forgets rows before a place. */
  prune(beforeAt: number): void {
    this.#db.prepare('DELETE FROM seen WHERE at < ?').run(beforeAt);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

const rowOf = (row: Record<string, unknown>): SeenRow => ({
  key: String(row.key),
  at: Number(row.at),
  hash: String(row.hash),
  isOpen: row.open === 1,
  visit: typeof row.visit === 'string' ? (JSON.parse(row.visit) as SeenVisit) : undefined,
});
