const MONTHS = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 15)));
/** Abbreviations that are common and that no locale data has. */
const OTHERS: readonly (readonly [string, number])[] = [['sept', 9]];

const plain = (name: string): string => name.toLocaleLowerCase().replaceAll('.', '').trim();

/**
 * Reads the name of a month in a language or in English: long or short, alone or in the form that it has beside a day.
 * @returns a function that gives 1 to 12, or undefined for another word
 */
export function monthNames(language: string): (name: string) => number | undefined {
  const known = LANGUAGES.get(language) ?? namesIn(language);
  LANGUAGES.set(language, known);
  return (name) => known.get(plain(name));
}

/** A program reads files of a few languages; to ask for their names takes some milliseconds. */
const LANGUAGES = new Map<string, ReadonlyMap<string, number>>();

function namesIn(language: string): ReadonlyMap<string, number> {
  const known = new Map<string, number>(OTHERS);
  for (const locale of ['en', language])
    for (const month of ['long', 'short'] as const)
      for (const beside of [{}, { day: 'numeric' }] as const) {
        const format = new Intl.DateTimeFormat(locale, { month, ...beside, timeZone: 'UTC', calendar: 'gregory' });
        for (const [index, date] of MONTHS.entries()) {
          const found = format.formatToParts(date).find(({ type }) => type === 'month');
          if (found !== undefined) known.set(plain(found.value), index + 1);
        }
      }
  return known;
}
