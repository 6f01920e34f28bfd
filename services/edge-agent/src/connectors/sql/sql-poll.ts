import type { AgentLog } from '../../agent/agent-log.js';
import type { Sink } from '../connector.js';
import { untilRoom } from '../until-room.js';
import type { OpenSource } from './open-source.js';
import { type ReadRow, type RowReader, readRow } from './row-reader.js';
import type { SeenRow, SeenRows } from './seen-rows.js';
import type { SqlOptions } from './sql-options.js';
import type { PageStart } from './sql-statements.js';

const PAGE_ROWS = 1000;
const KEYS_TOGETHER = 200;
const HOUR_MS = 3600_000;
/** For how long rows are remembered: the nightly count needs those of the day before. */
export const KEEP_MS = 72 * HOUR_MS;

/** How far a source has been read; stored in the outbox with the events. */
export interface SqlCheckpoint {
  /** Place up to which rows were read; see SourceOrder. */
  readonly at: number;
  /** Place where reading began. */
  readonly from: number;
  /** Of the column of orderBy; see ColumnKind. */
  readonly kind: string;
}

/** The name of a connector's checkpoint. */
export const checkpointOf = (name: string): string => `sql:${name}`;

export interface SqlPollParts {
  readonly options: SqlOptions;
  readonly sink: Sink;
  readonly reader: RowReader;
  readonly seen: SeenRows;
  readonly signal: AbortSignal;
  readonly log: AgentLog;
  /** Called after each page that had new rows. */
  readonly onPage: (newest: ReadRow, isLast: boolean) => void;
}

/** Reads what is new in a source, in the order of its time, and what may have changed. */
export class SqlPoll {
  readonly #parts: SqlPollParts;
  #rereadAtMs = Number.NEGATIVE_INFINITY;
  #vanished = 0;

  constructor(parts: SqlPollParts) {
    this.#parts = parts;
  }

  /** Open rows that the source deleted, since the start of the agent. */
  get vanished(): number {
    return this.#vanished;
  }

  /**
   * Reads from the overlap before the checkpoint to the newest row, in pages.
   * @param clockMs the source's clock
   * @returns the checkpoint then
   */
  async readNew(source: OpenSource, before: SqlCheckpoint, clockMs: number): Promise<SqlCheckpoint> {
    const { options, reader, sink, signal, onPage } = this.#parts;
    const { orderBy, session, statements } = source;
    const keepFrom = orderBy.placeOf(clockMs) - KEEP_MS;
    const first = orderBy.rereadFrom(before.at, clockMs, options.overlapSeconds * 1000);
    let start: PageStart = { from: orderBy.valueOf(Math.max(first, before.from)) };
    let reached = before;
    const name = checkpointOf(options.name);
    // Where reading began stays as it is from now on, also while there are no rows.
    if (sink.checkpoint(name) === undefined) sink.saveCheckpoint(name, JSON.stringify(before));
    for (;;) {
      signal.throwIfAborted();
      const rows = await session.rows(statements.page(start, PAGE_ROWS));
      const last = rows.at(-1);
      if (last === undefined) return reached;
      const read = rows.map((row) => readRow(source, row));
      // A row from the future must not move the checkpoint past rows that come later.
      const at = Math.max(reached.at, Math.min(read.at(-1)?.at ?? 0, orderBy.placeOf(clockMs)));
      const isMoved = at !== reached.at;
      reached = { ...reached, at };
      const checkpoint = { name, value: JSON.stringify(reached) };
      const fresh = await reader.take(read, keepFrom, isMoved ? checkpoint : undefined);
      const newest = fresh.at(-1);
      const isLast = rows.length < PAGE_ROWS;
      if (newest !== undefined) onPage(newest, isLast);
      if (isLast) return reached;
      start = { after: last };
    }
  }

  /**
   * Reads again the rows that the source may have added to since: they have no end yet. Those that are gone were
   * deleted.
   * @param clockMs the source's clock
   */
  async rereadOpen(source: OpenSource, clockMs: number): Promise<void> {
    const { options, seen, reader, signal } = this.#parts;
    if (options.rereadHours === 0 || clockMs - this.#rereadAtMs < options.rereadSeconds * 1000) return;
    this.#rereadAtMs = clockMs;
    const place = source.orderBy.placeOf(clockMs);
    const open = seen.open(place - options.rereadHours * HOUR_MS);
    for (let from = 0; from < open.length; from += KEYS_TOGETHER) {
      signal.throwIfAborted();
      const part = open.slice(from, from + KEYS_TOGETHER);
      const found = await this.rowsOf(source, part);
      await reader.take([...found.values()], place - KEEP_MS);
      await this.forgetDeleted(
        part.filter(({ key }) => !found.has(key)),
        clockMs,
      );
    }
  }

  /** Forgets rows that nothing asks for any more. @param clockMs the source's clock */
  forgetOld(source: OpenSource, clockMs: number): void {
    const { options, seen } = this.#parts;
    seen.prune(source.orderBy.placeOf(clockMs) - Math.max(KEEP_MS, options.rereadHours * HOUR_MS));
  }

  /** The rows of these keys that the source still has, by key. */
  async rowsOf(source: OpenSource, rows: readonly SeenRow[]): Promise<ReadonlyMap<string, ReadRow>> {
    const keys = rows.map(({ key }) => (JSON.parse(key) as (string | null)[]).map((value) => value ?? ''));
    const found = await source.session.rows(source.statements.byKeys(keys));
    return new Map(found.map((row) => readRow(source, row)).map((row) => [row.id, row]));
  }

  /** Rows that the source has deleted: their visits are voided where the agent's file says so, and named otherwise. */
  async forgetDeleted(rows: readonly SeenRow[], clockMs: number): Promise<void> {
    if (rows.length === 0) return;
    const { options, seen, sink, signal, log } = this.#parts;
    const visits = rows.flatMap(({ visit, isOpen }) => (isOpen && visit !== undefined ? [visit] : []));
    if (options.deletedRows === 'void')
      await untilRoom(
        () =>
          sink.record(
            visits.map((visit) => ({
              ...visit,
              occurredAtMs: clockMs,
              clock: options.mapping.input.clock,
              fact: { case: 'ticketVoided', value: { reason: 'deleted_in_source' } },
            })),
          ),
        signal,
      );
    seen.forget(rows.map(({ key }) => key));
    this.#vanished += visits.length;
    const shown = rows.slice(0, 5).map(({ key }) => key);
    log.warn(
      { connector: options.name, rows: rows.length, shown },
      options.deletedRows === 'void'
        ? 'The source deleted rows; the visits of those that were open are voided.'
        : 'The source deleted rows. Open visits among them stay open until the day ends; with deletedRows: void they ' +
            'are voided.',
    );
  }
}
