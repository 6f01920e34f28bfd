import { createHmac } from 'node:crypto';
import { DateTime } from 'luxon';
import { dateReader, timeReader, type ZonedClock } from './clock-formats.js';
import { MappingError, RowError } from './mapping-errors.js';
import type { ConditionExpr, Mapping, MomentExpr, NumberExpr, TextExpr } from './mapping-schema.js';
import { type RowContext, shown } from './row-context.js';

export type Test = (row: RowContext) => boolean;
/** Returns undefined when the text is unknown. */
export type Text = (row: RowContext) => string | undefined;
export type Moment = (row: RowContext) => number;
export type Quantity = (row: RowContext) => number;

const HALF_DAY_MS = 12 * 3600 * 1000;
const PSEUDONYM_CHARS = 16;

/** Compiles the expressions of a mapping into functions once, and collects every column that they read. */
export class ExpressionCompiler {
  readonly columns = new Set<string>();
  readonly #conditions = new Map<string, Test>();
  readonly #texts = new Map<string, Text>();
  readonly #moments = new Map<string, Moment>();
  readonly #open = new Set<string>();

  /** @param secret keys the pseudonyms */
  constructor(
    readonly mapping: Mapping,
    readonly clock: ZonedClock,
    readonly secret: () => string,
  ) {}

