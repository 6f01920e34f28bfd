import type { Compiling, Moment } from './compiled.js';
import type { DurationExpr, MomentExpr, TextExpr, TimeExpr } from './expression-schema.js';
import { DURATION_UNITS, durationReader, type ReadDuration } from './formats/duration-reader.js';
import { numberReader } from './formats/number-reader.js';
import { type FormatReader, formatReader, type ReadMoment } from './formats/read-format.js';
import { MappingError, RowError } from './mapping-errors.js';
import { type RowContext, shown } from './row-context.js';
import type { ZonedClock } from './zoned-clock.js';

type Compound = Exclude<MomentExpr, string>;

const HALF_DAY_MS = 12 * 3600 * 1000;

/** Compiles a moment that has no name. @throws MappingError */
export function compileMoment(expr: Compound, compiler: Compiling): Moment {
  if ('firstOf' in expr) return firstOf(expr, compiler);
  if ('plus' in expr) return shifted(expr.moment, expr.plus, 1, compiler);
  if ('minus' in expr) return shifted(expr.moment, expr.minus, -1, compiler);
  return 'date' in expr ? dateAndTime(expr, compiler) : stamp(expr, compiler);
}

function firstOf(expr: Extract<Compound, { firstOf: object }>, compiler: Compiling): Moment {
  const branches = expr.firstOf.map(({ when, use }) => ({
    test: when === undefined ? () => true : compiler.condition(when),
    use: compiler.moment(use),
  }));
  return (row) => {
    const branch = branches.find(({ test }) => test(row));
    if (branch === undefined)
      throw new RowError('no_moment', 'No branch of a firstOf matches this row; add a branch without "when".');
    return branch.use(row);
  };
}

function shifted(from: MomentExpr, by: DurationExpr, sign: 1 | -1, compiler: Compiling): Moment {
  const base = compiler.moment(from);
  if ('constant' in by) {
    const ms = sign * by.constant * DURATION_UNITS[by.unit];
    return (row) => base(row) + ms;
  }
  const column = compiler.column(by.column);
  const read = durationReader(by.unit, by.format, numberReader(compiler.mapping.input));
  return (row) => {
    const content = row.needed(column, 'not_a_number');
    const ms = read(content);
    if (typeof ms !== 'number') throw new RowError(CODES[ms], `Column "${column}" has ${shown(content)}, ${WHY[ms]}.`);
    return base(row) + sign * ms;
  };
}

const NULL_WORDS = /^(?:null|none|nil|n\/?a|nan|\\n|-+|\?+)$/i;
/** What to do about a content that means an empty cell. */
const nullHint = (content: string): string =>
  NULL_WORDS.test(content) ? ` If it means an empty cell, list it: input.empty: [${shown(content)}].` : '';

const CODES: Readonly<Record<Exclude<ReadDuration, number>, string>> = {
  none: 'not_a_number',
  ambiguous: 'not_a_number',
  no_unit: 'bad_duration',
  two_parts: 'bad_duration',
};

const WHY: Readonly<Record<Exclude<ReadDuration, number>, string>> = {
  none: 'which is not a number, nor a duration such as 0:01:30, PT90S or 1 min 30 s',
  ambiguous: 'which has two meanings; state input.decimal in the mapping',
  no_unit: 'a number without a unit; add "unit" beside the column',
  two_parts: 'which has two meanings; add format: h:mm or format: mm:ss beside the column',
};

/** The reader of a format. Typed cells of a spreadsheet or a record come as ISO, whatever the format says of texts. */
function reader(format: string, use: 'stamp' | 'date' | 'time', compiler: Compiling): FormatReader {
  const { format: source, language } = compiler.mapping.input;
  const read = formatReader(format, use, language);
  if (source !== 'xlsx' && source !== 'ods' && source !== 'record') return read;
  const typed = formatReader('iso', use, language);
  return (content) => typed(content) ?? read(content);
}

