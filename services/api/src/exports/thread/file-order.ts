import type { LegClock } from '#store/visits/leg-record.js';
import type { NoteLine } from '../export-table.js';
import type { FileOptions } from '../file-options.js';
import type { RowKind } from '../sources/row-sources.js';
import type { NameLists } from '../sources/source-table.js';

/** What a thread makes a file of, beside its rows. */
export interface FileOrder {
  readonly kind: RowKind;
  readonly clock: LegClock;
  readonly options: FileOptions;
  readonly rowCount: number;
  readonly notes: readonly NoteLine[];
  readonly names: NameLists;
  /** The network's. */
  readonly timeZone: string;
}

/** To the thread: a batch of packed rows, the end of the rows, or that the client has taken a piece of the file. */
export type ToThread = { readonly rows: readonly string[] } | 'end' | 'taken';

/** From the thread: it can take a batch more, a piece of the file, or what is known after the last row. */
export type FromThread = 'more' | { readonly bytes: Uint8Array } | { readonly trailer: readonly NoteLine[] };
