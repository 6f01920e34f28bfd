/** Most columns of a key. */
const MOST_KEYS = 5;

/**
 * Sums of whole numbers under keys of up to five whole numbers (0 to 2^32 - 1), all in typed arrays: a drain touches hundreds of
 * thousands of rows a second, and an object with a text key for each of them costs more than everything else.
 */
export class DeltaTable {
  #slots = new Int32Array(1024);
  #keys: Uint32Array;
  #sums: Float64Array;
  #size = 0;

  constructor(
    readonly keyWidth: number,
    readonly sumWidth: number,
  ) {
    if (keyWidth > MOST_KEYS) throw new RangeError(`A key has ${keyWidth} columns; at most ${MOST_KEYS} fit.`);
    this.#keys = new Uint32Array(this.#slots.length * keyWidth);
    this.#sums = new Float64Array(this.#slots.length * sumWidth);
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
    const at = row * this.keyWidth;
    this.#keys[at] = first;
    this.#keys[at + 1] = second;
    if (this.keyWidth > 2) this.#keys[at + 2] = third;
    if (this.keyWidth > 3) this.#keys[at + 3] = fourth;
    if (this.keyWidth > 4) this.#keys[at + 4] = fifth;
    return row;
  }

  add(row: number, place: number, amount: number): void {
    const at = row * this.sumWidth + place;
    this.#sums[at] = (this.#sums[at] as number) + amount;
  }

  set(row: number, place: number, value: number): void {
    this.#sums[row * this.sumWidth + place] = value;
  }

  key(row: number, column: number): number {
    return this.#keys[row * this.keyWidth + column] as number;
  }

  sum(row: number, place: number): number {
    return this.#sums[row * this.sumWidth + place] as number;
  }

  /** Rows that change something, in order of their keys. */
  changed(): Uint32Array {
    const rows = new Uint32Array(this.#size);
    let count = 0;
    for (let row = 0; row < this.#size; row += 1) if (this.#changes(row)) rows[count++] = row;
    return rows.subarray(0, count).sort((left, right) => this.#compare(left, right));
  }

  #changes(row: number): boolean {
    const end = (row + 1) * this.sumWidth;
    for (let at = end - this.sumWidth; at < end; at += 1) if (this.#sums[at] !== 0) return true;
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
    const at = row * this.keyWidth;
    return (
      this.#keys[at] === first &&
      this.#keys[at + 1] === second &&
      (this.keyWidth < 3 || this.#keys[at + 2] === third) &&
      (this.keyWidth < 4 || this.#keys[at + 3] === fourth) &&
      (this.keyWidth < 5 || this.#keys[at + 4] === fifth)
    );
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const keys = new Uint32Array(slots.length * this.keyWidth);
    const sums = new Float64Array(slots.length * this.sumWidth);
    keys.set(this.#keys.subarray(0, this.#size * this.keyWidth));
    sums.set(this.#sums.subarray(0, this.#size * this.sumWidth));
    const mask = slots.length - 1;
    for (let row = 0; row < this.#size; row += 1) {
      const at = row * this.keyWidth;
      const column = (index: number): number => (index < this.keyWidth ? (keys[at + index] as number) : 0);
      let slot = hash(column(0), column(1), column(2), column(3), column(4)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
    this.#keys = keys;
    this.#sums = sums;
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
