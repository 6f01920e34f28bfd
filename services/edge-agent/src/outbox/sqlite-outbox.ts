import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { v4 as uuid } from 'uuid';
import { withSeq } from '../agent/encode-event.js';
import { type Checkpoint, OutboxFullError } from '../connectors/connector.js';
import type { Appended, Draft, NamedHealth, Outbox, OutboxCounts, Rejection, StoredEvent } from './outbox.js';
import { asOutboxError, lockOutbox, openOutboxFile, prepareStatements, type Statements } from './outbox-file.js';

/** Space that an event needs in addition to its payload: the row, two index entries, half-filled pages. */
const ROW_OVERHEAD_BYTES = 160;
const DAY_MS = 24 * 3600 * 1000;
/** Pages reserved for bookkeeping, so that a full outbox can still store acknowledgements. */
const RESERVE_PAGES = 64;
const PRUNE_AT_ONCE = 20_000;

export interface SqliteOutboxOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly retentionDays: number;
}

/** The id of a fact among those that an import has stated after others: 16 bytes. */
function idWithin(importId: string, eventId: Uint8Array): Uint8Array {
  const mask = createHash('sha256').update(importId).digest();
  return eventId.map((byte, place) => byte ^ (mask[place] ?? 0));
}

/**
 * The outbox in one SQLite file with a write-ahead log, a full flush to the disk for each append, and a maximum size.
 */
export class SqliteOutbox implements Outbox {
  readonly #lock: DatabaseSync;
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #options: SqliteOutboxOptions;
  readonly #pageBytes: number;
  #outboxId = '';
  #lastSeq = 0;
  #ackedSeq = 0;
  #savedAckedSeq = 0;
  #duplicates = 0;
  #rejected = 0;

  /**
   * Opens the file, or creates it with a new outboxId. @throws Error that says how to fix it when the folder is not
   * writable
   */
  constructor(options: SqliteOutboxOptions) {
    this.#options = options;
    this.#lock = lockOutbox(options.path);
    try {
      this.#db = openOutboxFile(options.path);
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    this.#pageBytes = this.#pragma('page_size');
    const pages = Math.floor(options.maxBytes / this.#pageBytes) + RESERVE_PAGES;
    this.#db.exec(`PRAGMA max_page_count = ${pages}`);
    this.#sql = prepareStatements(this.#db);
    this.#load();
  }

  #pragma(name: string): number {
    return Number(this.#db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  }

  #load(): void {
    const meta = new Map(
      this.#db
        .prepare('SELECT name, value FROM meta')
        .all()
        .map((row) => [String(row.name), String(row.value)]),
    );
    const known = meta.get('outbox_id');
    this.#outboxId = known ?? uuid();
    if (known === undefined) this.#sql.setMeta.run('outbox_id', this.#outboxId);
    this.#lastSeq = Number(meta.get('last_seq') ?? 0);
    this.#ackedSeq = this.#savedAckedSeq = Number(meta.get('acked_seq') ?? 0);
    this.#duplicates = Number(meta.get('duplicates') ?? 0);
    this.#rejected = Number(this.#db.prepare('SELECT count(*) AS n FROM rejection').get()?.n ?? 0);
  }

  outboxId(): string {
    return this.#outboxId;
  }

  lastSeq(): number {
    return this.#lastSeq;
  }

  ackedSeq(): number {
    return this.#ackedSeq;
  }

  pending(): number {
    return this.#lastSeq - this.#ackedSeq;
  }

  counts(): OutboxCounts {
    return {
      outboxId: this.#outboxId,
      lastSeq: this.#lastSeq,
      ackedSeq: this.#ackedSeq,
      pending: this.pending(),
      duplicates: this.#duplicates,
      rejected: this.#rejected,
      usedBytes: this.#usedBytes(),
      maxBytes: this.#options.maxBytes,
    };
  }

  #usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pageBytes;
  }

  /**
   * Makes room by deleting acknowledged events before their retention ends. @throws OutboxFullError when that is not
   * enough
   */
  #makeRoom(wanted: number): void {
    if (this.#usedBytes() + wanted <= this.#options.maxBytes) return;
    while (this.#delete(Number.MAX_SAFE_INTEGER) > 0) {
      if (this.#usedBytes() + wanted <= this.#options.maxBytes) return;
    }
    throw new OutboxFullError(
      `The outbox ${this.#options.path} is full: ${this.pending()} events wait for the gateway in ` +
        `${this.#usedBytes()} of ${this.#options.maxBytes} bytes. Fix the link to the gateway, or raise ` +
        'maxOutboxBytes.',
    );
  }

  append(drafts: readonly Draft[], checkpoints: readonly Checkpoint[], nowMs: number): Appended {
    if (drafts.length > 0)
      this.#makeRoom(drafts.reduce((sum, draft) => sum + draft.payload.byteLength + ROW_OVERHEAD_BYTES, 0));
    const isDuplicate: boolean[] = [];
    let seq = this.#lastSeq;
    let known = 0;
    this.#transaction(() => {
      for (const draft of drafts) {
        const isNew = this.#insert(seq + 1, draft.eventId, draft, nowMs);
        if (isNew || this.#restate(seq + 1, draft, nowMs)) seq += 1;
        isDuplicate.push(!isNew);
        known += isNew ? 0 : 1;
      }
      for (const { name, value } of checkpoints) this.#sql.setCheckpoint.run(name, value);
      this.#sql.setMeta.run('last_seq', String(seq));
      this.#sql.setMeta.run('duplicates', String(this.#duplicates + known));
      this.#saveAcked();
    });
    const accepted = seq - this.#lastSeq;
    this.#lastSeq = seq;
    this.#duplicates += known;
    return { accepted, isDuplicate };
  }

  #insert(seq: number, eventId: Uint8Array, { importId, payload }: Draft, nowMs: number): boolean {
    return this.#sql.insert.run(seq, eventId, nowMs, payload, importId ?? null).changes === 1;
  }

