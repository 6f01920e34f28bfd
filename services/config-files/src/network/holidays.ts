import type { NetworkDescription } from './network.js';
import { type HolidayCountry, PUBLIC_HOLIDAYS } from './public-holidays.js';

/** ISO dates of a country's public holidays, in the years that are known. */
export const publicHolidaysOf = (country: HolidayCountry): readonly string[] =>
  Object.entries(PUBLIC_HOLIDAYS[country]).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`));

/**
 * ISO dates on which every centre is closed: the country's public holidays and the network's own, except those on which
 * the network is open.
 */
export function commonHolidays({ publicHolidays, holidays = [], openOn }: NetworkDescription['network']): string[] {
  const country = publicHolidays === undefined ? [] : publicHolidaysOf(publicHolidays);
  const open = new Set(openOn);
  return [...new Set([...country, ...holidays])].filter((date) => !open.has(date)).sort();
}

/**
 * Gives each centre the dates on which it is closed: the common ones, except those on which the centre is open, and its
 * own, which nothing removes.
 */
export function withHolidays(description: NetworkDescription): NetworkDescription {
  const common = commonHolidays(description.network);
  if (common.length === 0) return description;
  const centres = description.centres.map((centre) => {
    const openHere = new Set(centre.openOn);
    const dates = new Set([...common.filter((date) => !openHere.has(date)), ...centre.holidays]);
    return { ...centre, holidays: [...dates].sort() };
  });
  return { ...description, centres };
}
