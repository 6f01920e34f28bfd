import { MappingError } from '../mapping-errors.js';

/** What a token of a format says. */
export type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'meridiem'
  | 'offset'
  | 'zone'
  | 'weekday';

/** A moment in one column, or the date or the time of a moment in two columns. */
export type FormatUse = 'stamp' | 'date' | 'time';

interface Token {
  readonly part: Part;
  readonly source: string;
}

const of = (part: Part, source: string, names: string): readonly (readonly [string, Token])[] =>
  names.split(' ').map((name) => [name, { part, source }]);

const DATE = [
  ...of('year', '\\d{4}', 'yyyy'),
  ...of('shortYear', '\\d{2}', 'yy'),
  ...of('month', '\\d{2}', 'LL MM'),
  ...of('month', '\\d{1,2}', 'L M'),
  ...of('monthName', '\\p{L}[\\p{L}.]*', 'LLL LLLL MMM MMMM'),
  ...of('day', '\\d{2}', 'dd'),
  ...of('day', '\\d{1,2}', 'd'),
  ...of('weekday', '\\p{L}[\\p{L}.]*', 'EEE EEEE ccc cccc'),
];
/** In a date of its own, mm can be nothing but the month. */
const MONTH_IN_DATE = [...of('month', '\\d{2}', 'mm'), ...of('month', '\\d{1,2}', 'm')];
const TIME = [
  ...of('hour', '\\d{2}', 'HH hh'),
  ...of('hour', '\\d{1,2}', 'H h'),
  ...of('minute', '\\d{2}', 'mm'),
  ...of('minute', '\\d{1,2}', 'm'),
  ...of('second', '\\d{2}', 'ss'),
  ...of('second', '\\d{1,2}', 's'),
  ...of('fraction', '\\d{1,9}', 'S SS SSS SSSS SSSSS SSSSSS u'),
  ...of('meridiem', '[AaPp]\\.?\\s?[Mm]\\.?', 'a'),
];
const ZONE = [
  ...of('offset', 'Z|[+-]\\d{1,2}(?::?\\d{2})?', 'Z ZZ ZZZ'),
  ...of('zone', '[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*', 'z'),
];

const TOKENS: Readonly<Record<FormatUse, ReadonlyMap<string, Token>>> = {
  stamp: new Map([...DATE, ...TIME, ...ZONE]),
  date: new Map([...DATE, ...MONTH_IN_DATE]),
  time: new Map(TIME),
};

export interface Pattern {
  readonly regex: RegExp;
  /** Parts by group of the regular expression. */
  readonly parts: readonly Part[];
}

const LITERAL = /[.*+?^${}()|[\]\\/]/g;

/** Converts a format such as `yymmdd` or `dd.LL.yyyy HH:mm` into a pattern. @throws MappingError */
export function patternOf(format: string, use: FormatUse): Pattern {
  const tokens = TOKENS[use];
  const parts: Part[] = [];
  let source = '';
  for (let at = 0; at < format.length; ) {
    const piece = nextPiece(format, at, tokens);
    at += piece.length;
    if (piece.token === undefined) {
      source += /^\s+$/.test(piece.text) ? '\\s+' : piece.text.replace(LITERAL, '\\$&');
      continue;
    }
    parts.push(piece.token.part);
    source += `(${piece.token.source})`;
    // Fractions of a second are read, whether the format has them or not.
    if (piece.token.part === 'second' && !/^[.,]|^S/.test(format.slice(at))) source += '(?:[.,](\\d{1,9}))?';
    if (piece.token.part === 'second' && source.endsWith(')?')) parts.push('fraction');
  }
  check(format, use, parts);
  return { regex: new RegExp(`^${source}$`, 'u'), parts };
}

interface Piece {
  readonly text: string;
  /** Characters of the format. */
  readonly length: number;
  readonly token?: Token;
}

function nextPiece(format: string, at: number, tokens: ReadonlyMap<string, Token>): Piece {
  const letter = format[at] ?? '';
  if (letter === "'") {
    const end = format.indexOf("'", at + 1);
    if (end === -1) throw new MappingError(`The format "${format}" opens a quote and does not close it.`);
    return { text: format.slice(at + 1, end), length: end + 1 - at };
  }
  const run = /^([A-Za-z])\1*/.exec(format.slice(at))?.[0] ?? '';
  // `hmm` and `yymmdd` have no separators; `ddd` is no token, and neither is the `dd` in it.
  const token = tokens.get(run);
  if (token !== undefined) return { text: run, length: run.length, token };
  if (run !== '' && run !== 'T')
    throw new MappingError(
      `The format "${format}" contains "${run}"; use only ${[...tokens.keys()].join(', ')}, separators, and ` +
        "other text in single quotes ('de').",
    );
  if (run !== '') return { text: run, length: run.length };
  const literal = /^\s+|^./u.exec(format.slice(at))?.[0] ?? letter;
  return { text: literal, length: literal.length };
}

const MINUTES = 'mm is minutes here; write LL or MM for the month';

function check(format: string, use: FormatUse, parts: readonly Part[]): void {
  const refuse = (why: string): never => {
    throw new MappingError(`The format "${format}" cannot be used: ${why}.`);
  };
  const has = (part: Part): boolean => parts.includes(part);
  const kinds = parts.map((part) => (part === 'shortYear' ? 'year' : part === 'monthName' ? 'month' : part));
  const twice = kinds.find((part, index) => kinds.indexOf(part) !== index);
  if (use === 'stamp' && has('minute') && (twice === 'minute' || !has('hour'))) refuse(MINUTES);
  if (twice !== undefined) refuse(`it has the ${twice} twice`);
  if (use !== 'time')
    for (const part of ['year', 'month', 'day'] as const) if (!kinds.includes(part)) refuse(`it has no ${part}`);
  if (use !== 'date' && !has('hour'))
    refuse(
      'it has no hour, and a date alone says nothing of waits. Mnara counts single visits with the times of their ' +
        'steps; add the time of day as { date: ..., time: ... }. Totals of days cannot be imported',
    );
}
