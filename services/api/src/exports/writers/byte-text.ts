/** Bytes of a block; a row that is longer makes it grow. */
const BLOCK_BYTES = 128 * 1024;
/** Longer texts are encoded by the engine, shorter ones here: for a few letters the call costs more than the work. */
const SHORT = 64;
const ZERO = 48;
const POINT = 46;
const MINUS = 45;
const FIVE_DIGITS = 100_000;
const SMALL = 1_000_000_000;
/** Up to here a number in thousandths is a whole number. */
const MAX_THOUSANDTHS = 1e12;
const DAY_MS = 86_400_000;

/** Text as UTF-8 bytes, for pieces of a file that are put together many times. */
export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/**
 * Text that is written straight as bytes. Files are mostly numbers and the same few texts: strings that are joined and
 * encoded afterwards take four times as long.
 */
export class ByteText {
  #buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #at = 0;

  /** Whether so much is there that it should be taken. */
  get isFull(): boolean {
    return this.#at >= BLOCK_BYTES - 8192;
  }

  get size(): number {
    return this.#at;
  }

  /** What was written; the next text has a block of its own. */
  take(): Uint8Array {
    const bytes = this.#buffer.subarray(0, this.#at);
    this.#buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#at = 0;
    return bytes;
  }

  /** What was written, for a reader that is done with it before the next text, which uses the same block. */
  lend(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  byte(code: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = code;
  }

  bytes(piece: Uint8Array): void {
    this.#room(piece.length);
    if (piece.length > SHORT) {
      this.#buffer.set(piece, this.#at);
      this.#at += piece.length;
      return;
    }
    const buffer = this.#buffer;
    let at = this.#at;
    for (let place = 0; place < piece.length; place += 1) buffer[at++] = piece[place] as number;
    this.#at = at;
  }

  text(value: string): void {
    this.#room(value.length * 3);
    if (value.length > SHORT || !this.#letters(value)) this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  /** A number as JavaScript writes it, the shortest text that is the same number. */
  number(value: number): void {
    if (Number.isInteger(value) && value < Number.MAX_SAFE_INTEGER && value > -Number.MAX_SAFE_INTEGER) {
      if (Object.is(value, -0)) this.text('0');
      else this.integer(value);
      return;
    }
    // Durations: a decimal number of at most 15 digits that is the same number is the shortest one.
    const thousandths = Math.round(value * 1000);
    if (value > 0 && thousandths < MAX_THOUSANDTHS && thousandths / 1000 === value) {
      const whole = Math.floor(thousandths / 1000);
      this.integer(whole);
      this.#fraction(thousandths - whole * 1000, 3);
    } else this.text(String(value));
  }

  /** A whole number within +-2^53. */
  integer(value: number): void {
    this.#room(20);
    let left = value;
    if (left < 0) {
      this.#buffer[this.#at++] = MINUS;
      left = -left;
    }
    if (left < SMALL) {
      this.#digits(left, widthOf(left));
      return;
    }
    const high = Math.floor(left / SMALL);
    this.integer(high);
    this.#digits(left - high * SMALL, 9);
  }

  /** A whole number of so many digits, with zeros before it. */
  padded(value: number, width: number): void {
    this.#room(width);
    this.#digits(value, width);
  }

  /**
   * Milliseconds as days with their fraction, as spreadsheets count time, to fifteen decimals.
   * @param ms whole, not negative
   * @param fromDay the day of the first millisecond
   */
  days(ms: number, fromDay: number): void {
    const day = Math.floor(ms / DAY_MS);
    this.integer(day + fromDay);
    this.#room(20);
    let rest = ms - day * DAY_MS;
    if (rest === 0) return;
    this.#buffer[this.#at++] = POINT;
    for (let group = 0; group < 3; group += 1) {
      const scaled = rest * FIVE_DIGITS;
      const digits = Math.floor(scaled / DAY_MS);
      this.#digits(digits, 5);
      rest = scaled - digits * DAY_MS;
    }
    this.#trimZeros();
  }

  #fraction(value: number, width: number): void {
    this.#buffer[this.#at++] = POINT;
    this.#digits(value, width);
    this.#trimZeros();
  }

  #trimZeros(): void {
    while (this.#buffer[this.#at - 1] === ZERO) this.#at -= 1;
  }

  #digits(value: number, width: number): void {
    const buffer = this.#buffer;
    let left = value | 0;
    for (let place = this.#at + width - 1; place >= this.#at; place -= 1) {
      const rest = (left / 10) | 0;
      buffer[place] = ZERO + left - rest * 10;
      left = rest;
    }
    this.#at += width;
  }

  /** Writes a text in which each character is one byte. @returns whether it was written */
  #letters(value: string): boolean {
    const buffer = this.#buffer;
    const start = this.#at;
    for (let place = 0; place < value.length; place += 1) {
      const code = value.charCodeAt(place);
      if (code > 0x7f) return false;
      buffer[start + place] = code;
    }
    this.#at = start + value.length;
    return true;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Number of digits of a whole number from 0 to 999,999,999. */
function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}

/** Texts that are remembered, longest of them, and how many. */
const MAX_REMEMBERED = 4096;
const MAX_LENGTH = 100;

/** The bytes of a text, made once for the texts that come again and again. */
export function remembered(encode: (text: string) => Uint8Array): (text: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = encode(text);
    if (known.size < MAX_REMEMBERED && text.length <= MAX_LENGTH) known.set(text, made);
    return made;
  };
}
