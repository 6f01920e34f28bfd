import type { TimeGroup } from './period.js';

const DAY_MS = 86_400_000;
/** Day 0 of Unix time was a Thursday. */
const DAYS_FROM_MONDAY = 3;

const dayNumber = (text: string): number => Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS);
const monthNumber = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
const weekNumber = (day: number): number => Math.floor((day + DAYS_FROM_MONDAY) / 7);

/** The Monday of 2026-W48, as a day number: 4 January is always in week 1. */
function mondayOf(week: string): number {
  const fourth = dayNumber(`${week.slice(0, 4)}-01-04`);
  return (weekNumber(fourth) + Number(week.slice(6)) - 1) * 7 - DAYS_FROM_MONDAY;
}

/**
 * Where a part of a period lies in it, so that the parts of two periods of the same shape can be put side by side: the
 * first month is 0, the second day 1, nine o'clock of the second day 1T09. Hours of the day and days of the week stand
 * for themselves.
 * @param name as `periodOf` names it
 * @param from the period's first moment, 2026-11-01T00:00:00
 */
export function placeInPeriod(group: TimeGroup, name: string, from: string): string {
  switch (group) {
    case 'year':
      return String(Number(name) - Number(from.slice(0, 4)));
    case 'month':
      return String(monthNumber(name) - monthNumber(from));
    case 'week':
      return String(weekNumber(mondayOf(name)) - weekNumber(dayNumber(from)));
    case 'day':
      return String(dayNumber(name) - dayNumber(from));
    case 'hour':
    case 'quarter_hour':
      return `${dayNumber(name) - dayNumber(from)}${name.slice(10)}`;
    case 'hour_of_day':
    case 'day_of_week':
      return name;
  }
}
