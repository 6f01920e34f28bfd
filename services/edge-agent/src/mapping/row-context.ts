import { createHash } from 'node:crypto';
import { type NumberStyle, numberReader, type ReadNumber } from './formats/number-reader.js';
import { LocalDoubts } from './local-doubts.js';
import { RowError } from './mapping-errors.js';

/** The cells of a row by column name. */
export type Cells = ReadonlyMap<string, string>;

/** Where a row stands in its source. */
export interface RowPlace {
  /** From 1. */
  readonly line: number;
  readonly file: string;
}

const SHOWN_CHARS = 60;
/** The content of a cell for a message; long content is truncated. */
export const shown = (content: string): string =>
  content.length > SHOWN_CHARS ? `"${content.slice(0, SHOWN_CHARS)}..."` : `"${content}"`;

/** Identifies a row by its content. */
export const hashOf = (cells: Cells): string =>
  createHash('sha256')
    .update(JSON.stringify([...cells]))
    .digest('base64url');

/** How the contents of a source's cells are read. */
export class CellStyle {
  readonly numberOf: (content: string) => ReadNumber;
  readonly #empty: ReadonlySet<string>;

  constructor(input: NumberStyle & { readonly empty: readonly string[] }) {
    this.numberOf = numberReader(input);
    this.#empty = new Set(input.empty);
  }

  /** The content without spaces around it; '' for one that means an empty cell. */
  text(content: string): string {
    const trimmed = content.trim();
    return this.#empty.has(trimmed) ? '' : trimmed;
  }
}

/** One row while it is mapped: its cells, and the moments that were already calculated. */
export class RowContext {
  readonly moments = new Map<string, number>();
  readonly doubts = new LocalDoubts();

  constructor(
    readonly cells: Cells,
    readonly style: CellStyle,
    readonly place: RowPlace,
  ) {}

  text(column: string): string {
    return this.style.text(this.cells.get(column) ?? '');
  }

  /** The content of a cell that must not be empty. @param code of the fault if it is @throws EmptyCellError */
  needed(column: string, code: string): string {
    const content = this.text(column);
    if (content === '') throw new EmptyCellError(code, column);
    return content;
  }

  number(column: string): number {
    const content = this.text(column);
    const number = this.style.numberOf(content);
    if (typeof number === 'number') return number;
    const why =
      number === 'none' ? 'is not a number' : 'has two meanings; state input.decimal or input.thousands in the mapping';
    throw new RowError('not_a_number', `Column "${column}" has ${shown(content)}, which ${why}.`);
  }
}

/** A cell is empty that a time needs. */
export class EmptyCellError extends RowError {
  constructor(code: string, column: string) {
    super(
      code,
      `Column "${column}" is empty, and a time needs it. Where the event did not happen then, write "optional: true" ` +
        'beside the event in the mapping, and it is left out of such rows.',
    );
  }
}
