const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER_BYTES = 2;
/** Maximum bytes of a column of fixed width, with its type and length. */
const MAX_FIXED_BYTES = 16;
/** 2000-01-01, the epoch of PostgreSQL. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const TWO_32 = 2 ** 32;
/** Longer texts are encoded by the engine, shorter ones here: for a few letters the call costs more than the work. */
const SHORT = 48;
const QUOTE = 34;
const BACKSLASH = 92;
const ZERO = 48;
const SEVEN_DIGITS = 10_000_000;
/**
 * Header of a one-dimensional array: dimensions, whether it has NULLs, type, number of elements and first index.
 */
const ARRAY_HEAD = 20;
const INT2_OID = 21;

/** A column of a table's row type. */
export interface RowColumn {
  readonly name: string;
  readonly oid: number;
  /** Index in the list of columns that the program writes; -1: the program does not know the column and writes NULL. */
  readonly place: number;
}

/**
 * The row type of a table, as the binary format names it; columns in the order of the table, which the program must
 * follow.
 */
export interface RowType {
  readonly oid: number;
  readonly columns: readonly RowColumn[];
}

/**
 * Rows in PostgreSQL's binary format, for COPY ... (FORMAT binary) or as one parameter, an array of a table's rows.
 * Call `begin` and then write each column in order (that of the COPY's column list or of `RowType.columns`);
 * `undefined` is NULL. PostgreSQL does not have to parse text, so this is the fastest way to write. The types of the
 * columns must be exactly those of the table.
 */
export class BinaryRows {
  /** Rows for COPY into a table. */
  static toCopy(columns: number, expectedRows: number): BinaryRows {
    return new BinaryRows(columns, expectedRows, undefined);
  }

  /** Rows for a parameter `$1::table[]`. */
  static ofType(type: RowType, expectedRows: number): BinaryRows {
    return new BinaryRows(type.columns.length, expectedRows, type);
  }

  #buffer: Buffer;
  #view: DataView;
  #at: number;
  #rows = 0;
  #textAt = 0;
  /**
   * Types of the columns, which only a parameter contains; then the index of the next column, and where the row began.
   */
  readonly #oids: Int32Array | undefined;
  #column = 0;
  #rowAt = 0;

