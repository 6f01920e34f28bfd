import { RowError } from './mapping-errors.js';

/** The cells of a row by column name. */
export type Cells = ReadonlyMap<string, string>;

const SHOWN_CHARS = 60;
/** The content of a cell for a message; long content is truncated. */
export const shown = (content: string): string =>
  content.length > SHOWN_CHARS ? `"${content.slice(0, SHOWN_CHARS)}..."` : `"${content}"`;

/** One row while it is mapped: its cells, and the moments that were already calculated. */
export class RowContext {
  readonly moments = new Map<string, number>();

  constructor(readonly cells: Cells) {}

  text(column: string): string {
    return (this.cells.get(column) ?? '').trim();
  }

  number(column: string): number {
    const content = this.text(column);
    if (!/^[+-]?\d+(\.\d+)?$/.test(content))
      throw new RowError('not_a_number', `Column "${column}" has ${shown(content)}, which is not a number.`);
    return Number(content);
  }
}
