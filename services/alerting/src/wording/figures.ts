import type { FigureUnit } from '#domain/alert/rule.js';
import type { Wording } from './wording.js';

/** A duration, with coarser units as it grows. @param seconds negative counts as 0 */
function durationWords(words: Wording, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return words.seconds(whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return words.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return words.hours(hours, minutes % 60);
  return words.days(Math.floor(hours / 24), hours % 24);
}

/** A number in the format of the language. */
export const countWords = ({ tag }: Wording, value: number): string =>
  new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }).format(value);

const decimalWords = ({ tag }: Wording, value: number): string =>
  new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }).format(value);

/** A figure with its unit; undefined when the figure adds no information. */
export function figureWords(words: Wording, unit: FigureUnit | undefined, value: number): string | undefined {
  switch (unit) {
    case 'seconds':
      return durationWords(words, value);
    case 'count':
      return countWords(words, value);
    case 'share':
      return new Intl.NumberFormat(words.tag, { style: 'percent', maximumFractionDigits: 0 }).format(value);
    case 'per_hour':
      return words.perHour(decimalWords(words, value));
    case 'stars':
      return words.stars(decimalWords(words, value));
    case 'ratio':
      return decimalWords(words, value);
    case 'flag':
      return undefined;
    case undefined:
      return decimalWords(words, value);
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Day and time in a time zone: 24 Nov, 10:05. @param at Unix milliseconds */
export function momentWords({ tag }: Wording, timeZone: string, at: number): string {
  const key = `${tag} ${timeZone}`;
  const known = clocks.get(key);
  const clock = known ?? new Intl.DateTimeFormat(tag, { ...MOMENT, timeZone });
  if (known === undefined) clocks.set(key, clock);
  return clock.format(at);
}

const MOMENT = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const satisfies Intl.DateTimeFormatOptions;
