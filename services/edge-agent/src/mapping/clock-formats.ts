import { DateTime } from 'luxon';
import { MappingError, RowError } from './mapping-errors.js';
import { shown } from './row-context.js';

/** A calendar day. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Two-digit years from this value on belong to the 1900s. */
const CENTURY_PIVOT = 70;

interface Pattern {
  readonly regex: RegExp;
  readonly tokens: readonly string[];
}

/**
 * Converts a format such as `yymmdd` or `h:mm:ss` into a pattern; `allowed` gives the regular expression of each token.
 */
function patternOf(format: string, allowed: Readonly<Record<string, string>>): Pattern {
  const tokens: string[] = [];
  const names = Object.keys(allowed).sort((left, right) => right.length - left.length);
  let source = '';
  for (let at = 0; at < format.length; ) {
    const token = names.find((one) => format.startsWith(one, at));
    if (token !== undefined) {
      tokens.push(token);
      source += `(${allowed[token]})`;
      at += token.length;
    } else {
      const letter = format[at] ?? '';
      if (/[a-z]/i.test(letter) && letter !== 'T')
        throw new MappingError(
          `The format "${format}" contains "${letter}"; use only ${names.join(', ')} and separators.`,
        );
      source += letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      at += 1;
    }
  }
  return { regex: new RegExp(`^${source}$`), tokens };
}

const DATE_TOKENS = { yyyy: '\\d{4}', yy: '\\d{2}', mm: '\\d{2}', m: '\\d{1,2}', dd: '\\d{2}', d: '\\d{1,2}' };
const TIME_TOKENS = { hh: '\\d{2}', h: '\\d{1,2}', mm: '\\d{2}', ss: '\\d{2}' };

/** Creates a reader of dates. The format has yyyy, yy, mm, m, dd, d and separators. */
export function dateReader(format: string): (content: string) => Day {
  const { regex, tokens } = patternOf(format, DATE_TOKENS);
  return (content) => {
    const found = regex.exec(content);
    const value = (letter: string): number => {
      const at = tokens.findIndex((token) => token.startsWith(letter));
      return Number(found?.[at + 1]);
    };
    let year = value('y');
    if (tokens.includes('yy')) year += year >= CENTURY_PIVOT ? 1900 : 2000;
    const day = { year, month: value('m'), day: value('d') };
    if (found === null || !DateTime.utc(day.year, day.month, day.day).isValid)
      throw new RowError('bad_date', `${shown(content)} is not a date in the format ${format}.`);
    return day;
  };
}

/**
 * Creates a reader of times of day, which returns seconds since midnight. The format has hh, h, mm, ss and separators.
 */
export function timeReader(format: string): (content: string) => number {
  const { regex, tokens } = patternOf(format, TIME_TOKENS);
  const hourAt = tokens.findIndex((token) => token.startsWith('h')) + 1;
  const minuteAt = tokens.indexOf('mm') + 1;
  const secondAt = tokens.indexOf('ss') + 1;
  return (content) => {
    const found = regex.exec(content);
    const part = (at: number): number => (at === 0 ? 0 : Number(found?.[at]));
    const [hour, minute, second] = [part(hourAt), part(minuteAt), part(secondAt)];
    if (found === null || !(hour < 24 && minute < 60 && second < 60))
      throw new RowError('bad_time', `${shown(content)} is not a time of day in the format ${format}.`);
    return hour * 3600 + minute * 60 + second;
  };
}

interface KnownDay {
  readonly startMs: number;
  /** Whether the day has 24 hours, so that a time of day can simply be added. */
  readonly isPlain: boolean;
}

const MAX_CACHED_DAYS = 1000;
const DAY_MS = 24 * 3600 * 1000;

/** Converts days and times of day in the centre's time zone into Unix milliseconds. Days are cached for speed. */
export class ZonedClock {
  readonly #days = new Map<string, KnownDay>();
  #lastDay = { fromMs: 0, toMs: 0 };

  /** @throws MappingError when the time zone is unknown */
  constructor(readonly timeZone: string) {
    if (!DateTime.utc().setZone(timeZone).isValid)
      throw new MappingError(`input.timeZone "${timeZone}" is not an IANA time zone such as Africa/Nairobi.`);
  }

  /** @param plusDays 1 for the day after */
  at({ year, month, day }: Day, secondsOfDay: number, plusDays = 0): number {
    const known = this.#day(year, month, day, plusDays);
    if (known.isPlain) return known.startMs + secondsOfDay * 1000;
    const time = {
      hour: Math.floor(secondsOfDay / 3600),
      minute: Math.floor(secondsOfDay / 60) % 60,
      second: secondsOfDay % 60,
    };
    return DateTime.fromObject({ year, month, day }, { zone: this.timeZone })
      .plus({ days: plusDays })
      .set(time)
      .toMillis();
  }

  /**
   * The start of the local day of a moment, Unix milliseconds. The last day is cached, because rows are nearly in
   * order.
   */
  dayOf(ms: number): number {
    if (ms < this.#lastDay.fromMs || ms >= this.#lastDay.toMs) {
      const start = DateTime.fromMillis(ms, { zone: this.timeZone }).startOf('day');
      this.#lastDay = { fromMs: start.toMillis(), toMs: start.plus({ days: 1 }).startOf('day').toMillis() };
    }
    return this.#lastDay.fromMs;
  }

  #day(year: number, month: number, day: number, plusDays: number): KnownDay {
    const name = `${year}-${month}-${day}+${plusDays}`;
    const known = this.#days.get(name);
    if (known !== undefined) return known;
    const start = DateTime.fromObject({ year, month, day }, { zone: this.timeZone })
      .plus({ days: plusDays })
      .startOf('day');
    const made = {
      startMs: start.toMillis(),
      isPlain: start.plus({ days: 1 }).startOf('day').toMillis() - start.toMillis() === DAY_MS,
    };
    if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear();
    this.#days.set(name, made);
    return made;
  }
}
