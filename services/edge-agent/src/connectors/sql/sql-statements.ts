import type { Dialect } from './dialects.js';
import type { ColumnKind, SourceColumn, SourceRow, SqlValue, Statement } from './source-session.js';

/** What is read of a source, and in which order. */
export interface SourceShape {
  /** A table, with its schema before a dot; or a query. */
  readonly source: { readonly table: string } | { readonly query: string };
  /** The columns that name a row; the last ones of the order. */
  readonly key: readonly string[];
  /** The column with the time by which rows are read. */
  readonly orderBy: string;
  /** The other columns that are read. */
  readonly others: readonly string[];
}

/** Where reading goes on: from a time on, or after a row. */
export type PageStart = { readonly from: SqlValue } | { readonly after: SourceRow };

/** The columns of a source in the order in which they are read: time, key, others; each once. */
export const columnsOf = ({ orderBy, key, others }: SourceShape): readonly string[] => [
  ...new Set([orderBy, ...key, ...others]),
];

/**
 * The statements of a connector. Values are parameters; names are quoted. Each statement has an upper limit of rows or
 * is a count, and none takes a lock.
 */
export class SqlStatements {
  readonly #dialect: Dialect;
  readonly #shape: SourceShape;
  readonly #kinds: ReadonlyMap<string, ColumnKind>;
  readonly #from: string;
  readonly #list: string;

  /** @param columns of the source, with their kinds */
  constructor(dialect: Dialect, shape: SourceShape, columns: readonly SourceColumn[]) {
    this.#dialect = dialect;
    this.#shape = shape;
    this.#kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
    this.#from = fromOf(dialect, shape);
    this.#list = columnsOf(shape)
      .map((name) => dialect.selected(dialect.quote(name), this.#kind(name)))
      .join(', ');
  }

  #kind(name: string): ColumnKind {
    return this.#kinds.get(name) ?? 'other';
  }

  /** Rows in the order of time and key. @param until the time that they come before */
  page(start: PageStart, limit: number, until?: SqlValue): Statement {
    const made = new Parameters(this.#dialect);
    const { orderBy } = this.#shape;
    const quoted = this.#dialect.quote(orderBy);
    const at = (value: SqlValue): string => made.add(value, this.#kind(orderBy));
    const tests: string[] = [];
    if ('from' in start) tests.push(`${quoted} >= ${at(start.from)}`);
    else tests.push(this.#after(start.after, made));
    if (until !== undefined) tests.push(`${quoted} < ${at(until)}`);
    return made.statement(
      this.#dialect.limited(
        `${this.#list} FROM ${this.#from} WHERE ${tests.join(' AND ')} ORDER BY ${this.#order()}`,
        limit,
      ),
    );
  }

  #order(): string {
    return [this.#shape.orderBy, ...this.#shape.key].map((name) => this.#dialect.quote(name)).join(', ');
  }

  /** The rows after a row: a later time, or the same one and a later key. */
  #after(row: SourceRow, made: Parameters): string {
    const names = [this.#shape.orderBy, ...this.#shape.key];
    const columns = columnsOf(this.#shape);
    const value = (name: string): SqlValue =>
      this.#dialect.compared(row[columns.indexOf(name)] ?? '', this.#kind(name));
    const later = (at: number): string => {
      const name = names[at] ?? '';
      const quoted = this.#dialect.quote(name);
      const test = `${quoted} > ${made.add(value(name), this.#kind(name))}`;
      if (at === names.length - 1) return test;
      const equal = `${quoted} = ${made.add(value(name), this.#kind(name))}`;
      return `(${test} OR (${equal} AND ${later(at + 1)}))`;
    };
    // The first test alone lets the database use an index of the time.
    const { orderBy } = this.#shape;
    const floor = `${this.#dialect.quote(orderBy)} >= ${made.add(value(orderBy), this.#kind(orderBy))}`;
    return `${floor} AND ${later(0)}`;
  }

  /** The rows with these keys. @param keys values of the key's columns */
  byKeys(keys: readonly (readonly string[])[]): Statement {
    const made = new Parameters(this.#dialect);
    const [only, ...others] = this.#shape.key;
    if (only !== undefined && others.length === 0) {
      const kind = this.#kind(only);
      const list = keys.map(([value = '']) => made.add(this.#dialect.compared(value, kind), kind));
      const where = `${this.#dialect.quote(only)} IN (${list.join(', ')})`;
      return made.statement(`SELECT ${this.#list} FROM ${this.#from} WHERE ${where}`);
    }
    const tests = keys.map((values) => {
      const parts = this.#shape.key.map((name, index) => {
        const kind = this.#kind(name);
        const value = this.#dialect.compared(values[index] ?? '', kind);
        return `${this.#dialect.quote(name)} = ${made.add(value, kind)}`;
      });
      return `(${parts.join(' AND ')})`;
    });
    return made.statement(`SELECT ${this.#list} FROM ${this.#from} WHERE ${tests.join(' OR ')}`);
  }

  /** How many rows there are from one time up to another. */
  count(from: SqlValue, until: SqlValue): Statement {
    const made = new Parameters(this.#dialect);
    const { orderBy } = this.#shape;
    const quoted = this.#dialect.quote(orderBy);
    const [first, last] = [from, until].map((value) => made.add(value, this.#kind(orderBy)));
    return made.statement(`SELECT count(*) FROM ${this.#from} WHERE ${quoted} >= ${first} AND ${quoted} < ${last}`);
  }
}

/** A statement without rows, whose columns are those of the source. */
export const shapeStatement = (dialect: Dialect, shape: SourceShape): Statement => ({
  text: `SELECT * FROM ${fromOf(dialect, shape)} WHERE 1 = 0`,
  values: [],
});

function fromOf(dialect: Dialect, { source }: SourceShape): string {
  if ('query' in source) return `(${source.query.trim().replace(/;$/, '')}) AS mnara_source`;
  return source.table.split('.').map(dialect.quote).join('.');
}

class Parameters {
  readonly #values: SqlValue[] = [];

  constructor(readonly dialect: Dialect) {}

  add(value: SqlValue, kind: ColumnKind): string {
    this.#values.push(value);
    return this.dialect.parameter(this.#values.length, kind);
  }

  statement(text: string): Statement {
    return { text, values: this.#values };
  }
}
