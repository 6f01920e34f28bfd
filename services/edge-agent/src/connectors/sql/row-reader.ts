import { recordCells } from '../../mapping/record-cells.js';
import { hashOf } from '../../mapping/row-context.js';
import type { Checkpoint } from '../connector.js';
import type { FedRecord, RecordFeed, SourceRecord } from '../record-feed.js';
import { untilRoom } from '../until-room.js';
import type { OpenSource } from './open-source.js';
import type { SeenRow, SeenRows, SeenVisit } from './seen-rows.js';
import type { SourceRow } from './source-session.js';

/** A row as it is read. */
export interface ReadRow extends SourceRecord {
  /** Values of the key, as JSON. */
  readonly id: string;
  readonly at: number;
}

/** The row as a record: its cells by column, named by its key. */
export function readRow(source: OpenSource, row: SourceRow): ReadRow {
  return {
    id: JSON.stringify(source.keyIndexes.map((index) => row[index] ?? null)),
    at: source.orderBy.atOf(row[0] ?? null),
    cells: recordCells(Object.fromEntries(source.columns.map((column, index) => [column, row[index]]))),
  };
}

export interface RowReaderOptions {
  readonly feed: RecordFeed;
  readonly seen: SeenRows;
  readonly signal: AbortSignal;
  readonly onFull: (error: Error) => void;
  /** Called when one key names two visits. */
  readonly onReused: (key: string, visits: readonly [string, string]) => void;
}

/**
 * Records the rows that are new or have changed, once each. Rows are remembered only after their events are on disk, so
 * that a crash in between costs a second reading and nothing else.
 */
export class RowReader {
  readonly #options: RowReaderOptions;

  constructor(options: RowReaderOptions) {
    this.#options = options;
  }

  /**
   * @param keepFrom place from which rows are remembered; open ones always are
   * @param checkpoint stored with the events
   * @returns the rows that were new or had changed
   */
  async take(rows: readonly ReadRow[], keepFrom: number, checkpoint?: Checkpoint): Promise<readonly ReadRow[]> {
    const { seen, feed, signal, onFull } = this.#options;
    const hashes = rows.map(({ cells }) => hashOf(cells));
    const known = rows.map(({ id }) => seen.get(id));
    const fresh = rows.flatMap((row, index) => {
      const hash = hashes[index] ?? '';
      return known[index]?.hash === hash ? [] : [{ row, hash, before: known[index] }];
    });
    if (fresh.length === 0 && checkpoint === undefined) return [];
    const records = fresh.map(({ row }) => row);
    const fed = await untilRoom(() => feed.add(records, checkpoint), signal, onFull);
    const remembered = fresh.map(({ row, hash, before }, index) => this.#seen(row, hash, fed[index], before));
    seen.put(
      remembered.filter(({ at, isOpen }, index) => isOpen || at >= keepFrom || fresh[index]?.before !== undefined),
    );
    return records;
  }

  #seen({ id, at }: ReadRow, hash: string, fed: FedRecord | undefined, before: SeenRow | undefined): SeenRow {
    const visit = visitOf(fed) ?? before?.visit;
    const earlier = before?.visit?.visitId;
    if (earlier !== undefined && visit !== undefined && earlier !== visit.visitId)
      this.#options.onReused(id, [earlier, visit.visitId]);
    return { key: id, at, hash, isOpen: fed?.isOpen ?? true, visit };
  }
}

function visitOf(fed: FedRecord | undefined): SeenVisit | undefined {
  const event = fed?.events.find(({ visitId }) => visitId !== undefined);
  if (event?.visitId === undefined) return undefined;
  const { visitId, legNo, centreId, ticketNo, serviceId } = event;
  return { visitId, legNo, centreId, ticketNo, serviceId };
}
