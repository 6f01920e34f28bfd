// The public holidays of the countries that Mnara knows, from the library date-holidays.
import Holidays from 'date-holidays';

const COUNTRIES = ['KE', 'KZ'];
const FIRST_YEAR = 2025;
const LAST_YEAR = 2032;
const FILE = 'services/config-files/src/network/public-holidays.ts';

/** ISO dates of a country's public holidays, days off instead of ones on a weekend too. */
function datesOf(country) {
  const holidays = new Holidays(country);
  const dates = new Set();
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1)
    for (const { type, date, start, end } of holidays.getHolidays(year)) {
      if (type !== 'public') continue;
      // Longer ones are every day of theirs; `date` is by the country's clock.
      const days = Math.max(1, Math.round((end - start) / 86_400_000));
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      for (let day = 0; day < days; day += 1) dates.add(new Date(first + day * 86_400_000).toISOString().slice(0, 10));
    }
  return [...dates].filter((date) => date >= `${FIRST_YEAR}` && date < `${LAST_YEAR + 1}`).sort();
}

function text() {
  const blocks = COUNTRIES.map((country) => {
    const byYear = Map.groupBy(datesOf(country), (date) => date.slice(0, 4));
    const years = [...byYear].map(([year, dates]) => `    ${year}: '${dates.map((date) => date.slice(5)).join(' ')}',`);
    return `  ${country}: {\n${years.join('\n')}\n  },`;
  });
  return `// Made by npm run generate from date-holidays (ISC; its data CC BY 3.0,
// https://github.com/commenthol/date-holidays). Do not edit:
// days are added to and taken from it in the network's description (docs/decisions/0063-public-holidays.md).

/** Countries whose public holidays Mnara knows, ISO 3166. */
export const HOLIDAY_COUNTRIES = [${COUNTRIES.map((country) => `'${country}'`).join(', ')}] as const;
export type HolidayCountry = (typeof HOLIDAY_COUNTRIES)[number];

/** Public holidays by country and year, as MM-DD. Days that depend on the moon are calculated and may be moved by a day when they are proclaimed. */
export const PUBLIC_HOLIDAYS: Readonly<Record<HolidayCountry, Readonly<Record<string, string>>>> = {
${blocks.join('\n')}
};
`;
}

/** @returns {Promise<Map<string, string>>} texts by their path from the project's root */
export const holidayFiles = async () => new Map([[FILE, text()]]);