  private constructor(
    readonly columns: number,
    expectedRows: number,
    readonly type: RowType | undefined,
  ) {
    this.#buffer = Buffer.allocUnsafe(1024 + Math.ceil(expectedRows * columns * 8));
    this.#view = viewOf(this.#buffer);
    this.#oids = type === undefined ? undefined : Int32Array.from(type.columns, ({ oid }) => oid);
    this.#at = type === undefined ? SIGNATURE.length : ARRAY_HEAD;
    if (type === undefined) SIGNATURE.copy(this.#buffer);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Starts a row. */
  begin(): void {
    this.#room(MAX_FIXED_BYTES);
    this.#rows += 1;
    if (this.#oids === undefined) {
      this.#view.setInt16(this.#at, this.columns);
      this.#at += 2;
      return;
    }
    this.#endRow();
    this.#view.setInt32(this.#at + 4, this.columns);
    this.#at += 8;
    this.#rowAt = this.#at - 4;
    this.#column = 0;
  }

  nothing(): void {
    this.#head(-1);
  }

  int2(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#head(2);
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  int4(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#head(4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  /** @param value a whole number within +-2^53 */
  int8(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#head(8);
    const high = Math.floor(value / TWO_32);
    this.#view.setInt32(this.#at, high);
    this.#view.setUint32(this.#at + 4, value - high * TWO_32);
    this.#at += 8;
  }

  bool(value: boolean): void {
    this.#head(1);
    this.#view.setUint8(this.#at, value ? 1 : 0);
    this.#at += 1;
  }

  /** timestamptz. @param milliseconds Unix milliseconds */
  time(milliseconds: number | undefined): void {
    this.int8(milliseconds === undefined ? undefined : (milliseconds - EPOCH_MS) * 1000);
  }

  /** date. @param day as 2026-11-24 */
  date(day: string): void {
    this.int4((Date.parse(day) - EPOCH_MS) / DAY_MS);
  }

  /** smallint[] of one dimension. */
  int2Array(values: readonly number[]): void {
    this.#head(ARRAY_HEAD + values.length * 6);
    this.#room(ARRAY_HEAD + values.length * 6);
    const view = this.#view;
    writeArrayHead(view, this.#at, INT2_OID, values.length);
    let at = this.#at + ARRAY_HEAD;
    for (const value of values) {
      view.setInt32(at, 2);
      view.setInt16(at + 4, value);
      at += 6;
    }
    this.#at = at;
  }

  /** text; NUL, which PostgreSQL cannot store, is removed. */
  text(value: string | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.beginText();
    this.piece(value.includes('\0') ? value.replaceAll('\0', '') : value);
    this.endText();
  }

  /** jsonb. @param json JSON text */
  jsonb(json: string | undefined): void {
    if (json === undefined) {
      this.nothing();
      return;
    }
    this.beginJsonb();
    this.piece(json);
    this.endText();
  }

  /** Starts a jsonb column that is written in pieces; `endText` ends it. */
  beginJsonb(): void {
    this.beginText();
    this.#room(1);
    this.#view.setUint8(this.#at++, 1);
  }

  /** Starts a text column that is written in pieces, without a string of the whole; `endText` ends it. */
  beginText(): void {
    this.#head(0);
    this.#textAt = this.#at;
  }

  endText(): void {
    this.#view.setInt32(this.#textAt - 4, this.#at - this.#textAt);
  }

  /** A piece of a text; it must not contain NUL. */
  piece(value: string): void {
    this.#room(value.length * 3);
    if (value.length > SHORT || !this.#letters(value, 0)) this.#at += this.#buffer.write(value, this.#at);
  }

  /** A JSON string, within a text. */
  string(value: string): void {
    this.#room(2 + value.length);
    const start = this.#at;
    this.#view.setUint8(this.#at++, QUOTE);
    if (this.#letters(value, QUOTE)) this.#view.setUint8(this.#at++, QUOTE);
    else {
      this.#at = start;
      this.piece(JSON.stringify(value));
    }
  }

  /** A JSON number, within a text. */
  number(value: number): void {
    if (!(value >= 0 && value < SEVEN_DIGITS * SEVEN_DIGITS && Number.isInteger(value))) {
      this.piece(String(value));
      return;
    }
    this.#room(16);
    const high = Math.floor(value / SEVEN_DIGITS);
    const low = value - high * SEVEN_DIGITS;
    if (high > 0) this.#digits(high, widthOf(high));
    this.#digits(low, high > 0 ? 7 : widthOf(low));
  }

  /** The whole stream or parameter; nothing can be added after it. */
  finish(): Buffer {
    if (this.type === undefined) {
      this.#room(TRAILER_BYTES);
      this.#view.setInt16(this.#at, -1);
      this.#at += TRAILER_BYTES;
    } else {
      this.#endRow();
      writeArrayHead(this.#view, 0, this.type.oid, this.#rows);
    }
    return this.#buffer.subarray(0, this.#at);
  }

  /** Writes the header of a value and reserves space for a value of fixed width. @param bytes of the value; -1: NULL */
  #head(bytes: number): void {
    this.#room(MAX_FIXED_BYTES);
    if (this.#oids !== undefined) {
      this.#view.setInt32(this.#at, this.#oids[this.#column++] as number);
      this.#at += 4;
    }
    this.#view.setInt32(this.#at, bytes);
    this.#at += 4;
  }

  /** Writes the length at the start of a row of a parameter. */
  #endRow(): void {
    if (this.#rowAt > 0) this.#view.setInt32(this.#rowAt - 4, this.#at - this.#rowAt);
  }

  /**
   * Writes a text in which each character is one byte. The space must be reserved already.
   * @param escaping QUOTE: a text with characters that JSON must escape is not written either
   * @returns whether the text was written
   */
  #letters(value: string, escaping: number): boolean {
    const view = this.#view;
    const start = this.#at;
    for (let place = 0; place < value.length; place += 1) {
      const code = value.charCodeAt(place);
      if (code > 0x7e || (escaping !== 0 && (code < 0x20 || code === QUOTE || code === BACKSLASH))) return false;
      view.setUint8(start + place, code);
    }
    this.#at = start + value.length;
    return true;
  }

  #digits(value: number, width: number): void {
    let left = value | 0;
    for (let place = this.#at + width - 1; place >= this.#at; place -= 1) {
      const rest = (left / 10) | 0;
      this.#view.setUint8(place, ZERO + left - rest * 10);
      left = rest;
    }
    this.#at += width;
  }

  #room(bytes: number): void {
    if (this.#at + bytes > this.#buffer.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function writeArrayHead(view: DataView, at: number, elementOid: number, elements: number): void {
  view.setInt32(at, 1);
  view.setInt32(at + 4, 0);
  view.setInt32(at + 8, elementOid);
  view.setInt32(at + 12, elements);
  view.setInt32(at + 16, 1);
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);

/** Number of digits of a whole number from 0 to 9,999,999. */
function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}
