import { createHash } from 'node:crypto';
import type { Row } from './export-table.js';

/** The number of rows of a table and the hash of what is in them. */
export interface RowCount {
  readonly rows: number;
  /** SHA-256 of the rows' canonical text, 64 hex digits: one JSON array a line, times as Unix milliseconds. */
  readonly sha256: string;
}

/**
 * Passes rows on and counts them. The hash depends on the rows alone: the same table has the same one in every format.
 */
export class CountedRows {
  readonly #hash = createHash('sha256');
  #rows = 0;
  #sha256: string | undefined;

  async *read(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[], void> {
    for await (const batch of rows) {
      this.#rows += batch.length;
      let text = '';
      for (const row of batch) text += `${JSON.stringify(row)}\n`;
      this.#hash.update(text);
      yield batch;
    }
  }

  /** Call it after the last row. */
  count(): RowCount {
    this.#sha256 ??= this.#hash.digest('hex');
    return { rows: this.#rows, sha256: this.#sha256 };
  }
}
