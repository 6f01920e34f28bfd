/** Values with percentiles by nearest rank: each percentile is a measured value. */
export class Distribution {
  readonly #sorted: Float64Array;

  constructor(values: Iterable<number>) {
    this.#sorted = Float64Array.from(values).sort();
  }

  get count(): number {
    return this.#sorted.length;
  }

  /** @param share 0 to 1; NaN when there are no values */
  at(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#sorted.length));
    return this.#sorted[rank - 1] ?? Number.NaN;
  }

  /** In milliseconds, for the output of a benchmark. */
  toString(): string {
    const of = (share: number): string => this.at(share).toFixed(0);
    return `p50 ${of(0.5)}  p95 ${of(0.95)}  p99 ${of(0.99)}  max ${of(1)} ms  (n ${this.count})`;
  }
}
