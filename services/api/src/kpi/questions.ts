import { availableParallelism } from 'node:os';
import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { isMeasure } from '#domain/kpi/counts.js';
import { remark } from '#domain/remark/remark.js';
import type { Database } from '#platform/postgres/database.js';
import { isReadTooSlow, readStoppably } from '#platform/postgres/stoppable-read.js';
import type { KpiPlan } from './kpi-plan.js';
import { KPI_LIMITS } from './kpi-size.js';
import { type TurnLimits, Turns, turnKey } from './turns.js';

/** Who takes turns with whom. */
export type Lane = 'short' | 'long';

/** How questions share the database. Their pool needs a connection for each question at once. */
export interface QuestionLimits {
  readonly short: TurnLimits;
  readonly long: TurnLimits;
  /** A question that takes longer, its wait not counted, is ended. */
  readonly seconds: number;
}

/**
 * Limits on a machine with so many cores. One core is left to the figures of now, which share the machine with the
 * database in the small shapes: on two cores, five questions at once made the wall's p99 five times as long, two of
 * them three times (`npm run bench -- wall-beside-questions`).
 */
export function questionLimits(cores: number): QuestionLimits {
  const atOnce = (most: number): number => Math.min(most, Math.max(1, cores - 1));
  return {
    short: { atOnce: atOnce(2), perViewer: 1, waiting: 200, waitingPerViewer: 40 },
    long: { atOnce: atOnce(3), perViewer: 2, waiting: 60, waitingPerViewer: 10 },
    seconds: 30,
  };
}

export const QUESTION_LIMITS: QuestionLimits = questionLimits(availableParallelism());
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
    throw new RequestError('TOO_MUCH', remark('request_too_large', { limit: KPI_LIMITS.figures }));
  }
}

/** A request that asks, and until when anybody waits for the answer. */
export interface Asking {
  readonly viewer: Viewer;
  /** Aborted when the client has left. */
  readonly gone: AbortSignal;
  /** Resolves when the answer is made, or when nobody waits for it. */
  readonly answered: Promise<void>;
}

/** What a question is going to be. */
export interface Size {
  readonly lane: Lane;
  readonly figures: number;
}

/** Larger tables are made one after the other: each takes up to 200 MB until its answer is a text. */
const LARGE_FIGURES = 20_000;
const ONE_LARGE: TurnLimits = {
  atOnce: 1,
  perViewer: 1,
  waiting: Number.POSITIVE_INFINITY,
  waitingPerViewer: Number.POSITIVE_INFINITY,
};

/** The turn of one request, with which all its tables are read, one after the other. */
interface Turn {
  readonly lane: Lane;
  /** Rejects where the turn is refused: then no table of the request is read. */
  readonly begun: Promise<void>;
  isLarge: boolean;
  last: Promise<unknown>;
}

/**
 * Questions of evaluators, on connections of their own: at most so many at once, in turns of the viewers, each for a
 * bounded time. A turn lasts until the answer is made, so that memory is bounded too. What nobody waits for any more
 * ends in the database.
 */
export class Questions {
  readonly #lanes: Readonly<Record<Lane, Turns>>;
  readonly #large = new Turns(ONE_LARGE);
  readonly #turns = new WeakMap<AbortSignal, Turn>();

  constructor(
    readonly database: Database,
    readonly limits: QuestionLimits = QUESTION_LIMITS,
  ) {
    this.#lanes = { short: new Turns(limits.short), long: new Turns(limits.long) };
  }

  /**
   * Waits for the turn and reads.
   * @throws RequestError BUSY when too many wait, TOO_SLOW when it takes too long, CANCELLED when the client has left,
   * TOO_MUCH when one request asks a short question and then a long one
   */
  async ask<T>(size: Size, asking: Asking, read: (database: Database) => Promise<T>): Promise<T> {
    try {
      const turn = this.#turnOf(size, asking);
      const own = Promise.all([turn.begun, turn.last]).then(() => this.#read(turn, size, asking, read));
      turn.last = own.catch(() => undefined);
      return await own;
    } catch (error) {
      if (asking.gone.aborted) throw new RequestError('CANCELLED', remark('client_left'));
      if (isReadTooSlow(error)) throw this.#tooSlow();
      throw error;
    }
  }

  /** The request's turn. Its tables share one: a request that held a turn and waited for another would block itself. */
  #turnOf({ lane }: Size, asking: Asking): Turn {
    const known = this.#turns.get(asking.gone);
    if (known?.lane === 'short' && lane === 'long') throw new RequestError('TOO_MUCH', remark('short_and_long'));
    const turn = known ?? { lane, begun: hold(this.#lanes[lane], asking), isLarge: false, last: Promise.resolve() };
    this.#turns.set(asking.gone, turn);
    return turn;
  }

  async #read<T>(turn: Turn, { figures }: Size, asking: Asking, read: (database: Database) => Promise<T>): Promise<T> {
    if (figures > LARGE_FIGURES && !turn.isLarge) {
      turn.isLarge = true;
      await hold(this.#large, asking);
    }
    const end = AbortSignal.any([asking.gone, AbortSignal.timeout(this.limits.seconds * 1000)]);
    return readStoppably(this.database, end, read);
  }

  #tooSlow(): RequestError {
    return new RequestError('TOO_SLOW', remark('too_slow', { seconds: this.limits.seconds }));
  }
}

/** Resolves when the turn has come; it lasts until the request is answered. */
function hold(turns: Turns, { viewer, gone, answered }: Asking): Promise<void> {
  return new Promise((resolve, reject) => {
    const untilAnswered = (): Promise<void> => {
      resolve();
      return answered;
    };
    turns.take(turnKey(viewer), gone, untilAnswered).catch(reject);
  });
}
