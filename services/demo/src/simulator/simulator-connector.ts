import { setTimeout as sleep } from 'node:timers/promises';
import type { Span } from '#domain/calendar/opening-hours.js';
import type { Connector, ConnectorHealth, Sink } from '#edge-agent/connectors/connector.js';
import type { Directives } from '#edge-agent/directives/centre-directives.js';
import { History, type HistoryProgress } from './history.js';
import { incidentsOf } from './incidents.js';
import { hashOf } from './random.js';
import { recordWithRetry } from './record-with-retry.js';
import type { SimulatedCentre } from './simulated-centre.js';
import { type ManagerPace, SimulatedManager, USUAL_PACE } from './simulated-manager.js';
import { type OpenedDesks, Timetable } from './timetable.js';
import { Turns } from './turns.js';

export interface SimulatorOptions {
  readonly centre: SimulatedCentre;
  readonly seed: string;
  /** Number of days before the first start that are recorded too; default 7. */
  readonly historyDays?: number;
  /** History waits while more events than this are unacknowledged; default 150. */
  readonly maxPending?: number;
  /** Shared by the centres of one process; by default a centre never waits for another one. */
  readonly turns?: Turns;
  /**
   * The simulation starts when this resolves, so that many agents of one process can connect first; by default it
   * starts at once.
   */
  readonly ready?: Promise<void>;
  /** Delay before history is recorded, so that live events start first, milliseconds; default 0. */
  readonly historyDelayMs?: number;
  /** How fast directives are answered; by default within some minutes. */
  readonly managerPace?: ManagerPace;
  readonly now?: () => number;
}

const FIRST_START = 'simulator.first_start';
const LIVE = 'simulator.live';
const OPENED = 'simulator.opened_desks';
/** A longer gap is recorded as history in the background, milliseconds. */
const MAX_GAP_MS = 10 * 60_000;
const SPREAD_MS = 1500;
/** Maximum sleep, so that a change of the clock is noticed, milliseconds. */
const MAX_SLEEP_MS = 20_000;

/**
 * Simulates a centre: live events are recorded at their time, events that were missed while the program did not run are
 * recorded later, and the days before the first start are recorded in the background. Every event is recorded exactly
 * once.
 */
export class SimulatorConnector implements Connector {
  readonly kind = 'simulator';
  readonly #options: SimulatorOptions;
  readonly #now: () => number;
  #history: History | undefined;
  #problem: string | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #manager: SimulatedManager | undefined;
  #timetable: Timetable | undefined;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  start(sink: Sink, signal: AbortSignal, directives: Directives): Promise<void> {
    const { centre, seed, historyDays = 7, maxPending = 150, turns = new Turns(1) } = this.#options;
    const known = Number(sink.checkpoint(FIRST_START) ?? 0);
    let firstStart = known === 0 ? this.#now() : known;
    const timetable = new Timetable(centre, seed, firstStart);
    this.#timetable = timetable;
    const opened = sink.checkpoint(OPENED);
    if (opened !== undefined) timetable.restore(JSON.parse(opened) as OpenedDesks);
    this.#manager = this.#managerOf(timetable, sink, signal, directives);
    const history = new History({ timetable, sink, signal, maxPending, turns });
    this.#history = history;
    if (known === 0) {
      firstStart = history.addFirst(firstStart, historyDays);
      sink.saveCheckpoint(FIRST_START, String(firstStart));
    }
    const parts = [this.#live(timetable, history, firstStart, sink, signal), this.#fillLater(history, signal)];
    this.#manager.start();
    this.#running = Promise.all(parts.map((part) => part.catch((error: unknown) => this.#setProblem(error))));
    return Promise.resolve();
  }

  #managerOf(timetable: Timetable, sink: Sink, signal: AbortSignal, directives: Directives): SimulatedManager {
    const openDesks = (limit: number): readonly string[] | undefined => {
      const done = timetable.openDesks(limit, this.#now());
      // Stored before the answer is sent, so that the day continues in the same way after a restart.
      if (done !== undefined && done.deskIds.length > 0) sink.saveCheckpoint(OPENED, JSON.stringify(done.opened));
      return done?.deskIds;
    };
    const { centre, managerPace: pace = USUAL_PACE } = this.#options;
    return new SimulatedManager({ centreId: centre.id, directives, openDesks, pace, signal });
  }

  #setProblem(error: unknown): void {
    this.#problem = error instanceof Error ? error.message : String(error);
  }

  async #fillLater(history: History, signal: AbortSignal): Promise<void> {
    await this.#waitForStart(signal);
    history.estimate();
    await sleep(this.#options.historyDelayMs ?? 0, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await history.run();
  }

  /**
   * Waits for the start. The simulation of a day needs time, so the centres of one process start at different moments.
   */
  async #waitForStart(signal: AbortSignal): Promise<void> {
    const { ready, centre } = this.#options;
    if (ready === undefined) return;
    await ready;
    await sleep(hashOf(centre.id) % SPREAD_MS, undefined, { signal }).catch(() => undefined);
  }

  async #live(
    timetable: Timetable,
    history: History,
    firstStart: number,
    sink: Sink,
    signal: AbortSignal,
  ): Promise<void> {
    let upTo = Number(sink.checkpoint(LIVE) ?? firstStart);
    await this.#waitForStart(signal);
    while (!signal.aborted) {
      if (this.#now() - upTo > MAX_GAP_MS) {
        // A long gap is recorded as history, so that it does not delay live events.
        upTo = history.addGap(upTo, this.#now());
        sink.saveCheckpoint(LIVE, String(upTo));
        history.run().catch((error: unknown) => this.#setProblem(error));
        continue;
      }
      const now = this.#now();
      const due = timetable.between(upTo, now);
      if (due.length > 0 && !(await recordWithRetry(sink, due, { name: LIVE, value: String(now) }, signal))) return;
      upTo = Math.max(upTo, now);
      const next = timetable.nextAfter(upTo) ?? Number.POSITIVE_INFINITY;
      const ms = Math.min(Math.max(1, next - this.#now()), MAX_SLEEP_MS);
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    }
  }

  health(): ConnectorHealth {
    if (this.#problem !== undefined) return { ok: false, message: this.#problem };
    const { recorded, expected, isDone } = this.progress();
    if (isDone) return { ok: true, message: 'Simulating the centre.' };
    return {
      ok: true,
      message: `Simulating the centre; ${recorded} of about ${expected} events of its history are recorded.`,
    };
  }

  progress(): HistoryProgress {
    return this.#history?.progress() ?? { recorded: 0, expected: 0, isDone: false };
  }

  /** The spans in which the centre's link is down, on the local day of the moment. */
  offlinePeriods(at: number): readonly Span[] {
    if (this.#timetable === undefined) return [];
    const date = this.#timetable.dateOf(at);
    return incidentsOf(this.#options.centre, date, this.#options.seed, this.#timetable.firstStartOn(date)).offline;
  }

  async stopped(): Promise<void> {
    await this.#running;
    await this.#manager?.stopped();
    await this.#history?.run();
  }
}
