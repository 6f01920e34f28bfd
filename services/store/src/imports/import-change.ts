import type { ImportReason } from '#domain/event.js';
import type { TimelineKey, VisitKey } from '../visits/record-keys.js';

/** An import: its id is unique among those of its agent. */
export interface ImportKey {
  readonly agentId: string;
  readonly importId: string;
}

/** A file of an import that was read to its end. */
export interface ImportFile {
  readonly name: string;
  readonly hash: string;
  readonly rows: number;
  readonly rejectedRows: number;
  readonly reasons: readonly ImportReason[];
  /** Unix milliseconds. */
  readonly readAt: number;
}

/** What an import states about one centre. Times are Unix milliseconds. */
export interface ImportedCentre {
  readonly centreKey: number;
  readonly events: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What a batch says of one import; undefined where it says nothing. Times are Unix milliseconds. */
export interface ImportChange extends ImportKey {
  /** The key of its records in the event log. */
  readonly logKey: string;
  readonly receivedAt: number;
  readonly started:
    | {
        readonly mapping: string;
        readonly mappingHash: string;
        readonly startedBy: string;
        readonly replaces: string | undefined;
        readonly at: number;
      }
    | undefined;
  readonly files: readonly ImportFile[];
  readonly endedAt: number | undefined;
  readonly centres: readonly ImportedCentre[];
  /** Some of its events state appointments or slots. */
  readonly hasAppointments: boolean;
  /** Events that arrived after the import was withdrawn: they have no effect. */
  readonly lateEvents: number;
  readonly withdrawn: { readonly by: string; readonly at: number; readonly claim: string } | undefined;
}

/** A part of an import that one transaction takes out. */
export interface WithdrawnPart extends ImportKey {
  /** The processor that withdraws. Another one that has taken over since has another claim. */
  readonly claim: string;
  /** Facts that only this import stated. */
  readonly removed: number;
}

/** A withdrawal that is not finished. */
export interface PendingWithdrawal extends ImportKey {
  readonly centres: readonly { readonly centreKey: number; readonly centreId: string }[];
}

/** What the processor reads and writes of imports outside of batches. */
export interface ImportReads {
  /** Imports that were withdrawn or are being withdrawn: their facts have no effect any more. */
  withdrawn(): Promise<readonly ImportKey[]>;
  /**
   * Takes over the withdrawals that are not finished. A processor that had them before cannot go on with them.
   * @param owns whether the records of a key go to this processor
   */
  claimWithdrawals(owns: (logKey: string) => boolean, claim: string): Promise<readonly PendingWithdrawal[]>;
  /** Visits of a centre with facts of the import, in order of their ids, after one of them. */
  visitsOf(importId: string, centreKey: number, after: string, limit: number): Promise<readonly VisitKey[]>;
  timelinesOf(
    importId: string,
    centreKey: number,
    after: TimelineKey | undefined,
    limit: number,
  ): Promise<readonly TimelineKey[]>;
  /** Everything of the import has left. @throws PositionConflictError when another processor has taken over */
  endWithdrawal(key: ImportKey, claim: string): Promise<void>;
}
