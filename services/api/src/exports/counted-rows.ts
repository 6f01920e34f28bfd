import { createHash } from 'node:crypto';
import type { Row } from './export-table.js';
import { ByteText } from './writers/byte-text.js';
import { jsonCells } from './writers/json-bytes.js';

/** The number of rows of a table and the hash of what is in them. */
export interface RowCount {
  readonly rows: number;
  /** SHA-256 of the rows' canonical text, 64 hex digits: one JSON array a line, times as Unix milliseconds. */
  readonly sha256: string;
}

const [OPEN, COMMA, CLOSE, NEWLINE] = [91, 44, 93, 10] as const;

/**
 * Passes rows on and counts them. The hash depends on the rows alone: the same table has the same one in every format.
 */
export class CountedRows {
  readonly #hash = createHash('sha256');
  readonly #text = new ByteText();
  readonly #cells: ReturnType<typeof jsonCells>[] = [];
  #rows = 0;
  #sha256: string | undefined;

  async *read(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[], void> {
    for await (const batch of rows) {
      this.#rows += batch.length;
      for (const row of batch) this.#add(row);
      this.#hash.update(this.#text.lend());
      yield batch;
    }
  }

  #add(row: Row): void {
    const text = this.#text;
    if (text.isFull) this.#hash.update(text.lend());
    for (let place = 0; place < row.length; place += 1) {
      text.byte(place === 0 ? OPEN : COMMA);
      let cell = this.#cells[place];
      if (cell === undefined) {
        cell = jsonCells();
        this.#cells[place] = cell;
      }
      cell(text, row[place] ?? null);
    }
    text.byte(CLOSE);
    text.byte(NEWLINE);
  }

  /** Call it after the last row. */
  count(): RowCount {
    this.#sha256 ??= this.#hash.digest('hex');
    return { rows: this.#rows, sha256: this.#sha256 };
  }
}
