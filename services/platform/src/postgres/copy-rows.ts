const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER_BYTES = 2;
/** 2000-01-01, from which PostgreSQL counts. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const TWO_32 = 2 ** 32;

/**
 * Rows in the format of COPY ... (FORMAT binary). Write `begin` and then each column in its order; `undefined` is NULL. PostgreSQL
 * reads no text, so this is the cheapest way in; the columns' types must be exactly those of the table.
 */
export class CopyRows {
  #buffer: Buffer;
  #at = SIGNATURE.length;
  #rows = 0;

  constructor(
    readonly columns: number,
    expectedRows: number,
  ) {
    this.#buffer = Buffer.allocUnsafe(1024 + Math.ceil(expectedRows * columns * 8));
    SIGNATURE.copy(this.#buffer);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Starts a row. */
  begin(): void {
    this.#room(2);
    this.#buffer.writeInt16BE(this.columns, this.#at);
    this.#at += 2;
    this.#rows += 1;
  }

  nothing(): void {
    this.#length(-1, 0);
  }

  int2(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#length(2, 2);
    this.#buffer.writeInt16BE(value, this.#at);
    this.#at += 2;
  }

  int4(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#length(4, 4);
    this.#buffer.writeInt32BE(value, this.#at);
    this.#at += 4;
  }

  /** @param value a whole number within +-2^53 */
  int8(value: number | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#length(8, 8);
    const high = Math.floor(value / TWO_32);
    this.#buffer.writeInt32BE(high, this.#at);
    this.#buffer.writeUInt32BE(value - high * TWO_32, this.#at + 4);
    this.#at += 8;
  }

  bool(value: boolean): void {
    this.#length(1, 1);
    this.#buffer[this.#at++] = value ? 1 : 0;
  }

  /** timestamptz. @param milliseconds Unix milliseconds */
  time(milliseconds: number | undefined): void {
    this.int8(milliseconds === undefined ? undefined : (milliseconds - EPOCH_MS) * 1000);
  }

  /** date. @param day as 2026-11-24 */
  date(day: string): void {
    this.int4((Date.parse(day) - EPOCH_MS) / DAY_MS);
  }

  /** text; NUL, which PostgreSQL cannot store, is taken out. */
  text(value: string | undefined): void {
    if (value === undefined) {
      this.nothing();
      return;
    }
    this.#write(value.includes('\0') ? value.replaceAll('\0', '') : value, 0);
  }

  /** jsonb. @param json JSON text */
  jsonb(json: string | undefined): void {
    if (json === undefined) {
      this.nothing();
      return;
    }
    this.#write(json, 1);
  }

  /** The whole stream; nothing can be added after it. */
  finish(): Buffer {
    this.#room(TRAILER_BYTES);
    this.#buffer.writeInt16BE(-1, this.#at);
    this.#at += TRAILER_BYTES;
    return this.#buffer.subarray(0, this.#at);
  }

  /** Text after a version byte, where there is one. */
  #write(value: string, version: 0 | 1): void {
    this.#room(5 + value.length * 3);
    const start = this.#at + 4;
    if (version === 1) this.#buffer[start] = 1;
    const bytes = version + this.#buffer.write(value, start + version);
    this.#buffer.writeInt32BE(bytes, this.#at);
    this.#at = start + bytes;
  }

  #length(length: number, bytes: number): void {
    this.#room(4 + bytes);
    this.#buffer.writeInt32BE(length, this.#at);
    this.#at += 4;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
