import type { NetworkDescription } from './network.js';
import { type HolidayCountry, PUBLIC_HOLIDAYS } from './public-holidays.js';

/** ISO dates of a country's public holidays, in the years that are known. */
export const publicHolidaysOf = (country: HolidayCountry): readonly string[] =>
  Object.entries(PUBLIC_HOLIDAYS[country]).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`));

/**
 * Gives each centre the dates on which it is closed: the country's public holidays and the network's own, less those on which the network or the
 * centre is open all the same, and the centre's own, which nothing takes away.
 */
export function withHolidays(description: NetworkDescription): NetworkDescription {
  const { publicHolidays, holidays = [], openOn } = description.network;
  const country = publicHolidays === undefined ? [] : publicHolidaysOf(publicHolidays);
  const open = new Set(openOn);
  const common = [...country, ...holidays].filter((date) => !open.has(date));
  if (common.length === 0) return description;
  const centres = description.centres.map((centre) => {
    const openHere = new Set(centre.openOn);
    const dates = new Set([...common.filter((date) => !openHere.has(date)), ...centre.holidays]);
    return { ...centre, holidays: [...dates].sort() };
  });
  return { ...description, centres };
}
