import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';
import type { GroupValue } from './answer';
import { SPLITS } from './question';

const noon = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
/** A Monday: with n days it is the weekday n + 1. */
const MONDAY = noon('2024-01-01');
const DAY_MS = 86_400_000;

/** The Monday of an ISO week: 2026-W48 is 2026-11-23; null when the text is none. */
function mondayOf(week: string): number | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (year === undefined || number === undefined) return null;
  // 4 January is always in week 1.
  const fourth = noon(`${year}-01-04`);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth + ((Number(number) - 1) * 7 - weekday) * DAY_MS;
}

function periodWords(key: string, value: string, formats: Formats, t: TFunction): string | null {
  const date = value.slice(0, 10);
  switch (key) {
    case 'month':
      return /^\d{4}-\d{2}$/.test(value) ? formats.month(noon(`${value}-15`)) : null;
    case 'week': {
      const monday = mondayOf(value);
      return monday === null ? null : t('analyse.week', { week: value.slice(6), day: formats.fullDay(monday) });
    }
    case 'day':
      return isDate(value) ? `${formats.weekdayShort(noon(value))} ${formats.fullDay(noon(value))}` : null;
    case 'hour':
      return isDate(date) ? `${formats.fullDay(noon(date))}, ${value.slice(11, 13)}:00` : null;
    case 'quarter_hour':
      return isDate(date) ? `${formats.fullDay(noon(date))}, ${value.slice(11, 16)}` : null;
    case 'hour_of_day':
      return /^\d{2}$/.test(value) ? `${value}:00` : null;
    case 'day_of_week':
      return /^[1-7]$/.test(value) ? formats.weekday(MONDAY + (Number(value) - 1) * DAY_MS) : null;
    default:
      return null;
  }
}

/**
 * What a row is of, in words: a place's name, a period as a calendar writes it, "unknown" for people of whom it was not
 * recorded. `formats` are of UTC, because periods are local days already. What is not known stays as it is.
 */
export function groupWords({ key, value, label }: GroupValue, formats: Formats, t: TFunction): string {
  if (value === 'unknown') return t('analyse.unknown');
  return periodWords(key, value, formats, t) ?? (label === '' ? value : label);
}

/** The name of a group, a split or a filter. */
export const keyWords = (key: string, t: TFunction): string =>
  (SPLITS as readonly string[]).includes(key) ? t(`analyse.split_${key}`) : t(`analyse.group_${key}`);
