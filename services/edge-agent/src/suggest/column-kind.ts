import { durationReader } from '../mapping/formats/duration-reader.js';
import { numberReader } from '../mapping/formats/number-reader.js';
import { formatReader } from '../mapping/formats/read-format.js';

/** What the contents of a column look like. */
export interface ColumnKind {
  readonly name: string;
  readonly kind: 'stamp' | 'date' | 'time' | 'duration' | 'number' | 'text' | 'empty';
  readonly format?: string | undefined;
  /** Why the format is a guess. */
  readonly doubt?: string | undefined;
  /** Milliseconds or number of the middle content, by which columns are put in order. */
  readonly middle: number;
  readonly distinct: number;
  readonly filled: number;
  readonly hasEmpty: boolean;
}

const CLOCKS = ['HH:mm:ss', 'H:mm:ss', 'HH:mm', 'H:mm', 'h:mm:ss a', 'h:mm a'];
const DATES = ['yyyy-LL-dd', 'dd.LL.yyyy', 'd.L.yyyy', 'dd/LL/yyyy', 'LL/dd/yyyy', 'd/L/yyyy', 'L/d/yyyy'].concat([
  'dd-LL-yyyy',
  'yyyy/LL/dd',
  'dd.LL.yy',
  'dd/LL/yy',
  'd LLLL yyyy',
  'd-LLL-yyyy',
  'd LLL yyyy',
  'LLL d, yyyy',
]);
const STAMPS = [
  'iso',
  ...DATES.flatMap((date) => CLOCKS.flatMap((clock) => [`${date} ${clock}`, `${date}, ${clock}`])),
];
const ONLY_DATES = ['iso', ...DATES, 'yyyyLLdd', 'ddLLyyyy', 'yyLLdd'];
const ONLY_TIMES = [...CLOCKS, 'Hmm'];
/** A date that reads the same with day and month swapped proves nothing. */
const SWAPPED: Readonly<Record<string, string>> = { 'dd/LL': 'LL/dd', 'd/L': 'L/d' };

/** @param contents of the first rows @param language of month names */
export function columnKind(name: string, contents: readonly string[], language: string): ColumnKind {
  const filled = contents.filter((content) => content !== '');
  const base = {
    name,
    distinct: new Set(filled).size,
    filled: filled.length,
    hasEmpty: filled.length < contents.length,
  };
  if (filled.length === 0) return { ...base, kind: 'empty', middle: 0 };
  const stamp = bestFormat(filled, STAMPS, 'stamp', language);
  if (stamp !== undefined) return { ...base, kind: 'stamp', ...stamp };
  const time = bestFormat(filled, ONLY_TIMES.slice(0, -1), 'time', language);
  if (time !== undefined && /time|uhr|hora|heure|saat|час|время|start|end|at$|in$|out$/i.test(name))
    return { ...base, kind: 'time', ...time };
  const date = bestFormat(filled, ONLY_DATES, 'date', language);
  if (date !== undefined) return { ...base, kind: 'date', ...date };
  if (time !== undefined) return { ...base, kind: 'time', ...time };
  const numberOf = numberReader({});
  const numbers = filled.map(numberOf).filter((read) => typeof read === 'number');
  if (numbers.length === filled.length) return { ...base, kind: 'number', middle: middleOf(numbers) };
  const durations = filled.map(durationReader(undefined, 'mm:ss', numberOf)).filter((read) => typeof read === 'number');
  if (durations.length === filled.length) return { ...base, kind: 'duration', middle: middleOf(durations) };
  return { ...base, kind: 'text', middle: 0 };
}

const middleOf = (numbers: readonly number[]): number =>
  [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;

interface Found {
  readonly format: string;
  readonly doubt?: string | undefined;
  readonly middle: number;
}

/** Most contents must be in the format: single ones may mean an empty cell. */
const ENOUGH = 0.8;

function bestFormat(
  contents: readonly string[],
  formats: readonly string[],
  use: 'stamp' | 'date' | 'time',
  language: string,
): Found | undefined {
  let best: (Found & { readonly read: number }) | undefined;
  for (const format of formats) {
    const read = momentsOf(contents, format, use, language);
    if (read.length < contents.length * ENOUGH || read.length <= (best?.read ?? 0)) continue;
    best = { format, middle: middleOf(read), read: read.length };
  }
  if (best === undefined) return undefined;
  const [day] = Object.keys(SWAPPED).filter((part) => best.format.includes(part));
  const other = day === undefined ? undefined : best.format.replace(day, SWAPPED[day] ?? '');
  const isEither = other !== undefined && momentsOf(contents, other, use, language).length >= best.read;
  const doubt = isEither ? `day and month may be swapped; the other reading is "${other}"` : undefined;
  return { format: best.format, middle: best.middle, doubt };
}

function momentsOf(
  contents: readonly string[],
  format: string,
  use: 'stamp' | 'date' | 'time',
  language: string,
): number[] {
  const read = formatReader(format, use, language);
  return contents.flatMap((content) => {
    const found = read(content);
    const isWhole = use === 'stamp' ? found?.timeMs !== undefined : use === 'date' ? found?.timeMs === undefined : true;
    return found === undefined || !isWhole ? [] : [(found.dayMs ?? 0) + (found.timeMs ?? 0)];
  });
}
