import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { AgentConfigError } from '../../agent-config-error.js';
import { type Connector, type ConnectorHealth, OutboxFullError, type Sink, type SourceProgress } from '../connector.js';
import type { ConnectorParts } from '../connector-kind.js';
import { RecordFeed } from '../record-feed.js';
import { RejectedRecords } from '../rejected-records.js';
import { countDay, type DayCount, dayToCount } from './hourly-count.js';
import { type OpenSource, openSource, SourceChangedError } from './open-source.js';
import { type ReadRow, RowReader } from './row-reader.js';
import { SeenRows } from './seen-rows.js';
import type { SqlOptions } from './sql-options.js';
import { titleOf } from './sql-options.js';
import { checkpointOf, type SqlCheckpoint, SqlPoll } from './sql-poll.js';

/** A source that could not be read for this long is silent, milliseconds; or for three polls, if that is longer. */
const SILENT_MS = 60_000;
const MIN_RETRY_MS = 1000;
/** A clock that differs by more is named in the health. */
const CLOCK_LIMIT_MS = 60_000;

interface Running {
  readonly sink: Sink;
  readonly seen: SeenRows;
  readonly poll: SqlPoll;
  readonly reader: RowReader;
  readonly rejected: RejectedRecords;
  readonly columns: ReadonlySet<string>;
}

/**
 * Follows a table or a query of a database that belongs to somebody else, with a session that can only read. Rows are
 * read in the order of a time and a key; docs/connectors.md says what becomes of rows that are committed late, changed,
 * or deleted.
 */
export class SqlConnector implements Connector {
  readonly kind = 'sql';
  readonly name: string;
  readonly #options: SqlOptions;
  readonly #parts: ConnectorParts;
  #running: Running | undefined;
  #repeating: Repeating | undefined;
  #source: OpenSource | undefined;
  #startedMs = 0;
  #readUpToMs: number | undefined;
  #contactMs: number | undefined;
  #lastRow: SourceProgress['lastRow'];
  #problem: { readonly message: string; readonly atMs: number } | undefined;
  #lastError: SourceProgress['lastError'];
  #clockDifferenceMs = 0;
  #reused: string | undefined;
  #count: DayCount | undefined;

  constructor(options: SqlOptions, parts: ConnectorParts) {
    this.#options = options;
    this.#parts = parts;
    this.name = options.name;
  }

