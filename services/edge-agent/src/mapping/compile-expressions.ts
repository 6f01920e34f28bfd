import { createHmac } from 'node:crypto';
import { compileMoment } from './compile-moments.js';
import type { Compiling, Moment, Quantity, Test, Text } from './compiled.js';
import type { ConditionExpr, MomentExpr, NumberExpr, RowText, TextExpr } from './expression-schema.js';
import { MappingError, RowError } from './mapping-errors.js';
import type { Mapping } from './mapping-schema.js';
import { hashOf, type RowContext, shown } from './row-context.js';
import type { ZonedClocks } from './zoned-clocks.js';

const PSEUDONYM_CHARS = 16;
const HASH_CHARS = 22;

/** Compiles the expressions of a mapping into functions once, and collects every column that they read. */
export class ExpressionCompiler implements Compiling {
  readonly columns = new Set<string>();
  readonly #conditions = new Map<string, Test>();
  readonly #texts = new Map<string, Text>();
  readonly #moments = new Map<string, Moment>();
  readonly #open = new Set<string>();

  /** @param secret keys the pseudonyms */
  constructor(
    readonly mapping: Mapping,
    readonly clocks: ZonedClocks,
    readonly secret: () => string,
    readonly onUnlisted?: (column: string, content: string) => void,
  ) {}

  /** Notes that the mapping reads a column. */
  column(column: string): string {
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
    const column = this.column(expr.column);
    const tests: Test[] = [];
    const { is, isNot, in: list, startsWith, endsWith, contains, matches, isEmpty, above, below, equals } = expr;
    if (is !== undefined) tests.push((row) => row.text(column) === is);
    if (isNot !== undefined) tests.push((row) => row.text(column) !== isNot);
    if (list !== undefined) tests.push((row) => list.includes(row.text(column)));
    if (startsWith !== undefined) tests.push((row) => row.text(column).startsWith(startsWith));
    if (endsWith !== undefined) tests.push((row) => row.text(column).endsWith(endsWith));
    if (contains !== undefined) tests.push((row) => row.text(column).includes(contains));
    if (matches !== undefined) {
      const regex = regexOf(matches, column);
      tests.push((row) => regex.test(row.text(column)));
    }
    if (isEmpty !== undefined) tests.push((row) => (row.text(column) === '') === isEmpty);
    if (above !== undefined) tests.push((row) => row.number(column) > above);
    if (below !== undefined) tests.push((row) => row.number(column) < below);
    if (equals !== undefined) tests.push((row) => row.number(column) === equals);
    if (tests.length === 0)
      throw new MappingError(
        `A condition on column "${column}" tests nothing; add is, isNot, in, startsWith, endsWith, contains, ` +
          'matches, isEmpty, above, below or equals.',
      );
    return (row) => tests.every((test) => test(row));
  }

  #interval(expr: Extract<ConditionExpr, { from: string }>): Test {
    const from = this.moment(expr.from);
    const to = this.moment(expr.to);
    const ends = (row: RowContext): readonly [from: number, to: number] => {
      const begin = from(row);
      return [begin, row.doubts.notBefore(to(row), begin)];
    };
    const seconds = (row: RowContext): number => {
      const [begin, end] = ends(row);
      return (end - begin) / 1000;
    };
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
      tests.push((row) => {
        const [begin, end] = ends(row);
        return (this.clocks.main.dayOf(begin) !== this.clocks.main.dayOf(end)) === expr.onDifferentDays;
      });
    if (tests.length === 0)
      throw new MappingError(
        `A condition from "${expr.from}" to "${expr.to}" tests nothing; add above, below, isNot or onDifferentDays.`,
      );
    return (row) => tests.every((test) => test(row));
  }

  number(expr: NumberExpr): Quantity {
    if (typeof expr === 'number') return () => expr;
    const column = this.column(expr.column);
    return (row) => row.number(column);
  }

  text(expr: TextExpr): Text {
    if (typeof expr === 'string')
      return this.#named('text', expr, this.mapping.texts, this.#texts, (inner) => this.text(inner));
    if ('constant' in expr) return () => expr.constant;
    if ('row' in expr) return rowText(expr.row, this.mapping.input.format);
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
    const column = this.column(expr.column);
    const when = expr.when === undefined ? undefined : this.condition(expr.when);
    const { part, unknown = [], map, otherwise = 'reject', pseudonym = false } = expr;
    return (row) => {
      if (when !== undefined && !when(row)) return undefined;
      let content = row.text(column);
      if (content === '' || unknown.includes(content)) return undefined;
      if (part !== undefined) content = content.slice(part.from - 1, part.from - 1 + part.length);
      if (map !== undefined) {
        const mapped = Object.hasOwn(map, content) ? map[content] : undefined;
        if (mapped === undefined) this.onUnlisted?.(column, content);
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
    return typeof expr === 'string' ? this.#namedMoment(expr) : compileMoment(expr, this);
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
}

/** @throws MappingError when rows have no line */
const rowText = (what: RowText, format: Mapping['input']['format']): Text => {
  if (what === 'line' && format === 'record')
    throw new MappingError('A record of a connector has no line; use the column of its id in place of { row: line }.');
  if (what === 'line') return (row) => String(row.place.line);
  return what === 'file' ? (row) => row.place.file : (row) => hashOf(row.cells).slice(0, HASH_CHARS);
};

/** @throws MappingError when the pattern is no regular expression */
function regexOf(source: string, column: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (cause) {
    throw new MappingError(
      `The condition on column "${column}" has matches: ${shown(source)}, which is not a regular expression ` +
        `(${cause instanceof Error ? cause.message : String(cause)}).`,
    );
  }
}
