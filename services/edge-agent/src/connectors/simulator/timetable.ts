import type { SourceEvent } from '../../application/connector.js';
import { addDays, dateOf } from './local-day.js';
import { simulateDay } from './simulate-day.js';
import type { SimulatedCentre } from './simulated-centre.js';

/** Simulated days can say a little after midnight what happened before it, so a day's events are looked for in its neighbours' hours too. */
export const OVERLAP_MS = 3 * 3_600_000;

/** The events of a centre in order of time, made day by day when they are asked for. Holds one day at most. */
export class Timetable {
  #date = '';
  #events: readonly SourceEvent[] = [];

  constructor(
    readonly centre: SimulatedCentre,
    readonly seed: string,
    /** The day of the first start, which has incidents of its own. */
    readonly firstDate: string,
  ) {}

  dateOf(at: number): string {
    return dateOf(at, this.centre.calendar.timeZone);
  }

  /** A day's events, kept until another day is asked for. */
  eventsOf(date: string): readonly SourceEvent[] {
    if (date !== this.#date) {
      this.#events = this.fresh(date);
      this.#date = date;
    }
    return this.#events;
  }

  /** A day's events, made for the caller alone. */
  fresh(date: string): readonly SourceEvent[] {
    return simulateDay(this.centre, date, this.seed, date === this.firstDate);
  }

  /** Events after one moment, up to and with another, in order. */
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

  /** When the next event after a moment is due; undefined when the moment's day has none left. */
  nextAfter(at: number): number | undefined {
    return this.eventsOf(this.dateOf(at)).find((event) => event.occurredAtMs > at)?.occurredAtMs;
  }
}
