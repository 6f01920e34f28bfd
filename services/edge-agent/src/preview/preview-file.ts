import { basename } from 'node:path';
import { DateTime } from 'luxon';
import type { SourceEvent } from '../connectors/connector.js';
import type { SampleRow } from '../connectors/connector-kind.js';
import { fileRows } from '../connectors/file-drop/file-rows.js';
import type { RejectReason } from '../connectors/file-drop/rejects-file.js';
import { VisitOrder } from '../mapping/local-doubts.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { type Cells, hashOf } from '../mapping/row-context.js';
import { type MappedRow, RowMapper } from '../mapping/row-mapper.js';
import type { Preview, PreviewEvent, PreviewRow } from './preview.js';
import { type Sign, signOf } from './signs.js';
import { VisitCounts } from './visit-counts.js';

/** The names that a network has. */
export interface KnownNames {
  readonly centres: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

interface LookOptions {
  readonly mapping: Mapping;
  readonly secret: () => string;
  /** Undefined when there is no server to ask. */
  readonly known?: KnownNames | undefined;
  /** How many rows are looked at; default all. */
  readonly maxRows?: number | undefined;
  /** How many of the first rows are shown; default 10. */
  readonly shownRows?: number | undefined;
}

export interface PreviewOptions extends LookOptions {
  readonly path: string;
}

export interface PreviewRowsOptions extends LookOptions {
  /** What is read, for people. */
  readonly source: string;
  /** `{ row: file }` of the mapping. */
  readonly fileName: string;
  readonly rows: AsyncIterable<SampleRow>;
}

const FIRST_ROWS = 10;
/** Rows and contents that are compared; a larger file is compared in part, so that memory stays small. */
const MAX_HASHES = 200_000;
const MAX_CONTENTS = 1000;
const SHOWN_CONTENTS = 20;

/** Reads a file as an import would, and sends nothing. @throws FileError, MappingError */
export async function previewFile(options: PreviewOptions): Promise<Preview> {
  const { path, mapping } = options;
  const rows = fileRows(path, mapping, new RowMapper(mapping, options.secret));
  return previewRows({ ...options, source: path, fileName: basename(path), rows });
}

/** Maps rows as a connector would, and sends nothing. @throws MappingError, and what reading the rows throws */
export async function previewRows(options: PreviewRowsOptions): Promise<Preview> {
  const looking = new Looking(options);
  const { maxRows = Number.POSITIVE_INFINITY } = options;
  let isPartial = false;
  for await (const row of options.rows) {
    isPartial = looking.rowsRead >= maxRows;
    if (isPartial) break;
    looking.add(row);
  }
  return looking.preview(isPartial);
}

const bump = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

class Looking {
  rowsRead = 0;
  readonly #options: PreviewRowsOptions;
  readonly #mapper: RowMapper;
  readonly #visits: VisitCounts;
  readonly #order = new VisitOrder();
  readonly #rejects = new Map<string, RejectReason>();
  readonly #skipped: Record<string, number> = {};
  readonly #defects: Record<string, number> = {};
  readonly #rules: number[];
  readonly #first: PreviewRow[] = [];
  /** Contents of the row that is mapped now, by column, that no map lists. */
  readonly #ofRow = new Map<string, Set<string>>();
  readonly #unlisted = new Map<string, Map<string, number>>();
  readonly #hashes = new Set<string>();
  #columns: readonly string[] = [];
  #used = 0;
  #rejected = 0;
  #identical = 0;
  #withUnlisted = 0;
  #events = 0;
  #unknownCentre = 0;
  #unknownService = 0;

  constructor(options: PreviewRowsOptions) {
    this.#options = options;
    this.#mapper = new RowMapper(options.mapping, options.secret, (column, content) =>
      this.#ofRow.set(column, (this.#ofRow.get(column) ?? new Set()).add(content)),
    );
    this.#visits = new VisitCounts(options.mapping.input.timeZone);
    this.#rules = options.mapping.rows.map(() => 0);
  }

  /** Counts a content once for each row, whatever number of its events reads it. */
  #countUnlisted(): void {
    for (const [column, contents] of this.#ofRow) {
      const counts = this.#unlisted.get(column) ?? new Map<string, number>();
      this.#unlisted.set(column, counts);
      for (const content of contents)
        if (counts.has(content) || counts.size < MAX_CONTENTS) counts.set(content, (counts.get(content) ?? 0) + 1);
    }
    if (this.#ofRow.size > 0) this.#withUnlisted += 1;
    this.#ofRow.clear();
  }

