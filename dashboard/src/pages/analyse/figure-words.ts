import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';
import type { Figure } from './answer';

const MINUTE = 60;
const HOUR = 3_600;
const LONG_HOURS = 100;

/** Seconds as people say them: 42.5 s, 12 min 5 s, 3 h 20 min, 1,234 h. */
function durationWords(seconds: number, formats: Formats, t: TFunction): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? '−' : '';
  if (size < MINUTE) return t('analyse.seconds', { s: `${sign}${formats.short(size)}` });
  const whole = Math.round(size);
  if (whole < HOUR)
    return t('analyse.minutesSeconds', { m: `${sign}${Math.floor(whole / MINUTE)}`, s: whole % MINUTE });
  const minutes = Math.round(size / MINUTE);
  const hours = Math.floor(minutes / MINUTE);
  if (hours < LONG_HOURS) return t('analyse.hoursMinutes', { h: `${sign}${hours}`, m: minutes % MINUTE });
  return t('analyse.hours', { h: `${sign}${formats.count(size / HOUR)}` });
}

/** A value with its unit, rounded as the catalogue rounds for people. */
export function valueWords(value: number, unit: string, formats: Formats, t: TFunction): string {
  switch (unit) {
    case 'seconds':
      return durationWords(value, formats, t);
    case 'share':
      return formats.fineShare(value);
    case 'count':
      return formats.count(value);
    case 'per_hour':
      return t('analyse.perHour', { value: formats.precise(value) });
    default:
      return formats.precise(value);
  }
}

/** A figure, or in words why there is none. */
export function figureWords(figure: Figure | null, unit: string, formats: Formats, t: TFunction): string {
  if (figure?.suppressed) return t('analyse.hidden');
  if (figure === null || figure.noData || figure.value === null) return t('figure.noData');
  return valueWords(figure.value, unit, formats, t);
}

/** Smallest differences that are seen in the words of a unit: a tenth of a point or second, a hundredth of a star. */
const SEEN: Readonly<Record<string, number>> = { share: 0.0005, seconds: 0.05, count: 0.5 };
const SEEN_OTHERWISE = 0.005;

/** A difference as readers see it: 0 where it is too small for the digits that are shown. */
export const shownDifference = (difference: number, unit: string): number =>
  Math.abs(difference) < (SEEN[unit] ?? SEEN_OTHERWISE) ? 0 : difference;

/** A difference with its sign; shares differ by percentage points. */
export function differenceWords(exact: number, unit: string, formats: Formats, t: TFunction): string {
  const difference = shownDifference(exact, unit);
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  const size = Math.abs(difference);
  if (unit === 'share') return t('analyse.points', { value: `${sign}${formats.short(size * 100)}` });
  return `${sign}${valueWords(size, unit, formats, t)}`;
}

/** Whether a change is for the better; null where it is neither, or the KPI has no better side. */
export function isBetter(difference: number, direction: string): boolean | null {
  if (difference === 0 || direction === 'neutral') return null;
  return difference > 0 === (direction === 'higher_is_better');
}

/** How far a value may be off; null where it is exact. Percentiles err by a part of their value, shares by points. */
export function boundWords(figure: Figure, unit: string, formats: Formats, t: TFunction): string | null {
  if (!(figure.errorBound > 0)) return null;
  return unit === 'share'
    ? t('analyse.boundPoints', { value: formats.short(figure.errorBound * 100) })
    : t('analyse.boundShare', { value: formats.short(figure.errorBound * 100) });
}

/** How much of the data that a figure needs is there; null where all of it is, or where it has no such share. */
export function completeWords(figure: Figure, formats: Formats, t: TFunction): string | null {
  return figure.complete === null || figure.complete >= 0.9995
    ? null
    : t('analyse.complete', { value: formats.fineShare(figure.complete) });
}
