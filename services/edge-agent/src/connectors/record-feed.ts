import { VisitOrder } from '../mapping/local-doubts.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import type { Cells } from '../mapping/row-context.js';
import { type MappedRow, RowMapper } from '../mapping/row-mapper.js';
import { endsLeg } from '../mapping/unfollowed.js';
import type { Checkpoint, Sink, SourceEvent } from './connector.js';
import type { RejectedRecord, RejectedRecords } from './rejected-records.js';

/** A record of a source that is no file: a row of a database, a message, an object of an answer. */
export interface SourceRecord {
  /** Names it in its source, for people who look for it. */
  readonly id: string;
  readonly cells: Cells;
  /** What the connector knows to be doubtful (`derived`); sent with the record's first event and counted. */
  readonly defects?: readonly string[] | undefined;
}

/** What became of a record. */
export interface FedRecord {
  readonly id: string;
  readonly kind: 'used' | 'skipped' | 'rejected';
  /** Its events; none of a record that was rejected, also where only one of them was refused. */
  readonly events: readonly SourceEvent[];
  /** Whether the source may still add to it: it has no end of its visit, no event yet, or cannot be used as it is. */
  readonly isOpen: boolean;
}

export interface RecordFeedOptions {
  /** Of the connector; `{ row: file }` of a mapping. */
  readonly name: string;
  /** See loadRecordMapping. */
  readonly mapping: Mapping;
  readonly secret: () => string;
  readonly sink: Sink;
  readonly rejected: RejectedRecords;
  readonly now: () => number;
}

/**
 * Maps records and records their events. The same record gives the same events each time that it is read, so that it
 * does no harm to read it again.
 */
export class RecordFeed {
  readonly #options: RecordFeedOptions;
  readonly #mapper: RowMapper;

  /** @throws MappingError when the mapping contradicts itself or names something that it does not define */
  constructor(options: RecordFeedOptions) {
    this.#options = options;
    this.#mapper = new RowMapper(options.mapping, options.secret);
  }

  /** Every column that the mapping reads. */
  get columns(): ReadonlySet<string> {
    return this.#mapper.columns;
  }

  /**
   * Resolves when the events of all records and the checkpoint survive a power cut, in one transaction. Records that
   * cannot be used are in the file of rejected records, and cost no other.
   * @returns one answer for each record, in their order
   * @throws OutboxFullError when there is no room: nothing was recorded; see untilRoom
   */
  async add(records: readonly SourceRecord[], checkpoint?: Checkpoint): Promise<readonly FedRecord[]> {
    const mapped = records.map((record) => ({ record, row: this.#map(record) }));
    const events = mapped.flatMap(({ record, row }) => eventsOf(row).map((event) => ({ record, event })));
    const { refused } = await this.#options.sink.record(
      events.map(({ event }) => event),
      checkpoint,
    );
    const faults = new Map<SourceRecord, RejectedRecord>();
    for (const { record, row } of mapped)
      if (row.kind === 'rejected') faults.set(record, { id: record.id, code: row.code, reason: row.reason });
    for (const { index, fault } of refused) {
      const record = events[index]?.record;
      if (record !== undefined && !faults.has(record))
        faults.set(record, { id: record.id, code: fault.code, reason: fault.message });
    }
    this.#options.rejected.add([...faults.values()], this.#options.now());
    return mapped.map(({ record, row }) => fedOf(record, row, faults.has(record)));
  }

  #map({ cells, defects = [] }: SourceRecord): MappedRow {
    // An order of its own for each record: what a record means does not depend on what was read before it.
    const row = this.#mapper.map(cells, new VisitOrder(), { line: 0, file: this.#options.name });
    const [first, ...others] = row.kind === 'events' ? row.events : [];
    if (row.kind !== 'events' || first === undefined || defects.length === 0) return row;
    return { ...row, events: [{ ...first, defects: [...(first.defects ?? []), ...defects] }, ...others] };
  }
}

function eventsOf(row: MappedRow): readonly SourceEvent[] {
  if (row.kind === 'events') return row.events;
  return row.kind === 'skipped' && row.note !== undefined ? [row.note] : [];
}

function fedOf({ id }: SourceRecord, row: MappedRow, isRejected: boolean): FedRecord {
  if (isRejected || row.kind === 'rejected') return { id, kind: 'rejected', events: [], isOpen: true };
  if (row.kind === 'skipped') return { id, kind: 'skipped', events: eventsOf(row), isOpen: row.reason === 'no_event' };
  const isOfLeg = row.events.some(({ visitId }) => visitId !== undefined);
  return { id, kind: 'used', events: row.events, isOpen: isOfLeg && !row.events.some(({ fact }) => endsLeg(fact)) };
}
