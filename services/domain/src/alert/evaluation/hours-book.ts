import { type OpeningCalendar, openSpan, type Span } from '../../calendar/opening-hours.js';
import type { RuleHours } from '../rule.js';

const MINUTE_MS = 60_000;

interface Looked {
  readonly from: number;
  readonly to: number;
  readonly span: Span | undefined;
}

const textOf = ({ timeZone, hours, holidays }: OpeningCalendar): string =>
  JSON.stringify([timeZone, hours ?? null, [...holidays].sort()]);

/**
 * Remembers opening hours by the minute. Thousands of centres share a few calendars, and each calendar is computed once
 * a minute or, while it is open, once for each span.
 */
export class HoursBook {
  readonly #looked = new Map<string, Looked>();
  readonly #keys = new WeakMap<OpeningCalendar, string>();

  /** The span in which the centre should be open at `now`; undefined: it should be closed. */
  span(calendar: OpeningCalendar, now: number): Span | undefined {
    const key = this.#keyOf(calendar);
    const known = this.#looked.get(key);
    if (known !== undefined && known.from <= now && now < known.to) return known.span;
    const span = openSpan(calendar, now);
    // Spans begin and end on full minutes: a closed centre stays closed until the next full minute.
    const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    this.#looked.set(key, { span, from: span?.from ?? minute, to: span?.to ?? minute + MINUTE_MS });
    return span;
  }

  /** Whether a rule applies now at a place with that calendar. */
  isWithin(hours: RuleHours, calendar: OpeningCalendar, now: number): boolean {
    if (hours === 'always') return true;
    if (hours === 'open') return this.span(calendar, now) !== undefined;
    return this.span(this.#ownOf(hours, calendar), now) !== undefined;
  }

  readonly #own = new Map<string, OpeningCalendar>();

  #ownOf(hours: Exclude<RuleHours, string>, calendar: OpeningCalendar): OpeningCalendar {
    const key = `${JSON.stringify(hours)} ${this.#keyOf(calendar)}`;
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const own = { ...calendar, hours };
    this.#own.set(key, own);
    return own;
  }

  #keyOf(calendar: OpeningCalendar): string {
    const known = this.#keys.get(calendar);
    if (known !== undefined) return known;
    const key = textOf(calendar);
    this.#keys.set(calendar, key);
    return key;
  }
}
