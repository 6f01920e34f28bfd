import { setTimeout as sleep } from 'node:timers/promises';
import type { Sink, SourceEvent } from '#edge-agent/connectors/connector.js';
import { addDays, momentOf } from './local-day.js';
import { recordWithRetry } from './record-with-retry.js';
import { OVERLAP_MS, type Timetable } from './timetable.js';
import type { Turns } from './turns.js';

/**
 * Progress of recording the history before the first start and the gaps since then. `expected` is an estimate until
 * everything is recorded.
 */
export interface HistoryProgress {
  readonly recorded: number;
  readonly expected: number;
  readonly isDone: boolean;
}

export interface HistoryOptions {
  readonly timetable: Timetable;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  /**
   * Recording waits while more events than this are unacknowledged, so that live events never wait behind a long queue.
   */
  readonly maxPending: number;
  /**
   * Shared by the centres of one process. Each centre needs a turn for each day, so that few days are in memory at the
   * same time.
   */
  readonly turns: Turns;
}

const CHECKPOINT = 'simulator.history';
const CHUNK = 100;
const POLL_MS = 100;

/**
 * A range of events with `from` < time <= `to`. The events of the days after `date` and the first `next` events of
 * `date` are recorded already.
 */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly firstDate: string;
  readonly date: string;
  readonly next: number;
}

interface SavedState {
  readonly ranges: readonly Range[];
  readonly recorded: number;
}

/** Records past events in small steps, newest day first; continues where it stopped after a restart. */
export class History {
  readonly #options: HistoryOptions;
  #state: SavedState;
  /** Number of events of the day that is being recorded, and of a usual day. */
  #dayCount: number | undefined;
  #usualCount = 0;
  #running: Promise<void> | undefined;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#state = readState(options.sink.checkpoint(CHECKPOINT));
  }

  progress(): HistoryProgress {
    const { ranges, recorded } = this.#state;
    let left = 0;
    for (const [index, { firstDate, date, next }] of ranges.entries()) {
      const dayCount = index === 0 ? (this.#dayCount ?? this.#usualCount) : this.#usualCount;
      left += Math.max(0, dayCount - next) + this.#usualCount * daysBetween(firstDate, date);
    }
    return { recorded, expected: recorded + left, isDone: ranges.length === 0 };
  }

  /**
   * Adds the days before the first start, and the day of the first start up to it. @returns the first start that was
   * stored, which may be an earlier one
   */
  addFirst(firstStart: number, days: number): number {
    const { timetable } = this.#options;
    const firstDate = addDays(timetable.dateOf(firstStart), -days);
    const from = momentOf(firstDate, timetable.centre.calendar.timeZone, 0) - 1;
    return this.#add(from, firstStart, firstDate);
  }

  /**
   * Adds the events with `from` < time <= `to`.
   * @returns the end of the gap; if a gap from the same moment exists already, the end of that one
   */
  addGap(from: number, to: number): number {
    return this.#add(from, to, this.#options.timetable.dateOf(from - OVERLAP_MS));
  }

  #add(from: number, to: number, firstDate: string): number {
    const { sink, timetable } = this.#options;
    const known = this.#state.ranges.find((range) => range.from === from);
    if (known !== undefined) return known.to;
    const range: Range = { from, to, firstDate, date: timetable.dateOf(to), next: 0 };
    this.#state = { ...this.#state, ranges: [...this.#state.ranges, range] };
    sink.saveCheckpoint(CHECKPOINT, JSON.stringify(this.#state));
    return to;
  }

  /** Estimates the number of events that remain, from one day only. */
  estimate(): void {
    const { timetable } = this.#options;
    const [range] = this.#state.ranges;
    if (range === undefined) return;
    const day = timetable.eventsOf(timetable.dateOf(range.to));
    this.#usualCount = day.length;
    if (range.date === timetable.dateOf(range.to)) this.#dayCount = within(day, range).length;
  }

  /** Records all ranges; returns the running work if it was started before. */
  run(): Promise<void> {
    this.#running ??= this.#fill().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fill(): Promise<void> {
    const { timetable, signal, turns } = this.#options;
    for (let range = this.#state.ranges[0]; range !== undefined && !signal.aborted; range = this.#state.ranges[0]) {
      await turns.begin();
      try {
        await this.#waitForRoom();
        if (signal.aborted) return;
        const day = timetable.fresh(range.date);
        this.#usualCount = Math.max(this.#usualCount, day.length);
        const events = within(day, range);
        this.#dayCount = events.length;
        await this.#fillDay(range, events);
        this.#dayCount = undefined;
      } finally {
        turns.end();
      }
    }
  }

  async #fillDay(range: Range, events: readonly SourceEvent[]): Promise<void> {
    const { sink, signal } = this.#options;
    for (let { next } = range; !signal.aborted; ) {
      const chunk = events.slice(next, next + CHUNK).map((event): SourceEvent => ({ ...event, clock: 'true' }));
      next += chunk.length;
      const isLast = next >= events.length;
      const rest = isLast ? this.#before(range) : [{ ...range, next }];
      // Gaps may have been added during the recording; this range stays the first.
      const state = (): SavedState => ({
        ranges: [...rest, ...this.#state.ranges.slice(1)],
        recorded: this.#state.recorded + chunk.length,
      });
      if (!(await recordWithRetry(sink, chunk, { name: CHECKPOINT, value: JSON.stringify(state()) }, signal))) return;
      this.#state = state();
      if (isLast) return;
      await this.#waitForRoom();
    }
  }

  /** The rest of a range after its newest day was recorded. */
  #before(range: Range): readonly Range[] {
    const date = addDays(range.date, -1);
    return date < range.firstDate ? [] : [{ ...range, date, next: 0 }];
  }

  async #waitForRoom(): Promise<void> {
    const { sink, signal, maxPending } = this.#options;
    while (!signal.aborted && sink.pending() > maxPending) {
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

const within = (events: readonly SourceEvent[], { from, to }: Range): readonly SourceEvent[] =>
  events.filter((event) => event.occurredAtMs > from && event.occurredAtMs <= to);

const daysBetween = (first: string, last: string): number =>
  Math.max(0, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000));

function readState(text: string | undefined): SavedState {
  if (text === undefined) return { ranges: [], recorded: 0 };
  const state = JSON.parse(text) as Partial<SavedState>;
  return { ranges: state.ranges ?? [], recorded: state.recorded ?? 0 };
}
