import type { ReadNumber } from './number-reader.js';

export const DURATION_UNITS = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
export type DurationUnit = keyof typeof DURATION_UNITS;

/** Two parts with a colon have two meanings, so that a mapping must say which. */
export type DurationFormat = 'h:mm' | 'mm:ss';

/** Milliseconds, or why the text is no duration. */
export type ReadDuration = number | 'none' | 'ambiguous' | 'no_unit' | 'two_parts';

const CLOCK = /^(?:(\d+)(?:\.|\s*d(?:ays?)?,?\s+))?(\d+):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?$/;
const TWO_PARTS = /^(\d+):([0-5]\d)$/;
const ISO = /^P(?:(\d+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/i;
const WITH_UNITS = /([\d.,]+)\s*(\p{L}+)\.?,?\s*/gu;
/** A cell of a spreadsheet with more than a day: counted from 30 December 1899. */
const SHEET = /^(?:1899|190\d)-\d\d-\d\dT[\d:.]+$/;

const NAMES: readonly (readonly [RegExp, DurationUnit])[] = [
  [/^(?:ms|msecs?|milliseconds?|мс)$/i, 'milliseconds'],
  [/^(?:s|secs?|seconds?|seg|segundos?|с|сек|секунд\p{L}*)$/iu, 'seconds'],
  [/^(?:m|min|mins|minutes?|minutos?|dakika|dk|м|мин|минут\p{L}*)$/iu, 'minutes'],
  [/^(?:h|hrs?|hours?|horas?|heures?|saat|sa|ч|час\p{L}*)$/iu, 'hours'],
  [/^(?:d|days?|dias?|días?|jours?|j|g[uü]n|д|дн|дней|день|дня)$/iu, 'days'],
];

/**
 * Reads a duration: h:mm:ss (also with days before it), ISO 8601, numbers with units, or a number in `unit`. A minus
 * before it makes it negative.
 */
export function durationReader(
  unit: DurationUnit | undefined,
  format: DurationFormat | undefined,
  numberOf: (content: string) => ReadNumber,
): (content: string) => ReadDuration {
  const plain = (text: string): ReadDuration => {
    const number = numberOf(text);
    if (typeof number !== 'number') return number;
    return unit === undefined ? 'no_unit' : number * DURATION_UNITS[unit];
  };
  const length = (text: string): ReadDuration => {
    const clock = CLOCK.exec(text);
    if (clock !== null) return clockMs(clock);
    const two = TWO_PARTS.exec(text);
    if (two !== null) return format === undefined ? 'two_parts' : twoParts(two, format);
    if (/^P./i.test(text)) return isoMs(text);
    if (SHEET.test(text)) return Date.parse(`${text}Z`) - Date.UTC(1899, 11, 30);
    return /\p{L}/u.test(text) ? unitsMs(text, numberOf) : plain(text);
  };
  return (content) => {
    const isNegative = /^[-−]/.test(content);
    const read = length(isNegative ? content.slice(1).trim() : content);
    return isNegative && typeof read === 'number' ? -read : read;
  };
}

function clockMs([, days = '0', hours, minutes, seconds, fraction = '']: RegExpExecArray): number {
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.floor(Number(`0.${fraction}0`) * 1000);
}

const twoParts = ([, first, second]: RegExpExecArray, format: DurationFormat): number =>
  (Number(first) * 60 + Number(second)) * (format === 'h:mm' ? 60_000 : 1000);

function isoMs(text: string): ReadDuration {
  const found = ISO.exec(text);
  if (found === null || /[PT]$/i.test(text)) return 'none';
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part: string | undefined) => Number((part ?? '0').replace(',', '.')));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

function unitsMs(text: string, numberOf: (content: string) => ReadNumber): ReadDuration {
  let total = 0;
  const rest = text.replace(WITH_UNITS, (_all, number: string, name: string) => {
    const unit = NAMES.find(([pattern]) => pattern.test(name))?.[1];
    const read = numberOf(number);
    total += unit === undefined || typeof read !== 'number' ? Number.NaN : read * DURATION_UNITS[unit];
    return '';
  });
  return rest.trim() === '' && Number.isFinite(total) ? total : 'none';
}