  add(row: SampleRow): void {
    this.rowsRead += 1;
    if ('fault' in row) {
      this.#reject(row.line, row.fault.code, row.fault.reason);
      return;
    }
    if (this.rowsRead === 1) this.#columns = [...row.cells.keys()];
    this.#compare(row.cells);
    const place = { line: row.line, file: this.#options.fileName };
    const mapped = this.#mapper.map(row.cells, this.#order, place);
    this.#countUnlisted();
    this.#count(row.line, mapped);
    if (this.#first.length < (this.#options.shownRows ?? FIRST_ROWS)) this.#first.push(this.#shown(row.line, mapped));
  }

  #compare(cells: Cells): void {
    if (this.#hashes.size >= MAX_HASHES) return;
    const hash = hashOf(cells);
    if (this.#hashes.has(hash)) this.#identical += 1;
    this.#hashes.add(hash);
  }

  #reject(line: number, code: string, reason: string): void {
    this.#rejected += 1;
    const known = this.#rejects.get(code) ?? { line, code, reason, rows: 0 };
    this.#rejects.set(code, { ...known, rows: known.rows + 1 });
  }

  #count(line: number, mapped: MappedRow): void {
    if (mapped.kind === 'rejected') {
      this.#reject(line, mapped.code, mapped.reason);
      return;
    }
    this.#rules[mapped.rule] = (this.#rules[mapped.rule] ?? 0) + 1;
    for (const defect of mapped.defects) bump(this.#defects, defect);
    if (mapped.kind === 'skipped') bump(this.#skipped, mapped.reason);
    else {
      this.#used += 1;
      for (const event of mapped.events) this.#event(event);
    }
  }

  #event(event: SourceEvent): void {
    this.#events += 1;
    this.#visits.add(event);
    const { known } = this.#options;
    if (known === undefined) return;
    if (event.centreId !== undefined && !known.centres.has(event.centreId)) this.#unknownCentre += 1;
    const hasServices = known.services.size > 0 && event.serviceId !== undefined;
    if (hasServices && !known.services.has(event.serviceId ?? '')) this.#unknownService += 1;
  }

  #shown(line: number, mapped: MappedRow): PreviewRow {
    if (mapped.kind !== 'events') return { line, events: [], waitSeconds: undefined, withoutEvents: mapped.reason };
    const at = (kind: string): number | undefined => mapped.events.find(({ fact }) => fact.case === kind)?.occurredAtMs;
    const [issued, called] = [at('ticketIssued'), at('ticketCalled')];
    return {
      line,
      events: mapped.events.map((event) => this.#shownEvent(event)),
      waitSeconds: issued === undefined || called === undefined ? undefined : (called - issued) / 1000,
      withoutEvents: undefined,
    };
  }

  #shownEvent({ fact, occurredAtMs, visitId, serviceId, deskId }: SourceEvent): PreviewEvent {
    const local = DateTime.fromMillis(occurredAtMs, { zone: this.#options.mapping.input.timeZone });
    return {
      kind: fact.case.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      utc: new Date(occurredAtMs).toISOString(),
      local: local.toISO({ suppressMilliseconds: true }) ?? '',
      visit: visitId,
      service: serviceId,
      desk: deskId,
    };
  }

  #signs(): readonly Sign[] {
    return [
      ...this.#visits.signs(),
      ...signOf('identical_rows', this.#identical, this.rowsRead),
      ...signOf('unlisted_value', this.#withUnlisted, this.rowsRead),
      ...signOf('unknown_centre', this.#unknownCentre, this.#events),
      ...signOf('unknown_service', this.#unknownService, this.#events),
    ];
  }

  preview(isPartial: boolean): Preview {
    return {
      path: this.#options.source,
      rowsRead: this.rowsRead,
      isPartial,
      used: this.#used,
      rejected: this.#rejected,
      rejectReasons: [...this.#rejects.values()].sort((left, right) => right.rows - left.rows),
      skippedByReason: this.#skipped,
      defects: this.#defects,
      rowsByRule: this.#rules,
      firstRows: this.#first,
      waits: this.#visits.waits(),
      issuedByHour: this.#visits.issuedByHour,
      unlisted: [...this.#unlisted].map(([column, contents]) => ({ column, values: mostFrequent(contents) })),
      unusedColumns: this.#columns.filter((column) => !this.#mapper.columns.has(column)),
      signs: this.#signs(),
    };
  }
}

const mostFrequent = (contents: ReadonlyMap<string, number>): Preview['unlisted'][number]['values'] =>
  [...contents]
    .sort(([, left], [, right]) => right - left)
    .slice(0, SHOWN_CONTENTS)
    .map(([content, rows]) => ({ content, rows }));
