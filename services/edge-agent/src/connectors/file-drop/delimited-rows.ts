import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse/sync';
import { completeLines, isBlank, isOneLine, linesOf, RETURN } from './line-ends.js';
import { CELL_CHARS, faultOf, NEVER_CLOSED, ROW_BYTES, ROW_CELLS, type RowFault, WrongRowError } from './row-faults.js';

/** One record of a file with its first line (from 1), or why there is none. */
export type RawRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: RowFault };

/** How a file is divided into rows. */
export interface RowFormat {
  readonly delimiter: string;
  /** False for TSV, where a quote is an ordinary character. */
  readonly hasQuotes: boolean;
  /** Whether a row is the header. It must have no effect. */
  readonly isHeader: (cells: readonly string[], line: number) => boolean;
  /** Whether a line with these cells would be a row by itself, below this header. It must have no effect. */
  readonly isRow: (cells: readonly string[], header: readonly string[]) => boolean;
}

/**
 * Splits CSV (RFC 4180: quotes, doubled quotes, line breaks in quotes) or other delimited text into rows.
 *
 * A wrong quote costs its own row and no other. The row is rejected and reading continues at the line after the one
 * where it begins when its quote does not close within ROW_BYTES or before the end, when text follows a closing quote,
 * and when one of its further lines is a row by itself (then the next stray quote has closed the quote). Holds the row
 * that has begun, at most ROW_BYTES, and one piece of text.
 */
export class DelimitedRows {
  readonly #format: RowFormat;
  readonly #options: Options;
  /** Text that is not a row yet; it begins with `#line`. */
  #held: Buffer = Buffer.alloc(0);
  #line = 1;
  #header: readonly string[] | undefined;
  /** The rest of a line that is too long is skipped. */
  #isSkipping = false;

  constructor(format: RowFormat) {
    this.#format = format;
    this.#options = {
      delimiter: format.delimiter,
      quote: format.hasQuotes ? '"' : false,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    };
  }

  /** @param text the next piece of the file, of any length */
  *push(text: string): Generator<RawRow> {
    this.#held = Buffer.concat([this.#held, Buffer.from(text)]);
    if (this.#isSkipping) this.#skipLine();
    yield* this.#read(completeLines(this.#held), false);
    if (this.#held.length <= ROW_BYTES) return;
    yield { line: this.#line, fault: WrongRowError.tooLong().fault };
    this.#skipLine();
  }

  /** Reads what is left when the file has ended. */
  *end(): Generator<RawRow> {
    if (!this.#isSkipping) yield* this.#read(this.#held.length, true);
  }

  /** Reads the rows of the first bytes that are held. */
  *#read(bytes: number, isLast: boolean): Generator<RawRow> {
    let at = 0;
    while (at < bytes) {
      const { rows, read, error } = this.#parse(this.#held.subarray(at, bytes));
      yield* rows;
      at += read;
      if (error === undefined) continue;
      const mayClose = error.code === NEVER_CLOSED && !isLast && this.#held.length - at <= ROW_BYTES;
      if (mayClose) break;
      at += yield* this.#reject(this.#held.subarray(at, bytes), faultOf(error));
    }
    this.#held = this.#held.subarray(at);
  }

  /** Reads rows up to the first one that is wrong. */
  #parse(text: Buffer): { rows: readonly RawRow[]; read: number; error?: CsvError | WrongRowError } {
    const rows: RawRow[] = [];
    let read = 0;
    const onRecord = (cells: string[], { bytes }: InfoRecord): null => {
      rows.push(this.#rowOf(cells, text.subarray(read, bytes)));
      read = bytes;
      return null;
    };
    try {
      parse(text, { ...this.#options, on_record: onRecord as unknown as NonNullable<Options['on_record']> });
    } catch (error) {
      if (error instanceof CsvError || error instanceof WrongRowError) return { rows, read, error };
      throw error;
    }
    for (const _blank of linesOf(text.subarray(read))) this.#line += 1;
    return { rows, read: text.length };
  }

  /** @param text of the row, with the empty lines before it @throws WrongRowError when the row cannot be one row */
  #rowOf(cells: readonly string[], text: Buffer): RawRow {
    const lines = isOneLine(text) ? [text] : [...linesOf(text)];
    const blanks = lines.findIndex((line) => !isBlank(line));
    if (text.length > ROW_BYTES) throw WrongRowError.tooLong();
    for (let index = blanks + 1; index < lines.length; index += 1)
      if (this.#isRow(lines[index], this.#header ?? cells)) throw WrongRowError.holdsRow(this.#line + index);
    const line = this.#line + blanks;
    this.#line += lines.length;
    if (this.#header === undefined && this.#format.isHeader(cells, line)) this.#header = cells;
    if (cells.length > ROW_CELLS) return { line, fault: WrongRowError.tooWide().fault };
    if (cells.some((cell) => cell.length > CELL_CHARS)) return { line, fault: WrongRowError.tooLarge().fault };
    return { line, cells };
  }

  #isRow(line: Buffer | undefined, header: readonly string[]): boolean {
    if (line === undefined || isBlank(line)) return false;
    if (header.length > 1 && !line.includes(this.#format.delimiter)) return false;
    try {
      const [cells] = parse(line, { ...this.#options, relax_quotes: true });
      return cells !== undefined && this.#format.isRow(cells, header);
    } catch (error) {
      if (error instanceof CsvError) return false;
      throw error;
    }
  }

  /** Rejects the line that a row begins with. @returns its bytes, with those of the empty lines before it */
  *#reject(text: Buffer, fault: RowFault): Generator<RawRow, number> {
    let bytes = 0;
    for (const line of linesOf(text)) {
      bytes += line.length;
      this.#line += 1;
      if (isBlank(line)) continue;
      yield { line: this.#line - 1, fault };
      break;
    }
    return bytes;
  }

  #skipLine(): void {
    const bytes = completeLines(this.#held);
    const [first] = linesOf(this.#held.subarray(0, bytes));
    this.#isSkipping = first === undefined;
    if (first !== undefined) this.#line += 1;
    // A return that ends the piece may be the first half of a line end.
    const isHalf = this.#held.at(-1) === RETURN;
    this.#held = this.#held.subarray(first?.length ?? this.#held.length - (isHalf ? 1 : 0));
  }
}
