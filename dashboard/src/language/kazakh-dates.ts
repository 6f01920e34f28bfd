const MONTHS = [
  ['қаңтар', 'қаң.'],
  ['ақпан', 'ақп.'],
  ['наурыз', 'нау.'],
  ['сәуір', 'сәу.'],
  ['мамыр', 'мам.'],
  ['маусым', 'мау.'],
  ['шілде', 'шіл.'],
  ['тамыз', 'там.'],
  ['қыркүйек', 'қыр.'],
  ['қазан', 'қаз.'],
  ['қараша', 'қар.'],
  ['желтоқсан', 'жел.'],
] as const;

const WEEKDAYS: Readonly<Record<string, readonly [string, string]>> = {
  Mon: ['дүйсенбі', 'дс'],
  Tue: ['сейсенбі', 'сс'],
  Wed: ['сәрсенбі', 'ср'],
  Thu: ['бейсенбі', 'бс'],
  Fri: ['жұма', 'жм'],
  Sat: ['сенбі', 'сб'],
  Sun: ['жексенбі', 'жс'],
};

/** A calendar day in Kazakh words. */
interface KazakhDay {
  readonly day: string;
  readonly month: string;
  readonly monthShort: string;
  readonly weekday: string;
  readonly weekdayShort: string;
  readonly year: string;
}

/** Days in Kazakh: browsers say that they know the language, and many write "M11 28, Sat". */
export function kazakhDays(timeZone: string): (at: number) => KazakhDay {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  });
  return (at) => {
    const found = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
    const [month = '', monthShort = ''] = MONTHS[Number(found['month']) - 1] ?? [];
    const [weekday = '', weekdayShort = ''] = WEEKDAYS[found['weekday'] ?? ''] ?? [];
    // With a year, days have two digits.
    const day = String(Number(found['day']));
    return { day, month, monthShort, weekday, weekdayShort, year: found['year'] ?? '' };
  };
}
