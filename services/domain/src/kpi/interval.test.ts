import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KPI_CATALOGUE } from './catalogue.js';
import { type KpiInputs, type KpiResult, NO_INPUTS, type Spread } from './compute.js';
import { mergeSpreads } from './compute-spread.js';
import { binOf } from './histogram.js';
import { intervalOf, meanInterval, percentileInterval, poissonInterval, wilsonInterval } from './interval.js';
import { studentT } from './student-t.js';

const kpi = (id: string) => {
  const found = KPI_CATALOGUE.find((definition) => definition.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const share = (n: number, d: number, more: Partial<KpiResult> = {}): KpiResult => ({
  value: d === 0 ? null : n / d,
  n,
  d,
  complete: 1,
  errorBound: 0,
  noData: d === 0,
  ...more,
});

describe('wilsonInterval', () => {
  it.each([
    // Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is the published one for %d of %d', (n, d, low, high) => {
    const interval = wilsonInterval(n, d);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds its share, stays within 0 and 1, and narrows as trials grow', () => {
    const trials = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((d) => fc.tuple(fc.integer({ min: 0, max: d }), fc.constant(d)));
    fc.assert(
      fc.property(trials, ([n, d]) => {
        const { low, high } = wilsonInterval(n, d);
        const wider = wilsonInterval(n, d);
        const narrower = wilsonInterval(n * 4, d * 4);
        return (
          low >= 0 &&
          high <= 1 &&
          low <= n / d &&
          n / d <= high &&
          narrower.high - narrower.low <= wider.high - wider.low
        );
      }),
    );
  });
});

describe('intervalOf', () => {
  it('is wide where three answers agree, and narrow where thousands do', () => {
    const mean = (distribution: number[]): KpiResult => {
      const d = distribution.reduce((sum, n) => sum + n, 0);
      const n = distribution.reduce((sum, count, index) => sum + count * (index + 1), 0);
      return { ...share(n, d), value: n / d, distribution };
    };
    const few = intervalOf(kpi('rating_mean'), mean([0, 0, 0, 0, 3]), NO_INPUTS);
    const many = intervalOf(kpi('rating_mean'), mean([0, 0, 0, 0, 3_000]), NO_INPUTS);
    expect(few?.method).toBe('normal');
    expect(few?.low).toBeLessThan(3.6);
    expect(few?.high).toBe(5);
    expect(many?.low).toBeGreaterThan(4.99);
  });

  it('adds what a histogram may be off by', () => {
    const exact = intervalOf(kpi('service_level'), share(50, 100), NO_INPUTS);
    const binned = intervalOf(kpi('service_level'), share(50, 100, { errorBound: 0.1 }), NO_INPUTS);
    expect((exact?.low ?? 0) - (binned?.low ?? 0)).toBeCloseTo(0.1);
    expect((binned?.high ?? 0) - (exact?.high ?? 0)).toBeCloseTo(0.1);
  });

  it('takes means from the histogram, where it was read, and knows of none for sums and shares of time', () => {
    const wait_called: Spread = { kind: 'bins', cells: [[binOf(60_000), 40]] };
    const read: KpiInputs = { ...NO_INPUTS, spreads: { wait_called } };
    const of60 = share(2_400, 40);
    expect(intervalOf(kpi('wait_mean'), of60, read)?.method).toBe('student');
    expect(intervalOf(kpi('wait_mean'), of60, NO_INPUTS)).toBeUndefined();
    expect(intervalOf(kpi('wait_p50'), of60, read)?.method).toBe('order');
    for (const id of ['occupancy', 'desk_open_time', 'wait_max', 'hold_mean'])
      expect(intervalOf(kpi(id), share(50, 100), read)).toBeUndefined();
    expect(intervalOf(kpi('satisfaction'), share(0, 0), read)).toBeUndefined();
  });

  it('takes counts, and counts per hour, as events', () => {
    const count = intervalOf(kpi('served'), { ...share(100, 1), d: null, value: 100 }, NO_INPUTS);
    const rate = intervalOf(kpi('transactions_per_desk_hour'), { ...share(100, 20), value: 5 }, NO_INPUTS);
    expect(count?.method).toBe('poisson');
    expect(rate?.low).toBeCloseTo((count?.low ?? 0) / 20);
    expect(rate?.high).toBeCloseTo((count?.high ?? 0) / 20);
  });
});

describe('poissonInterval', () => {
  it.each([
    // The exact intervals of Garwood (1936).
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [100, 81.36, 121.63],
  ])('is the exact one for %d events, within 2 %%', (n, low, high) => {
    const interval = poissonInterval(n);
    expect(Math.abs(interval.high - high)).toBeLessThan(high * 0.02);
    expect(Math.abs(interval.low - low)).toBeLessThan(Math.max(0.03, low * 0.02));
  });
});

/** Durations as the histogram has them, and as they are; milliseconds. */
const binned = (durations: readonly number[]): Spread => {
  const cells = new Map<number, number>();
  for (const duration of durations) cells.set(binOf(duration), (cells.get(binOf(duration)) ?? 0) + 1);
  return { kind: 'bins', cells: [...cells].sort(([a], [b]) => a - b) };
};
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Half of Student's interval from the durations themselves, seconds. */
const exactHalf = (durations: readonly number[]): number => {
  const [n, mean] = [durations.length, meanOf(durations)];
  const squares = durations.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (studentT(n - 1) * Math.sqrt(squares / (n - 1))) / Math.sqrt(n) / 1000;
};

const durationLists = fc.array(fc.integer({ min: 0, max: 7_200_000 }), { minLength: 2, maxLength: 60 });

describe('meanInterval', () => {
  it('is never narrower than that of the durations, and wider by no more than it says', () => {
    fc.assert(
      fc.property(durationLists, (durations) => {
        const mean = meanOf(durations) / 1000;
        const interval = meanInterval(mean, binned(durations));
        const half = (interval?.high ?? 0) - mean;
        const n = durations.length;
        const rootMeanSquare = Math.sqrt(durations.reduce((sum, ms) => sum + (ms / 1000) ** 2, 0) / (n - 1));
        const slack = (studentT(n - 1) * 2 * (rootMeanSquare / 16 + 1 / 16)) / Math.sqrt(n);
        return half >= exactHalf(durations) - 1e-9 && half <= exactHalf(durations) + slack + 1e-9;
      }),
    );
  });

  it('is that of all durations when histograms are merged', () => {
    fc.assert(
      fc.property(durationLists, durationLists, (some, others) => {
        const all = [...some, ...others];
        const mean = meanOf(all) / 1000;
        const merged = mergeSpreads([binned(some), binned(others)]);
        expect(merged === undefined ? undefined : meanInterval(mean, merged)).toEqual(meanInterval(mean, binned(all)));
        expect(merged === undefined ? undefined : percentileInterval(0.5, merged)).toEqual(
          percentileInterval(0.5, binned(all)),
        );
      }),
    );
  });

  it('is unknown for one duration', () => expect(meanInterval(60, binned([60_000]))).toBeUndefined());
});

/** Repeatable numbers from 0 to 1: a linear congruential generator (D. E. Knuth's MMIX), its upper bits. */
function uniform(seed: bigint): () => number {
  let state = seed;
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number(state >> 11n) / 2 ** 53;
  };
}

describe('coverage', () => {
  const ROUNDS = 400;
  const MEAN_SECONDS = 600;
  /** How often the interval of `size` exponential waits holds the true figure. */
  const coverage = (size: number, holds: (waits: readonly number[]) => boolean): number => {
    const random = uniform(7n);
    let held = 0;
    for (let round = 0; round < ROUNDS; round += 1)
      if (holds(Array.from({ length: size }, () => Math.round(-MEAN_SECONDS * 1000 * Math.log(1 - random())))))
        held += 1;
    return held / ROUNDS;
  };
  const within = (interval: { low: number; high: number } | undefined, truth: number): boolean =>
    interval !== undefined && interval.low <= truth && truth <= interval.high;

  it.each([50, 200])('holds the true mean of %d skewed waits about 95 times of 100', (size) => {
    const share = coverage(size, (waits) => within(meanInterval(meanOf(waits) / 1000, binned(waits)), MEAN_SECONDS));
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.995);
    // The control: half as wide an interval is found out.
    const narrow = coverage(size, (waits) => {
      const mean = meanOf(waits) / 1000;
      const half = ((meanInterval(mean, binned(waits))?.high ?? mean) - mean) / 2;
      return within({ low: mean - half, high: mean + half }, MEAN_SECONDS);
    });
    expect(narrow).toBeLessThan(0.85);
  });

  it.each([
    [0.5, 60],
    [0.9, 36],
    [0.9, 300],
  ])('holds the true %d quantile at least 95 times of 100', (p, size) => {
    const truth = -MEAN_SECONDS * Math.log(1 - p);
    expect(coverage(size, (waits) => within(percentileInterval(p, binned(waits)), truth))).toBeGreaterThan(0.94);
  });

  it('has no percentile interval where the durations are too few for it', () =>
    expect(percentileInterval(0.9, binned(Array.from({ length: 35 }, (_, at) => at * 1000)))).toBeUndefined());
});
