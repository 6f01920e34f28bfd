import { binOfMark, markOf, measureOf } from '#domain/kpi/histogram.js';
import { DeltaTable } from './delta-table.js';

/** Place of a row's newest mark, from 1. */
const NEWEST = 0;

/**
 * Marks of durations (histogram.ts) that legs add and take back, by centre, service and quarter hour. The marks of a
 * row are a chain in typed arrays, for the same reason as the sums of a DeltaTable are.
 */
export class BinDeltas {
  /** Keys: centre, service, quarter hour as Unix seconds. */
  readonly rows = new DeltaTable(3, 1);
  #marks = new Int16Array(1024);
  /** Place of the mark before it in its row, from 1. */
  #before = new Int32Array(1024);
  #size = 0;

  /** @param bins pairs of measure and bin, flat */
  add(centreKey: number, serviceKey: number, quarter: number, bins: readonly number[], sign: number): void {
    if (bins.length === 0) return;
    const row = this.rows.row(centreKey, serviceKey, quarter);
    for (let place = 0; place < bins.length; place += 2) {
      if (this.#size === this.#marks.length) this.#grow();
      this.#marks[this.#size] = sign * markOf(bins[place] as number, bins[place + 1] as number);
      this.#before[this.#size] = this.rows.sum(row, NEWEST);
      this.#size += 1;
      this.rows.set(row, NEWEST, this.#size);
    }
  }

  /**
   * What a row comes to: what was added and taken back again is left out, and a negative mark takes back one that is
   * stored.
   */
  marksOf(row: number): readonly number[] {
    const marks: number[] = [];
    let takesBack = false;
    for (let place = this.rows.sum(row, NEWEST); place > 0; place = this.#before[place - 1] as number) {
      const mark = this.#marks[place - 1] as number;
      marks.push(mark);
      takesBack ||= mark < 0;
    }
    return takesBack ? settled(marks) : marks;
  }

  /** The same as rows of mnara.rollup_histogram. */
  *changed(): Generator<{ readonly key: readonly number[]; readonly sums: readonly number[] }> {
    for (const row of this.rows.changed()) {
      const [centreKey, serviceKey, quarter] = [0, 1, 2].map((column) => this.rows.key(row, column)) as [
        number,
        number,
        number,
      ];
      for (const [mark, n] of numbered(this.marksOf(row)))
        yield { key: [centreKey, serviceKey, measureOf(mark), quarter * 1000, binOfMark(mark)], sums: [n] };
    }
  }

  #grow(): void {
    const [marks, before] = [new Int16Array(this.#size * 2), new Int32Array(this.#size * 2)];
    marks.set(this.#marks);
    before.set(this.#before);
    this.#marks = marks;
    this.#before = before;
  }
}

/** How often each mark was added, less how often it was taken back. */
function numbered(marks: readonly number[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const mark of marks) numbers.set(Math.abs(mark), (numbers.get(Math.abs(mark)) ?? 0) + Math.sign(mark));
  return numbers;
}

const settled = (marks: readonly number[]): readonly number[] =>
  [...numbered(marks)].flatMap(([mark, n]) => new Array<number>(Math.abs(n)).fill(Math.sign(n) * mark));
