import type { SourceEvent } from '#edge-agent/connectors/connector.js';
import { addDays, dateOf, workingSpan } from './local-day.js';
import type { Shift } from './shifts.js';
import { simulateDay, unstaffedDesks } from './simulate-day.js';
import type { SimulatedCentre } from './simulated-centre.js';

/**
 * Events of a simulated day may be shortly after midnight, so a search also includes the hours of the previous day.
 */
export const OVERLAP_MS = 3 * 3_600_000;

/** Desks that were opened during one day. */
export interface OpenedDesks {
  readonly date: string;
  readonly shifts: readonly Shift[];
}

const LOGIN_MS = 2000;
const OPENS_MS = 20_000;

/**
 * The events of a centre in order of time, simulated day by day when they are needed. It keeps at most one day in
 * memory.
 */
export class Timetable {
  #date = '';
  #events: readonly SourceEvent[] = [];
  #opened: OpenedDesks = { date: '', shifts: [] };

  constructor(
    readonly centre: SimulatedCentre,
    readonly seed: string,
    /** The first start of the demonstration, whose day has special incidents, Unix milliseconds. */
    readonly firstStart: number,
  ) {}

  dateOf(at: number): string {
    return dateOf(at, this.centre.calendar.timeZone);
  }

  /** The first start, if it was on this date. */
  firstStartOn(date: string): number | undefined {
    return date === this.dateOf(this.firstStart) ? this.firstStart : undefined;
  }

  /** The events of a day, kept in memory until another day is requested. */
  eventsOf(date: string): readonly SourceEvent[] {
    if (date !== this.#date) {
      this.#events = this.fresh(date);
      this.#date = date;
    }
    return this.#events;
  }

  /** The events of a day, not kept in memory. */
  fresh(date: string): readonly SourceEvent[] {
    const opened = date === this.#opened.date ? this.#opened.shifts : [];
    return simulateDay(this.centre, date, this.seed, this.firstStartOn(date), opened);
  }

  /** Restores the desks that were opened before a restart. */
  restore(opened: OpenedDesks): void {
    this.#opened = opened;
    this.#date = '';
  }

  /**
   * Opens up to `limit` desks without an officer; earlier events do not change. The caller stores the opened desks for
   * `restore`.
   * @returns the ids of the desks, and all desks that were opened on that day; undefined while the centre is closed
   */
  openDesks(
    limit: number,
    at: number,
  ): { readonly deskIds: readonly string[]; readonly opened: OpenedDesks } | undefined {
    const date = this.dateOf(at);
    const span = workingSpan(this.centre.calendar, date);
    if (span === undefined || at < span.from || at >= span.to) return undefined;
    const before = date === this.#opened.date ? this.#opened.shifts : [];
    const taken = new Set(before.map(({ desk }) => desk.id));
    const free = unstaffedDesks(this.centre, date, this.seed).filter(({ id }) => !taken.has(id));
    const shifts = free.slice(0, limit).map(
      (desk): Shift => ({
        desk,
        staff: `${this.centre.id}-reserve-${desk.id}`,
        loginAt: at + LOGIN_MS,
        opensAt: at + OPENS_MS,
        pauses: [],
      }),
    );
    if (shifts.length > 0) this.restore({ date, shifts: [...before, ...shifts] });
    return { deskIds: shifts.map(({ desk }) => desk.id), opened: this.#opened };
  }

  /** The events with `after` < time <= `upTo`, in order. */
  between(after: number, upTo: number): readonly SourceEvent[] {
    const found: SourceEvent[] = [];
    const last = this.dateOf(upTo);
    for (let date = this.dateOf(after - OVERLAP_MS); date <= last; date = addDays(date, 1)) {
      for (const event of date === last ? this.eventsOf(date) : this.fresh(date)) {
        if (event.occurredAtMs > after && event.occurredAtMs <= upTo) found.push(event);
      }
    }
    return found;
  }

  /** The time of the next event after a moment; undefined when the local day has no more events. */
  nextAfter(at: number): number | undefined {
    return this.eventsOf(this.dateOf(at)).find((event) => event.occurredAtMs > at)?.occurredAtMs;
  }
}
