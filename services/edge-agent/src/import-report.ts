import type { FeedReport } from './connectors/file-drop/feed-file.js';
import type { OpenLegs } from './connectors/file-drop/open-legs.js';
import { mergeReasons, type RejectReason } from './connectors/file-drop/rejects-file.js';
import type { Rejection } from './outbox/outbox.js';

/** One file of an import. */
export interface FileReport extends FeedReport {
  readonly path: string;
  readonly checksum: string;
  /** Whether the same content was imported before, possibly under another name. */
  readonly wasImported: boolean;
}

/** The result of an import. */
export interface ImportReport {
  /** The id under which the import is listed, and can be withdrawn. */
  readonly importId: string;
  /** The import that this one has replaced. */
  readonly replaced?: string;
  readonly files: readonly FileReport[];
  readonly rowsRead: number;
  readonly eventsAccepted: number;
  readonly duplicates: number;
  /** Number of rows that were rejected; each is in a rejects file with its reason. */
  readonly rejected: number;
  readonly rejectsPaths: readonly string[];
  /** Number of events that the server did not use; they are in the dead letters. */
  readonly rejectedByGateway: number;
  /** Why it did not. */
  readonly gatewayReasons: readonly Rejection[];
  /** Why rows were rejected. */
  readonly rejectReasons: readonly RejectReason[];
  /** Legs that the files do not close, of each file by itself. */
  readonly openLegs: OpenLegs;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly defects: Readonly<Record<string, number>>;
  /** Number of events that the gateway has not acknowledged yet; 0 when the import is complete. */
  readonly pending: number;
}

/** Adds up the reports of all files of an import. */
export function totals(
  importId: string,
  files: readonly FileReport[],
  byGateway: { readonly events: number; readonly reasons: readonly Rejection[] },
  pending: number,
): ImportReport {
  const sum = (of: (file: FileReport) => number): number => files.reduce((total, file) => total + of(file), 0);
  return {
    importId,
    files,
    rowsRead: sum((file) => file.rowsRead),
    eventsAccepted: sum((file) => file.eventsAccepted),
    duplicates: sum((file) => file.duplicates),
    rejected: sum((file) => file.rejected),
    rejectsPaths: files.flatMap((file) => (file.rejectsPath === undefined ? [] : [file.rejectsPath])),
    rejectedByGateway: byGateway.events,
    gatewayReasons: byGateway.reasons,
    rejectReasons: mergeReasons(files.flatMap((file) => file.rejectReasons)),
    openLegs: {
      legs: sum((file) => file.openLegs.legs),
      called: sum((file) => file.openLegs.called),
      rated: sum((file) => file.openLegs.rated),
    },
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

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/**
 * Why an import cannot be taken for done: nothing of it was used, more than the given share of its rows was rejected,
 * or the gateway rejected events. Undefined when it is done.
 */
export function problemOf(report: ImportReport, maxRejectedShare: number): string | undefined {
  const { rowsRead, rejected, rejectedByGateway, skippedByReason } = report;
  if (rowsRead === 0) return 'The import read no rows: the files have a header and nothing else.';
  const skipped = Object.values(skippedByReason).reduce((sum, n) => sum + n, 0);
  if (rejectedByGateway > 0)
    return (
      `The server rejected ${rejectedByGateway} events; they are not counted. Fix the reason, then import the same ` +
      'files again: what was rejected is sent again, and the rest is recognised.'
    );
  if (rejected + skipped >= rowsRead) return 'No row gave an event.';
  if (rejected > rowsRead * maxRejectedShare)
    return (
      `${rejected} of ${rowsRead} rows were rejected, more than ${percent(maxRejectedShare)}; the others are ` +
      'imported. Correct the mapping or the rows and import again, or allow more with --max-rejected.'
    );
  return undefined;
}
