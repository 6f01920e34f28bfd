import { basename } from 'node:path';
import { VisitOrder } from '../../mapping/local-doubts.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import type { RowMapper } from '../../mapping/row-mapper.js';
import type { OutboxFullError, Recorded, Sink, SourceEvent } from '../connector.js';
import { untilRoom } from '../until-room.js';
import type { FileRow } from './file-row.js';
import { fileRows } from './file-rows.js';
import { NAMED_NOTHING, type NamedThings, NamedThingsCount } from './named-things.js';
import { NO_OPEN_LEGS, type OpenLegs, OpenLegsCount } from './open-legs.js';
import { type RejectReason, RejectsFile } from './rejects-file.js';

/** What became of a file's rows: rowsRead = rows that gave events + rejected + the sum of skipped. */
export interface FeedReport {
  readonly rowsRead: number;
  readonly eventsAccepted: number;
  readonly duplicates: number;
  /** Rows that could not be used, or gave an event that no server would take. */
  readonly rejected: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** Rows by what the mapping found wrong with them; they were used all the same. */
  readonly defects: Readonly<Record<string, number>>;
  /** The services and desks that the file's events name; empty until the file has ended. */
  readonly named: NamedThings;
  /** Legs that the file does not close; none until the file has ended. */
  readonly openLegs: OpenLegs;
  /** Why rows were rejected. */
  readonly rejectReasons: readonly RejectReason[];
  /** Undefined when nothing was rejected. */
  readonly rejectsPath: string | undefined;
}

export interface FeedOptions {
  readonly path: string;
  /** `{ row: file }` of the mapping; default: the name of the file. */
  readonly fileName?: string | undefined;
  readonly mapping: Mapping;
  readonly mapper: RowMapper;
  readonly sink: Sink;
  readonly rejectsPath: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (report: FeedReport) => void;
  /** Called while the outbox has no room. */
  readonly onFull?: (error: OutboxFullError) => void;
}

const ROWS_TOGETHER = 500;

interface PendingRow {
  readonly line: number;
  readonly events: readonly SourceEvent[];
  /** The reason that it is counted under, of a row that states no fact. */
  readonly skippedAs?: string;
}

/** Reads a file into the sink, some rows at a time. @throws FileError, or the signal's reason when it is aborted */
export async function feedFile(options: FeedOptions): Promise<FeedReport> {
  const feed = new Feed(options);
  try {
    for await (const row of fileRows(options.path, options.mapping, options.mapper)) await feed.add(row);
    await feed.flush();
    return { ...feed.report(), ...feed.whole() };
  } finally {
    await feed.close();
  }
}

class Feed {
  readonly #options: FeedOptions;
  readonly #file: string;
  readonly #rejects: RejectsFile;
  readonly #named = new NamedThingsCount();
  readonly #legs = new OpenLegsCount();
  readonly #order = new VisitOrder();
  readonly #skipped: Record<string, number> = {};
  readonly #defects: Record<string, number> = {};
  #rows: PendingRow[] = [];
  #rowsRead = 0;
  #accepted = 0;
  #duplicates = 0;

  constructor(options: FeedOptions) {
    this.#file = options.fileName ?? basename(options.path);
    this.#options = options;
    this.#rejects = new RejectsFile(options.rejectsPath);
  }

  async add(row: FileRow): Promise<void> {
    this.#rowsRead += 1;
    if ('fault' in row) return this.#rejects.add({ line: row.line, ...row.fault });
    const mapped = this.#options.mapper.map(row.cells, this.#order, { line: row.line, file: this.#file });
    if (mapped.kind === 'rejected')
      return this.#rejects.add({ line: row.line, code: mapped.code, reason: mapped.reason });
    for (const defect of mapped.defects) this.#defects[defect] = (this.#defects[defect] ?? 0) + 1;
    if (mapped.kind === 'skipped') {
      this.#skipped[mapped.reason] = (this.#skipped[mapped.reason] ?? 0) + 1;
      if (mapped.note !== undefined)
        this.#rows.push({ line: row.line, events: [mapped.note], skippedAs: mapped.reason });
    } else {
      for (const event of mapped.events) {
        this.#named.add(event);
        this.#legs.add(event);
      }
      this.#rows.push({ line: row.line, events: mapped.events });
    }
    if (this.#rows.length >= ROWS_TOGETHER) await this.flush();
  }

  async flush(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length === 0) return;
    const recorded = await this.#record(rows.flatMap((row) => row.events));
    this.#accepted += recorded.accepted;
    this.#duplicates += recorded.duplicates;
    if (recorded.refused.length > 0) await this.#refuse(rows, recorded.refused);
    this.#options.onProgress?.(this.report());
  }

  /** A full outbox makes the file wait; nothing of it is lost. */
  #record(events: readonly SourceEvent[]): Promise<Recorded> {
    const { sink, signal, onFull } = this.#options;
    return untilRoom(() => sink.record(events), signal, onFull);
  }

  /** One line in the rejects file for a row, whatever number of its events was refused. */
  async #refuse(rows: readonly PendingRow[], refused: Recorded['refused']): Promise<void> {
    const ofEvent = rows.flatMap((row) => row.events.map(() => row));
    const seen = new Set<PendingRow>();
    for (const { index, fault } of refused) {
      const row = ofEvent[index];
      if (row === undefined || seen.has(row)) continue;
      seen.add(row);
      // Rejected now, so no longer skipped: every row is in one count.
      const { line, skippedAs } = row;
      if (skippedAs !== undefined) this.#skipped[skippedAs] = (this.#skipped[skippedAs] ?? 0) - 1;
      await this.#rejects.add({ line, code: fault.code, reason: fault.message });
    }
  }

  /** What is known when the file has ended. */
  whole(): Pick<FeedReport, 'named' | 'openLegs'> {
    return { named: this.#named.report(), openLegs: this.#legs.report() };
  }

  report(): FeedReport {
    return {
      rowsRead: this.#rowsRead,
      eventsAccepted: this.#accepted,
      duplicates: this.#duplicates,
      rejected: this.#rejects.count,
      skipped: { ...this.#skipped },
      defects: { ...this.#defects },
      named: NAMED_NOTHING,
      openLegs: NO_OPEN_LEGS,
      rejectReasons: this.#rejects.reasons,
      rejectsPath: this.#rejects.count === 0 ? undefined : this.#rejects.path,
    };
  }

  close(): Promise<void> {
    return this.#rejects.close();
  }
}