  async start(sink: Sink, signal: AbortSignal): Promise<void> {
    const { name, mapping, everySeconds } = this.#options;
    const { secret, dataDir, now, log } = this.#parts;
    const rejected = new RejectedRecords(dataDir, name);
    const feed = new RecordFeed({ name, mapping, secret, sink, rejected, now });
    mkdirSync(dataDir, { recursive: true });
    const seen = new SeenRows(join(dataDir, `${name}.rows.db`));
    const reader = new RowReader({
      feed,
      seen,
      signal,
      onFull: (error) => this.#failed(error),
      onReused: (key, visits) => this.#keyReused(key, visits),
    });
    const onPage = (newest: ReadRow, isLast: boolean): void => this.#pageRead(newest, isLast);
    const poll = new SqlPoll({ options: this.#options, sink, reader, seen, signal, log, onPage });
    this.#running = { sink, seen, poll, reader, rejected, columns: feed.columns };
    this.#startedMs = now();
    await this.#firstOpen();
    const everyMs = everySeconds * 1000;
    this.#repeating = repeatEvery(
      { everyMs, afterFailureMs: Math.max(everyMs, MIN_RETRY_MS) },
      () => this.#pollUnless(signal),
      (error) => this.#failed(error),
    );
  }

  /** A database that is not there yet is tried again; a driver that is missing stops the start. */
  async #firstOpen(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (error instanceof AgentConfigError) {
        this.#running?.seen.close();
        throw error;
      }
      this.#failed(error);
    }
  }

  async #open(): Promise<OpenSource> {
    const columns = this.#running?.columns ?? new Set<string>();
    this.#source ??= await openSource(this.#options, columns, this.#checkpoint()?.kind);
    return this.#source;
  }

  async #close(): Promise<void> {
    const source = this.#source;
    this.#source = undefined;
    await source?.session.close().catch(() => undefined);
  }

  #checkpoint(): SqlCheckpoint | undefined {
    const stored = this.#running?.sink.checkpoint(checkpointOf(this.name));
    return stored === undefined ? undefined : (JSON.parse(stored) as SqlCheckpoint);
  }

  async #pollUnless(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#poll();
    } catch (error) {
      if (signal.aborted) return;
      await this.#close();
      // The columns are checked at once, so that a change of the source is named.
      if (!(error instanceof SourceChangedError)) await this.#open();
      throw error;
    }
  }

  async #poll(): Promise<void> {
    const { now } = this.#parts;
    const running = this.#running;
    if (running === undefined) return;
    const source = await this.#open();
    const startedMs = now();
    const clockMs = await source.session.nowMs();
    this.#contactMs = startedMs;
    this.#clockDifferenceMs = clockMs - startedMs;
    const before = startOf(source, this.#checkpoint(), this.#options, clockMs);
    await running.poll.readNew(source, before, clockMs);
    await running.poll.rereadOpen(source, clockMs);
    running.poll.forgetOld(source, clockMs);
    this.#readUpToMs = startedMs;
    this.#contactMs = startedMs;
    this.#problem = undefined;
    await this.#countYesterday(source, running, before.from, clockMs);
  }

  async #countYesterday(source: OpenSource, running: Running, fromAt: number, clockMs: number): Promise<void> {
    const name = `${checkpointOf(this.name)}:counted`;
    const { timeZone } = this.#options.mapping.input;
    const day = dayToCount(clockMs, timeZone, this.#options.countMinute, running.sink.checkpoint(name));
    if (day === undefined) return;
    const count = await countDay(source, day, fromAt, clockMs, { ...running, timeZone });
    running.sink.saveCheckpoint(name, day);
    this.#count = count;
    const { log } = this.#parts;
    const fields = { connector: this.name, day, rows: count.rows, mismatches: count.mismatches };
    if (count.mismatches.length === 0) log.info(fields, 'The source and what was read agree.');
    else log.warn(fields, 'The source had other rows than were read; the hours were read again.');
  }

  #pageRead(newest: ReadRow, isLast: boolean): void {
    const atMs = this.#source?.orderBy.momentOf(newest.at) ?? newest.at;
    this.#lastRow = { id: newest.id, atMs };
    // While history is read, the lag is the age of what has been read.
    if (!isLast) this.#readUpToMs = Math.max(this.#readUpToMs ?? 0, Math.min(atMs, this.#parts.now()));
    this.#contactMs = this.#parts.now();
  }

  #keyReused(key: string, [earlier, later]: readonly [string, string]): void {
    const said = this.#reused !== undefined;
    this.#reused =
      `The key ${key} named the visit ${earlier} and now names ${later}: numbers are used again. Add a column to "key" ` +
      'that tells them apart, such as the day.';
    if (!said) this.#parts.log.warn({ connector: this.name, key }, this.#reused);
  }

  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const message =
      error instanceof SourceChangedError || error instanceof OutboxFullError
        ? reason
        : `${titleOf(this.#options)} cannot be read (${reason.replaceAll(this.#options.url, '...')}); check the address, ` +
          'the rights of the user and the network. Reading goes on where it stopped.';
    const atMs = this.#parts.now();
    if (this.#problem?.message !== message) this.#parts.log.error({ connector: this.name }, message);
    this.#problem = { message, atMs };
    this.#lastError = this.#problem;
  }

  health(): ConnectorHealth {
    const { everySeconds } = this.#options;
    const nowMs = this.#parts.now();
    const silentAfterMs = Math.max(SILENT_MS, 3 * everySeconds * 1000);
    const warnings = this.#warnings();
    return {
      ok: this.#problem === undefined && warnings.length === 0,
      message:
        this.#problem?.message ?? [`Reads ${titleOf(this.#options)}.`, ...warnings, ...this.#counted()].join(' '),
      progress: {
        readUpToMs: this.#readUpToMs,
        lastRow: this.#lastRow,
        lastError: this.#lastError,
        isSilent: nowMs - (this.#contactMs ?? this.#startedMs) > silentAfterMs,
      },
    };
  }

  #warnings(): readonly string[] {
    const { rejected, poll } = this.#running ?? {};
    const seconds = Math.round(this.#clockDifferenceMs / 1000);
    const warnings: string[] = [];
    if (rejected !== undefined && rejected.count > 0)
      warnings.push(`${rejected.count} rows could not be used; see ${rejected.path}.`);
    if (this.#reused !== undefined) warnings.push(this.#reused);
    if (Math.abs(this.#clockDifferenceMs) > CLOCK_LIMIT_MS)
      warnings.push(
        `Its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this computer's; set the clocks.`,
      );
    if (poll !== undefined && poll.vanished > 0 && this.#options.deletedRows === 'report')
      warnings.push(`${poll.vanished} rows of open visits were deleted in the source.`);
    return warnings;
  }

  #counted(): readonly string[] {
    if (this.#count === undefined) return [];
    const { day, rows, mismatches } = this.#count;
    if (mismatches.length === 0) return [`All ${rows} rows of ${day} were read.`];
    const hours = mismatches.map(
      ({ hour, inSource, known, readNow, deleted }) =>
        `${hour}: ${inSource} in the source, ${known} read, ${readNow} read now, ${deleted} deleted`,
    );
    return [`The count of ${day} differed: ${hours.join('; ')}.`];
  }

  async stopped(): Promise<void> {
    await this.#repeating?.stop();
    await this.#close();
    this.#running?.seen.close();
  }
}

/**
 * Where reading begins: at the checkpoint; at the start of the source's day without one; and earlier when the agent's file
 * now names an earlier day. What is read a second time is recognised.
 */
export function startOf(
  { orderBy }: OpenSource,
  stored: SqlCheckpoint | undefined,
  { fromMs, mapping }: Pick<SqlOptions, 'fromMs' | 'mapping'>,
  clockMs: number,
): SqlCheckpoint {
  const dayMs = DateTime.fromMillis(clockMs, { zone: mapping.input.timeZone }).startOf('day').toMillis();
  const wanted = orderBy.placeOf(fromMs ?? dayMs);
  if (stored === undefined) return { at: wanted, from: wanted, kind: orderBy.kind };
  return fromMs !== undefined && wanted < stored.from ? { ...stored, at: wanted, from: wanted } : stored;
}
