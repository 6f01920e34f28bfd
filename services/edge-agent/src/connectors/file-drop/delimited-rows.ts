/** Characters that a cell may have; a longer one spoils its row, not the file. */
export const CELL_CHARS = 16_384;
const ROW_CELLS = 2000;

/** One record of a file, or why there is none. */
export type RawRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: { readonly code: string; readonly reason: string } };

const TOO_LARGE = {
  code: 'too_large',
  reason: `A cell has more than ${CELL_CHARS} characters; nothing that is needed is that long.`,
};
const TOO_WIDE = { code: 'too_large', reason: `The row has more than ${ROW_CELLS} cells.` };

/**
 * Splits CSV (RFC 4180: quotes, doubled quotes, line breaks in quotes) or any other delimited text into rows.
 * Holds one row at most; what is beyond a cell's limit is passed over, not kept.
 */
export class DelimitedRows {
  #line = 1;
  #rowLine = 1;
  #cells: string[] = [];
  #cell = '';
  #isQuoted = false;
  /** A quoted cell has been closed; only a delimiter or a line's end may follow. */
  #wasQuoted = false;
  #isAfterReturn = false;
  #fault: { readonly code: string; readonly reason: string } | undefined;

  /** @param hasQuotes false for TSV, where a quote is an ordinary character */
  constructor(
    readonly delimiter: string,
    readonly hasQuotes: boolean,
  ) {}

  *push(text: string): Generator<RawRow> {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const letter = text.charCodeAt(at);
      if (this.#isQuoted ? letter !== QUOTE && letter !== NEWLINE : !this.#isSpecial(letter)) continue;
      this.#take(text, from, at);
      from = at + 1;
      if (this.#isQuoted) this.#inQuotes(letter);
      else if (letter === QUOTE) this.#quote();
      else if (letter === NEWLINE || letter === RETURN) yield* this.#lineEnd(letter);
      else this.#endCell();
    }
    this.#take(text, from, text.length);
  }

  *end(): Generator<RawRow> {
    if (this.#isQuoted) this.#fault ??= { code: 'bad_row', reason: 'A quote is opened and never closed.' };
    yield* this.#endRow();
  }

  #isSpecial(letter: number): boolean {
    return (
      letter === NEWLINE ||
      letter === RETURN ||
      letter === this.delimiter.charCodeAt(0) ||
      (letter === QUOTE && this.hasQuotes)
    );
  }

  #take(text: string, from: number, to: number): void {
    if (from === to) return;
    this.#isAfterReturn = false;
    if (this.#cell.length + to - from > CELL_CHARS) {
      this.#fault ??= TOO_LARGE;
      this.#cell = '';
    } else if (this.#fault !== TOO_LARGE) this.#cell += text.slice(from, to);
  }

  #inQuotes(letter: number): void {
    if (letter === NEWLINE) {
      this.#line += 1;
      this.#cell += '\n';
    } else {
      this.#isQuoted = false;
      this.#wasQuoted = true;
    }
  }

  #quote(): void {
    if (this.#wasQuoted) this.#cell += '"';
    else if (this.#cell !== '')
      this.#fault ??= { code: 'bad_row', reason: 'A quote stands within a cell; double it, and quote the cell.' };
    this.#wasQuoted = false;
    this.#isAfterReturn = false;
    this.#isQuoted = true;
  }

  *#lineEnd(letter: number): Generator<RawRow> {
    const isSecondHalf = letter === NEWLINE && this.#isAfterReturn;
    if (!isSecondHalf) {
      this.#line += 1;
      yield* this.#endRow();
    }
    this.#isAfterReturn = letter === RETURN;
  }

  #endCell(): void {
    this.#isAfterReturn = false;
    this.#wasQuoted = false;
    if (this.#cells.length >= ROW_CELLS) this.#fault ??= TOO_WIDE;
    else this.#cells.push(this.#cell);
    this.#cell = '';
  }

  *#endRow(): Generator<RawRow> {
    const isEmpty = this.#cells.length === 0 && this.#cell === '' && this.#fault === undefined && !this.#wasQuoted;
    this.#endCell();
    const [line, cells, fault] = [this.#rowLine, this.#cells, this.#fault];
    this.#cells = [];
    this.#fault = undefined;
    this.#isQuoted = false;
    this.#rowLine = this.#line;
    if (fault !== undefined) yield { line, fault };
    else if (!isEmpty) yield { line, cells };
  }
}

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
