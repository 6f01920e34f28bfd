import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';

/** Seconds as minutes; no data stays no data. */
export function inMinutes(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds / 60;
}

/** Writes a number of minutes with its unit. */
export const minuteWords =
  (formats: Formats, t: TFunction) =>
  (minutes: number): string =>
    `${formats.count(minutes)} ${t('chart.minutes')}`;
