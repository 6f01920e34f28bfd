import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { isMeasure } from '#domain/kpi/counts.js';
import type { Database } from '#platform/postgres/database.js';
import { isStatementEnded, readStoppably } from '#platform/postgres/stoppable-read.js';
import type { KpiPlan } from './kpi-plan.js';
import { KPI_LIMITS } from './kpi-size.js';
import { type TurnLimits, Turns } from './turns.js';

/** Who takes turns with whom. */
export type Lane = 'short' | 'long';

/** How questions share the database. Their pool needs a connection for each question at once. */
export interface QuestionLimits {
  readonly short: TurnLimits;
  readonly long: TurnLimits;
  /** A question that takes longer, its wait not counted, is ended. */
  readonly seconds: number;
}

export const QUESTION_LIMITS: QuestionLimits = {
  short: { atOnce: 2, perViewer: 1, waiting: 200, waitingPerViewer: 40 },
  long: { atOnce: 3, perViewer: 2, waiting: 60, waitingPerViewer: 10 },
  seconds: 30,
};
/** Connections that questions need with these limits. */
export const QUESTION_CONNECTIONS = QUESTION_LIMITS.short.atOnce + QUESTION_LIMITS.long.atOnce;

const DAY_MS = 86_400_000;
const SHORT_DAYS = 32;
/** A day can have 25 hours. */
const SHORT_LEGS_MS = 25 * 3_600_000;

/** Short is what the rollups answer for a month, and single legs for a day. */
export function laneOf({ needs, countSource, spreadSource, from, to }: KpiPlan): Lane {
  const readsLegs =
    countSource === 'legs' || needs.has('idle') || (spreadSource === 'legs' && [...needs].some(isMeasure));
  return to - from <= (readsLegs ? SHORT_LEGS_MS : SHORT_DAYS * DAY_MS) ? 'short' : 'long';
}

/** Figures that one request may still ask for: several tables of one request are as large as one. */
export class FigureBudget {
  #left: number = KPI_LIMITS.figures;

  /** @throws RequestError TOO_MUCH */
  spend(figures: number): void {
    this.#left -= figures;
    if (this.#left >= 0) return;
    throw new RequestError(
      'TOO_MUCH',
      `The tables of this request have more than ${KPI_LIMITS.figures} figures together; send several requests.`,
    );
  }
}

/** Who asks, and until when anybody waits for the answer. */
export interface Asking {
  readonly viewer: Viewer;
  /** Aborted when the client has left. */
  readonly gone: AbortSignal;
}

/**
 * Questions of evaluators, on connections of their own: at most so many at once, turn by turn of the viewers, each for
 * a
 * bounded time. What nobody waits for any more ends in the database too.
 */
export class Questions {
  readonly #lanes: Readonly<Record<Lane, Turns>>;

  constructor(
    readonly database: Database,
    readonly limits: QuestionLimits = QUESTION_LIMITS,
  ) {
    this.#lanes = { short: new Turns(limits.short), long: new Turns(limits.long) };
  }

  /**
   * Waits for the turn and reads.
   * @throws RequestError BUSY when too many wait, TOO_SLOW when it takes too long, CANCELLED when the client has left
   */
  async ask<T>(lane: Lane, { viewer, gone }: Asking, read: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await this.#lanes[lane].take(viewer.tokenId ?? viewer.name, gone, () => {
        const end = AbortSignal.any([gone, AbortSignal.timeout(this.limits.seconds * 1000)]);
        return readStoppably(this.database, end, read);
      });
    } catch (error) {
      if (gone.aborted) throw new RequestError('CANCELLED', 'The client left before the answer was there.');
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      if (isLate || isStatementEnded(error)) throw this.#tooSlow();
      throw error;
    }
  }

  #tooSlow(): RequestError {
    return new RequestError(
      'TOO_SLOW',
      `The database needed more than ${this.limits.seconds} s for this question, so it was stopped. Ask for a ` +
        'shorter period, longer steps (month instead of day), fewer places or KPIs, or without exact and split.',
    );
  }
}
