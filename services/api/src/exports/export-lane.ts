import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { remark } from '#domain/remark/remark.js';
import type { Database } from '#platform/postgres/database.js';
import { isReadTooSlow, readStoppably } from '#platform/postgres/stoppable-read.js';
import { type TurnLimits, Turns, turnKey } from '../kpi/turns.js';

/** Files that are read from the database at once, and how long one may take. */
export interface ExportLaneLimits extends TurnLimits {
  /** A file that takes longer is ended, seconds: until then its reading keeps old rows of the database alive. */
  readonly seconds: number;
}

const EXPORT_LANE: ExportLaneLimits = {
  atOnce: 2,
  perViewer: 1,
  waiting: 20,
  waitingPerViewer: 5,
  seconds: 1800,
};
/** Answers of questions that are held in memory until their client has taken the file. */
const TABLES: TurnLimits = { atOnce: 4, perViewer: 2, waiting: 40, waitingPerViewer: 10 };

const cancelled = (): RequestError => new RequestError('CANCELLED', remark('client_left'));

/** Connections that files need with these limits. */
export const EXPORT_CONNECTIONS = EXPORT_LANE.atOnce;
/** A statement fetches one batch, or counts; one that takes longer is ended. */
export const EXPORT_STATEMENT_MS = 120_000;

/**
 * Files that are read row by row, on connections of their own: no file takes one from a question, nor from the figures
 * of now.
 */
export class ExportLane {
  readonly #turns: Turns;

  readonly #tables = new Turns(TABLES);

  constructor(
    readonly database: Database,
    readonly limits: ExportLaneLimits = EXPORT_LANE,
  ) {
    this.#turns = new Turns(limits);
  }

  /** Waits until one of the few tables in memory may be made and sent. @throws RequestError BUSY, CANCELLED */
  async table<T>(viewer: Viewer, gone: AbortSignal, send: () => Promise<T>): Promise<T> {
    try {
      return await this.#tables.take(turnKey(viewer), gone, send);
    } catch (error) {
      throw gone.aborted ? cancelled() : error;
    }
  }

  /**
   * Waits for the turn, and reads at one moment. When the signal is aborted the statement ends in the database too.
   * @throws RequestError BUSY when too many wait, CANCELLED when the client has left, TOO_SLOW
   */
  async run<T>(
    viewer: Viewer,
    gone: AbortSignal,
    read: (reading: Database, end: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#turns.take(turnKey(viewer), gone, async () => {
        const end = AbortSignal.any([gone, AbortSignal.timeout(this.limits.seconds * 1000)]);
        return readStoppably(this.database, end, (reading) => read(reading, end));
      });
    } catch (error) {
      if (gone.aborted) throw cancelled();
      if (!isReadTooSlow(error)) throw error;
      throw new RequestError('TOO_SLOW', remark('file_too_slow', { minutes: this.limits.seconds / 60 }));
    }
  }
}
