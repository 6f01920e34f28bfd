import type { FeedReport } from './connectors/file-drop/feed-file.js';

/** One file of an import. */
export interface FileReport extends FeedReport {
  readonly path: string;
  readonly checksum: string;
  /** Whether the same content was imported before, possibly under another name. */
  readonly wasImported: boolean;
}

/** The result of an import. */
export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly rowsRead: number;
  readonly eventsAccepted: number;
  readonly duplicates: number;
  /** Number of rows that were rejected; each is in a rejects file with its reason. */
  readonly rejected: number;
  readonly rejectsPaths: readonly string[];
  /** Number of events that the gateway rejected; they are in the dead letters. */
  readonly rejectedByGateway: number;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly defects: Readonly<Record<string, number>>;
  /** Number of events that the gateway has not acknowledged yet; 0 when the import is complete. */
  readonly pending: number;
}

/** Adds up the reports of all files of an import. */
export function totals(files: readonly FileReport[], rejectedByGateway: number, pending: number): ImportReport {
  const sum = (of: (file: FileReport) => number): number => files.reduce((total, file) => total + of(file), 0);
  return {
    files,
    rowsRead: sum((file) => file.rowsRead),
    eventsAccepted: sum((file) => file.eventsAccepted),
    duplicates: sum((file) => file.duplicates),
    rejected: sum((file) => file.rejected),
    rejectsPaths: files.flatMap((file) => (file.rejectsPath === undefined ? [] : [file.rejectsPath])),
    rejectedByGateway,
    skippedByReason: addUp(files.map((file) => file.skipped)),
    defects: addUp(files.map((file) => file.defects)),
    pending,
  };
}

function addUp(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const one of counts) for (const [name, n] of Object.entries(one)) total[name] = (total[name] ?? 0) + n;
  return total;
}