  #column(column: string): string {
    this.columns.add(column);
    return column;
  }

  #named<Expr, Made>(
    kind: string,
    name: string,
    exprs: Readonly<Record<string, Expr>>,
    made: Map<string, Made>,
    compile: (expr: Expr) => Made,
  ): Made {
    const known = made.get(name);
    if (known !== undefined) return known;
    const expr = exprs[name];
    if (expr === undefined)
      throw new MappingError(
        `The mapping uses the ${kind} "${name}", but ${kind}s has only: ${Object.keys(exprs).join(', ') || 'none'}.`,
      );
    const mark = `${kind} ${name}`;
    if (this.#open.has(mark))
      throw new MappingError(`The ${kind} "${name}" refers to itself; remove the circular reference.`);
    this.#open.add(mark);
    const compiled = compile(expr);
    this.#open.delete(mark);
    made.set(name, compiled);
    return compiled;
  }

  condition(expr: ConditionExpr): Test {
    if (typeof expr === 'string')
      return this.#named('condition', expr, this.mapping.conditions, this.#conditions, (inner) =>
        this.condition(inner),
      );
    if ('all' in expr) {
      const tests = expr.all.map((one) => this.condition(one));
      return (row) => tests.every((test) => test(row));
    }
    if ('any' in expr) {
      const tests = expr.any.map((one) => this.condition(one));
      return (row) => tests.some((test) => test(row));
    }
    if ('not' in expr) {
      const test = this.condition(expr.not);
      return (row) => !test(row);
    }
    return 'from' in expr ? this.#interval(expr) : this.#cell(expr);
  }

  #cell(expr: Extract<ConditionExpr, { column: string }>): Test {
    const column = this.#column(expr.column);
    const tests: Test[] = [];
    const { is, isNot, in: list, isEmpty, above, below, equals } = expr;
    if (is !== undefined) tests.push((row) => row.text(column) === is);
    if (isNot !== undefined) tests.push((row) => row.text(column) !== isNot);
    if (list !== undefined) tests.push((row) => list.includes(row.text(column)));
    if (isEmpty !== undefined) tests.push((row) => (row.text(column) === '') === isEmpty);
    if (above !== undefined) tests.push((row) => row.number(column) > above);
    if (below !== undefined) tests.push((row) => row.number(column) < below);
    if (equals !== undefined) tests.push((row) => row.number(column) === equals);
    if (tests.length === 0)
      throw new MappingError(
        `A condition on column "${column}" tests nothing; add is, isNot, in, isEmpty, above, below or equals.`,
      );
    return (row) => tests.every((test) => test(row));
  }

  #interval(expr: Extract<ConditionExpr, { from: string }>): Test {
    const from = this.moment(expr.from);
    const to = this.moment(expr.to);
    const seconds = (row: RowContext): number => (to(row) - from(row)) / 1000;
    const tests: Test[] = [];
    const add = (bound: NumberExpr | undefined, holds: (seconds: number, bound: number) => boolean): void => {
      if (bound === undefined) return;
      const quantity = this.number(bound);
      tests.push((row) => holds(seconds(row), quantity(row)));
    };
    add(expr.above, (value, bound) => value > bound);
    add(expr.below, (value, bound) => value < bound);
    add(expr.isNot, (value, bound) => value !== bound);
    if (expr.onDifferentDays !== undefined)
      tests.push((row) => (this.clock.dayOf(from(row)) !== this.clock.dayOf(to(row))) === expr.onDifferentDays);
    if (tests.length === 0)
      throw new MappingError(
        `A condition from "${expr.from}" to "${expr.to}" tests nothing; add above, below, isNot or onDifferentDays.`,
      );
    return (row) => tests.every((test) => test(row));
  }

  number(expr: NumberExpr): Quantity {
    if (typeof expr === 'number') return () => expr;
    const column = this.#column(expr.column);
    return (row) => row.number(column);
  }

  text(expr: TextExpr): Text {
    if (typeof expr === 'string')
      return this.#named('text', expr, this.mapping.texts, this.#texts, (inner) => this.text(inner));
    if ('constant' in expr) return () => expr.constant;
    if ('join' in expr) {
      const parts = expr.join.map((one) => this.text(one));
      return (row) => {
        const found = parts.map((part) => part(row));
        return found.includes(undefined) ? undefined : found.join(expr.with ?? '');
      };
    }
    return this.#textOfCell(expr);
  }

  #textOfCell(expr: Extract<TextExpr, { column: string }>): Text {
    const column = this.#column(expr.column);
    const when = expr.when === undefined ? undefined : this.condition(expr.when);
    const { part, unknown = [], map, otherwise = 'reject', pseudonym = false } = expr;
    return (row) => {
      if (when !== undefined && !when(row)) return undefined;
      let content = row.text(column);
      if (content === '' || unknown.includes(content)) return undefined;
      if (part !== undefined) content = content.slice(part.from - 1, part.from - 1 + part.length);
      if (map !== undefined) {
        const mapped = Object.hasOwn(map, content) ? map[content] : undefined;
        if (mapped === undefined && otherwise === 'unknown') return undefined;
        if (mapped === undefined && otherwise === 'reject')
          throw new RowError(
            'unknown_value',
            `Column "${column}" has ${shown(content)}, which the mapping does not list.`,
          );
        content = mapped ?? content;
      }
      return pseudonym
        ? createHmac('sha256', this.secret()).update(content).digest('base64url').slice(0, PSEUDONYM_CHARS)
        : content;
    };
  }

  moment(expr: MomentExpr): Moment {
    if (typeof expr === 'string') return this.#namedMoment(expr);
    if ('firstOf' in expr) {
      const branches = expr.firstOf.map(({ when, use }) => ({
        test: when === undefined ? () => true : this.condition(when),
        use: this.moment(use),
      }));
      return (row) => {
        const branch = branches.find(({ test }) => test(row));
        if (branch === undefined)
          throw new RowError('no_moment', 'No branch of a firstOf matches this row; add a branch without "when".');
        return branch.use(row);
      };
    }
    if ('plus' in expr) {
      const base = this.moment(expr.moment);
      const column = this.#column(expr.plus.column);
      const factor = { milliseconds: 1, seconds: 1000, minutes: 60_000 }[expr.plus.unit];
      return (row) => base(row) + row.number(column) * factor;
    }
    return 'date' in expr ? this.#dateAndTime(expr) : this.#stamp(expr);
  }

  /** A named moment is calculated once for each row. */
  #namedMoment(name: string): Moment {
    return this.#named('moment', name, this.mapping.moments, this.#moments, (inner) => {
      const moment = this.moment(inner);
      return (row) => {
        const known = row.moments.get(name) ?? moment(row);
        row.moments.set(name, known);
        return known;
      };
    });
  }

  #dateAndTime(expr: Extract<MomentExpr, { date: object }>): Moment {
    const dateColumn = this.#column(expr.date.column);
    const timeColumn = this.#column(expr.time.column);
    const readDate = dateReader(expr.date.format);
    const readTime = timeReader(expr.time.format);
    const floor = expr.notBefore === undefined ? undefined : this.moment(expr.notBefore);
    return (row) => {
      const day = readDate(row.text(dateColumn));
      const seconds = readTime(row.text(timeColumn));
      const at = this.clock.at(day, seconds);
      return floor !== undefined && at < floor(row) - HALF_DAY_MS ? this.clock.at(day, seconds, 1) : at;
    };
  }

  #stamp(expr: Extract<MomentExpr, { format: string }>): Moment {
    const column = this.#column(expr.column);
    if (expr.format === 'unix_ms') return (row) => row.number(column);
    if (expr.format === 'unix_s') return (row) => row.number(column) * 1000;
    const zone = this.clock.timeZone;
    return (row) => {
      const content = row.text(column);
      const read =
        expr.format === 'iso'
          ? DateTime.fromISO(content, { zone })
          : DateTime.fromFormat(content, expr.format, { zone });
      if (!read.isValid)
        throw new RowError(
          'bad_date',
          `Column "${column}" has ${shown(content)}, which is not a time in the format ${expr.format}.`,
        );
      return read.toMillis();
    };
  }
}
