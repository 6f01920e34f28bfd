import { FileError } from '../../mapping/mapping-errors.js';
import type { MappingInput } from '../../mapping/mapping-schema.js';
import type { RowFault } from './row-faults.js';

/** Rows above a header: a title, a date, empty cells. */
const MAX_ROWS_ABOVE = 100;
const SHOWN_COLUMNS = 100;

type AnyRow = { readonly line: number } & ({ readonly cells: readonly string[] } | { readonly fault: RowFault });

const trimmed = (cells: readonly string[]): readonly string[] => cells.map((cell) => cell.trim());

/** Finds the header of a table: the first row that has every column that the mapping needs, unless the mapping says. */
export class HeaderSearch {
  /** The names of the columns, once they are known. */
  header: readonly string[] | undefined;
  readonly #needed: readonly string[];
  #rowsAbove = 0;
  #nearest: readonly string[] | undefined;
  #fault: RowFault | undefined;

  /** @param columns every column that the mapping reads */
  constructor(
    readonly path: string,
    readonly columns: ReadonlySet<string>,
    readonly input: MappingInput,
  ) {
    this.#needed = [...columns].filter((column) => !input.optionalColumns.includes(column));
    if (input.columns !== undefined) this.#found(input.columns);
  }

  /** Whether a row is the header. It has no effect. */
  isHeader(cells: readonly string[], line: number): boolean {
    if (this.input.columns !== undefined) return false;
    if (this.input.headerRow !== undefined) return line === this.input.headerRow;
    return this.#missingIn(trimmed(cells)).length === 0;
  }

  #missingIn(header: readonly string[]): readonly string[] {
    return this.#needed.filter((column) => !header.includes(column));
  }

  /** Takes the rows up to the header. @returns false for a row below it @throws FileError when there is none */
  takes(row: AnyRow): boolean {
    if (this.header !== undefined) return false;
    if ('fault' in row) this.#fault ??= row.fault;
    else if (this.isHeader(row.cells, row.line)) this.#found(trimmed(row.cells));
    else this.#nearest = this.#nearer(trimmed(row.cells));
    this.#rowsAbove += 1;
    const { headerRow = Number.POSITIVE_INFINITY } = this.input;
    if (this.header === undefined && (this.#rowsAbove >= MAX_ROWS_ABOVE || row.line >= headerRow)) this.end();
    return true;
  }

  #nearer(cells: readonly string[]): readonly string[] {
    const nearest = this.#nearest ?? cells;
    return this.#missingIn(cells).length < this.#missingIn(nearest).length ? cells : nearest;
  }

  /** @throws FileError when a column is missing or stands there twice */
  #found(header: readonly string[]): void {
    const repeated = header.find((column, index) => this.columns.has(column) && header.indexOf(column) !== index);
    if (repeated !== undefined)
      throw new FileError(
        'repeated_column',
        `The header of ${this.path} has "${repeated}" twice, and the mapping reads that column. ` +
          'Give the two columns different names in the file, and name the right one in the mapping.',
      );
    checkColumns(this.path, this.#needed, header);
    this.header = header;
  }

  /** The file has ended. @throws FileError when no header was found */
  end(): void {
    if (this.header !== undefined) return;
    if (this.#fault !== undefined)
      throw new FileError('missing_column', `The header of ${this.path} cannot be read: ${this.#fault.reason}`);
    checkColumns(this.path, this.#needed, this.#nearest ?? []);
  }
}

/** @throws FileError that names the columns that are missing */
export function checkColumns(path: string, needed: readonly string[], present: readonly string[]): void {
  const missing = needed.filter((column) => !present.includes(column));
  if (missing.length === 0) return;
  const names = missing.map((column) => `"${column}"`).join(', ');
  const delimiter = [';', '\t', '|', ','].find((mark) => present.length === 1 && present[0]?.includes(mark));
  throw new FileError(
    'missing_column',
    `The mapping names ${missing.length === 1 ? 'the column' : 'the columns'} ${names}, which ${path} does not have; ` +
      `it has: ${present.slice(0, SHOWN_COLUMNS).join(', ')}. ${
        delimiter === undefined
          ? "Correct the mapping, or the file's header."
          : `The columns seem to be separated by "${delimiter === '\t' ? '\\t' : delimiter}"; set input.delimiter.`
      }`,
  );
}
