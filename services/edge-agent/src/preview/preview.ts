import type { RejectReason } from '../connectors/file-drop/rejects-file.js';
import type { Sign } from './signs.js';

/** An event as it will be understood. */
export interface PreviewEvent {
  readonly kind: string;
  readonly utc: string;
  /** By the clock of input.timeZone. */
  readonly local: string;
  readonly visit: string | undefined;
  readonly service: string | undefined;
  readonly desk: string | undefined;
}

/** One of the first rows: its events, or why it has none. */
export interface PreviewRow {
  readonly line: number;
  readonly events: readonly PreviewEvent[];
  readonly waitSeconds: number | undefined;
  readonly withoutEvents: string | undefined;
}

/** Contents of a column that its `map` does not list, the most frequent ones. */
export interface UnlistedValues {
  readonly column: string;
  readonly values: readonly { readonly content: string; readonly rows: number }[];
}

/** Waits of the visits that have one, seconds. */
export interface Waits {
  readonly visits: number;
  readonly negative: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** What a file says by a mapping, without sending anything. */
export interface Preview {
  /** The file, or what a connector reads. */
  readonly path: string;
  readonly rowsRead: number;
  /** Whether the file has more rows than were looked at. */
  readonly isPartial: boolean;
  /** Rows that give events. */
  readonly used: number;
  readonly rejected: number;
  readonly rejectReasons: readonly RejectReason[];
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly defects: Readonly<Record<string, number>>;
  /** Rows by the rule that they match, in the order of the mapping. */
  readonly rowsByRule: readonly number[];
  readonly firstRows: readonly PreviewRow[];
  readonly waits: Waits | undefined;
  /** Visits by the local hour of their issue, 0 to 23. */
  readonly issuedByHour: readonly number[];
  readonly unlisted: readonly UnlistedValues[];
  /** Columns of the file that the mapping does not read. */
  readonly unusedColumns: readonly string[];
  readonly signs: readonly Sign[];
}
