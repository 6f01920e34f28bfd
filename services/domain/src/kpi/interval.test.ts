import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KPI_CATALOGUE } from './catalogue.js';
import type { KpiResult } from './compute.js';
import { intervalOf, wilsonInterval } from './interval.js';

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
    const few = intervalOf(kpi('rating_mean'), mean([0, 0, 0, 0, 3]));
    const many = intervalOf(kpi('rating_mean'), mean([0, 0, 0, 0, 3_000]));
    expect(few?.method).toBe('normal');
    expect(few?.low).toBeLessThan(3.6);
    expect(few?.high).toBe(5);
    expect(many?.low).toBeGreaterThan(4.99);
  });

  it('adds what a histogram may be off by', () => {
    const exact = intervalOf(kpi('service_level'), share(50, 100));
    const binned = intervalOf(kpi('service_level'), share(50, 100, { errorBound: 0.1 }));
    expect((exact?.low ?? 0) - (binned?.low ?? 0)).toBeCloseTo(0.1);
    expect((binned?.high ?? 0) - (exact?.high ?? 0)).toBeCloseTo(0.1);
  });

  it('knows of none for counts, durations, shares of time, and where there is no data', () => {
    for (const id of ['served', 'wait_mean', 'wait_p90', 'occupancy', 'desk_open_time', 'transactions_per_desk_hour'])
      expect(intervalOf(kpi(id), share(50, 100))).toBeUndefined();
    expect(intervalOf(kpi('satisfaction'), share(0, 0))).toBeUndefined();
  });
});