/** The clock of a row: that of the zone that it names, otherwise the source's. */
function clockOf(zone: TextExpr | undefined, compiler: Compiling): (row: RowContext) => ZonedClock {
  const { clocks } = compiler;
  if (zone === undefined) return () => clocks.main;
  const text = compiler.text(zone);
  return (row) => {
    const name = text(row);
    return name === undefined ? clocks.main : clocks.named(name);
  };
}

/** The moment that date and time say together, by the clock that they name or else by the row's. */
function momentOf(
  dayMs: number,
  timeMs: number,
  read: ReadMoment,
  clock: ZonedClock,
  row: RowContext,
  compiler: Compiling,
) {
  if (read.zone !== undefined && read.offsetMinutes === undefined)
    return compiler.clocks.named(read.zone).local(dayMs + timeMs, row.doubts);
  if (read.offsetMinutes !== undefined) return dayMs + timeMs - read.offsetMinutes * 60_000;
  return clock.local(dayMs + timeMs, row.doubts);
}

function stamp(expr: Extract<Compound, { format: string }>, compiler: Compiling): Moment {
  const column = compiler.column(expr.column);
  if (expr.format === 'unix_ms') return (row) => row.number(column);
  if (expr.format === 'unix_s') return (row) => row.number(column) * 1000;
  const read = reader(expr.format, 'stamp', compiler);
  const clock = clockOf(expr.zone, compiler);
  return (row) => {
    const content = row.needed(column, 'bad_date');
    const found = read(content);
    if (found?.dayMs === undefined)
      throw new RowError(
        'bad_date',
        `Column "${column}" has ${shown(content)}, which is not a time in the format ${expr.format}.` +
          nullHint(content),
      );
    if (found.timeMs === undefined)
      throw new RowError(
        'bad_date',
        `Column "${column}" has ${shown(content)}, a date without a time of day. Waits need the times of single ` +
          'visits; add the column with the time: { date: ..., time: ... }.',
      );
    return momentOf(found.dayMs, found.timeMs, found, clock(row), row, compiler);
  };
}

function dateAndTime(expr: Extract<Compound, { date: object }>, compiler: Compiling): Moment {
  const column = compiler.column(expr.date.column);
  const readDate = reader(expr.date.format, 'date', compiler);
  const time = timeReader(expr.time, compiler);
  const clock = clockOf(expr.zone, compiler);
  const floor = expr.notBefore === undefined ? undefined : compiler.moment(expr.notBefore);
  return (row) => {
    const content = row.needed(column, 'bad_date');
    const dayMs = readDate(content)?.dayMs;
    if (dayMs === undefined)
      throw new RowError(
        'bad_date',
        `${shown(content)} is not a date in the format ${expr.date.format}.${nullHint(content)}`,
      );
    const timeMs = time(row);
    const zoned = clock(row);
    const at = zoned.local(dayMs + timeMs, row.doubts);
    const isNextDay = floor !== undefined && at < floor(row) - HALF_DAY_MS;
    return isNextDay ? zoned.local(dayMs + 2 * HALF_DAY_MS + timeMs, row.doubts) : at;
  };
}

/** Milliseconds since midnight. */
function timeReader(expr: TimeExpr, compiler: Compiling): (row: RowContext) => number {
  if ('constant' in expr) {
    const timeMs = formatReader('iso', 'time', 'en')(expr.constant)?.timeMs;
    if (timeMs === undefined) throw new MappingError(`The time "${expr.constant}" is not a time of day.`);
    return () => timeMs;
  }
  const column = compiler.column(expr.column);
  const meridiem = expr.meridiem === undefined ? undefined : compiler.column(expr.meridiem);
  const format = meridiem === undefined ? expr.format : `${expr.format} a`;
  const read = reader(format, 'time', compiler);
  return (row) => {
    const own = row.needed(column, 'bad_time');
    const content = meridiem === undefined ? own : `${own} ${row.needed(meridiem, 'bad_time')}`;
    const timeMs = read(content)?.timeMs;
    if (timeMs === undefined)
      throw new RowError('bad_time', `${shown(content)} is not a time of day in the format ${format}.`);
    return timeMs;
  };
}
