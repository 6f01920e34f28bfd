/** Most columns of a key. */
const MOST_KEYS = 5;
/** Rows of one piece of a table, a power of two. */
const PIECE_BITS = 6;
const PIECE_ROWS = 1 << PIECE_BITS;
const IN_PIECE = PIECE_ROWS - 1;

/**
 * Sums of whole numbers under keys of up to five whole numbers (0 to 2^32 - 1), all in typed arrays: a drain touches
 * hundreds of thousands of rows a second, and an object with a text key for each of them costs more than everything
 * else. Rows lie in small pieces that are never copied: the engine goes through the whole heap after every 64 MiB
 * outside it, and a country's batch (100,000 rows of 40 sums) in arrays that double took 400 MiB, forty small batches
 * of a live second 80 MiB.
 */
export class DeltaTable {
  #slots = new Int32Array(256);
  readonly #keys: Uint32Array[] = [];
  readonly #sums: Float64Array[] = [];
  #size = 0;

  constructor(
    readonly keyWidth: number,
    readonly sumWidth: number,
  ) {
    if (keyWidth > MOST_KEYS) throw new RangeError(`A key has ${keyWidth} columns; at most ${MOST_KEYS} fit.`);
  }

  /** The row's number; a new row has sums of 0. Columns beyond the key's width must be left out. */
  row(first: number, second: number, third = 0, fourth = 0, fifth = 0): number {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    let slot = hash(first, second, third, fourth, fifth) & mask;
    for (;;) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0) break;
      if (this.#holds(row, first, second, third, fourth, fifth)) return row;
      slot = (slot + 1) & mask;
    }
    const row = this.#size;
    this.#size += 1;
    this.#slots[slot] = row + 1;
    if ((row & IN_PIECE) === 0) this.#addPiece();
    const keys = this.#keys[row >> PIECE_BITS] as Uint32Array;
    const at = (row & IN_PIECE) * this.keyWidth;
    keys[at] = first;
    keys[at + 1] = second;
    if (this.keyWidth > 2) keys[at + 2] = third;
    if (this.keyWidth > 3) keys[at + 3] = fourth;
    if (this.keyWidth > 4) keys[at + 4] = fifth;
    return row;
  }

  add(row: number, place: number, amount: number): void {
    const sums = this.#sums[row >> PIECE_BITS] as Float64Array;
    const at = (row & IN_PIECE) * this.sumWidth + place;
    sums[at] = (sums[at] as number) + amount;
  }

  set(row: number, place: number, value: number): void {
    (this.#sums[row >> PIECE_BITS] as Float64Array)[(row & IN_PIECE) * this.sumWidth + place] = value;
  }

  key(row: number, column: number): number {
    return (this.#keys[row >> PIECE_BITS] as Uint32Array)[(row & IN_PIECE) * this.keyWidth + column] as number;
  }

  sum(row: number, place: number): number {
    return (this.#sums[row >> PIECE_BITS] as Float64Array)[(row & IN_PIECE) * this.sumWidth + place] as number;
  }

  /** All rows, those that in the end change nothing too. */
  get size(): number {
    return this.#size;
  }

  /** Rows that change something, in order of their keys. */
  changed(): Uint32Array {
    const rows = new Uint32Array(this.#size);
    let count = 0;
    for (let row = 0; row < this.#size; row += 1) if (this.#changes(row)) rows[count++] = row;
    return rows.subarray(0, count).sort((left, right) => this.#compare(left, right));
  }

  #changes(row: number): boolean {
    const sums = this.#sums[row >> PIECE_BITS] as Float64Array;
    const from = (row & IN_PIECE) * this.sumWidth;
    const end = from + this.sumWidth;
    for (let at = from; at < end; at += 1) if (sums[at] !== 0) return true;
    return false;
  }

  #compare(left: number, right: number): number {
    for (let column = 0; column < this.keyWidth; column += 1) {
      const difference = this.key(left, column) - this.key(right, column);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #holds(row: number, first: number, second: number, third: number, fourth: number, fifth: number): boolean {
    const keys = this.#keys[row >> PIECE_BITS] as Uint32Array;
    const at = (row & IN_PIECE) * this.keyWidth;
    return (
      keys[at] === first &&
      keys[at + 1] === second &&
      (this.keyWidth < 3 || keys[at + 2] === third) &&
      (this.keyWidth < 4 || keys[at + 3] === fourth) &&
      (this.keyWidth < 5 || keys[at + 4] === fifth)
    );
  }

  #addPiece(): void {
    this.#keys.push(new Uint32Array(PIECE_ROWS * this.keyWidth));
    this.#sums.push(new Float64Array(PIECE_ROWS * this.sumWidth));
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#size; row += 1) {
      const column = (index: number): number => (index < this.keyWidth ? this.key(row, index) : 0);
      let slot = hash(column(0), column(1), column(2), column(3), column(4)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

/** Spreads keys that lie close to each other, as keys and times do. */
function hash(first: number, second: number, third: number, fourth: number, fifth: number): number {
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ Math.imul(third, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39) ^ Math.imul(fourth, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x165667b1) ^ fifth;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