  /** Stores a known fact once more for an import that has not stated it. @returns whether it was stored */
  #restate(seq: number, draft: Draft, nowMs: number): boolean {
    const { eventId, importId } = draft;
    if (importId === undefined || this.#sql.importOf.get(eventId)?.import_id === importId) return false;
    return this.#insert(seq, idWithin(importId, eventId), draft, nowMs);
  }

  read(afterSeq: number, maxEvents: number, maxBytes: number): readonly StoredEvent[] {
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (const row of this.#sql.read.iterate(afterSeq, maxEvents)) {
      const payload = row.payload as Uint8Array;
      if (events.length > 0 && bytes + payload.byteLength > maxBytes) break;
      bytes += payload.byteLength;
      events.push({ seq: Number(row.seq), payload: withSeq(payload, Number(row.seq)) });
    }
    return events;
  }

  acknowledge(seq: number): void {
    const forgotten = seq < this.#ackedSeq;
    this.#ackedSeq = Math.min(seq, this.#lastSeq);
    // A higher seq is written with the next append or prune; if it is lost, the next Welcome repeats it.
    if (forgotten) this.#transaction(() => this.#saveAcked());
  }

  #saveAcked(): void {
    if (this.#savedAckedSeq === this.#ackedSeq) return;
    this.#sql.setMeta.run('acked_seq', String(this.#ackedSeq));
    this.#savedAckedSeq = this.#ackedSeq;
  }

  renumber(): void {
    const outboxId = uuid();
    const first = this.#ackedSeq;
    const pending = this.pending();
    this.#transaction(() => {
      this.#db.prepare('DELETE FROM event WHERE seq <= ?').run(first);
      // Negative numbers are used in between, so that no new seq collides with an old one.
      this.#db.prepare('UPDATE event SET seq = -(seq - ?)').run(first);
      this.#db.prepare('UPDATE event SET seq = -seq').run();
      this.#sql.setMeta.run('outbox_id', outboxId);
      this.#sql.setMeta.run('last_seq', String(pending));
      this.#sql.setMeta.run('acked_seq', '0');
    });
    this.#outboxId = outboxId;
    this.#lastSeq = pending;
    this.#ackedSeq = this.#savedAckedSeq = 0;
  }

  reject(seq: number, code: string, message: string, nowMs: number): boolean {
    let added = 0;
    this.#transaction(() => {
      added = Number(this.#sql.reject.run(this.#outboxId, seq, code, message, nowMs).changes);
      this.#sql.forget.run(seq);
    });
    this.#rejected += added;
    return added > 0;
  }

  forgetImport(importId: string): void {
    this.#transaction(() => this.#sql.forgetImport.run(importId));
  }

  rejections(afterSeq: number, limit: number): readonly Rejection[] {
    return this.#sql.rejections
      .all(this.#outboxId, afterSeq, limit)
      .map(({ code, message, n }) => ({ code: String(code), message: String(message), events: Number(n) }));
  }

  prune(nowMs: number): number {
    this.#saveAcked();
    return this.#delete(nowMs - this.#options.retentionDays * DAY_MS);
  }

  #delete(recordedBeforeMs: number): number {
    return Number(this.#sql.prune.run(this.#ackedSeq, recordedBeforeMs, PRUNE_AT_ONCE).changes);
  }

  checkpoint(name: string): string | undefined {
    const value = this.#sql.getCheckpoint.get(name)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  saveCheckpoint({ name, value }: Checkpoint): void {
    this.#sql.setCheckpoint.run(name, value);
  }

  saveHealth(connectors: readonly NamedHealth[], nowMs: number): void {
    this.#transaction(() => {
      this.#db.exec('DELETE FROM connector');
      for (const health of connectors) this.#sql.setHealth.run(health.name, JSON.stringify(health), nowMs);
    });
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#saveAcked();
    this.#db.close();
    this.#lock.close();
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw asOutboxError(error, this.#options.path);
    }
  }
}
