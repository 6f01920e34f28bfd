import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile } from '#domain/kpi/compute-spread.js';
import { WINDOW_MINUTES } from './figure-sums.js';
import { type BandSums, bandStarts, slidingWindows } from './sliding-windows.js';

const count = fc.integer({ min: 0, max: 9 });
const bands = fc.array(
  fc.record({
    centreId: fc.constantFrom('C1', 'C2', 'C3'),
    band: fc.integer({ min: 1, max: WINDOW_MINUTES.length }),
    waits: fc.array(fc.integer({ min: 0, max: 2_147_483_647 }), { maxLength: 40 }),
    withinTarget: count,
    targetN: count,
    served: count,
    ratings: count,
    satisfied: count,
  }),
  { maxLength: 20 },
);

const given = (one: typeof bands extends fc.Arbitrary<(infer One)[]> ? One : never): BandSums => ({
  ...one,
  regionId: one.centreId === 'C3' ? 'R2' : 'R1',
  waits: Int32Array.from(one.waits),
  waitMs: one.waits.reduce((sum, wait) => sum + wait, 0),
});

const isAt = (place: string, { centreId, regionId }: BandSums): boolean =>
  place === 'network' || place === `region:${regionId}` || place === `centre:${centreId}`;

describe('sliding windows', () => {
  it('have at each place the sums of what falls into them, and the percentile that the domain computes from the same waits', () => {
    fc.assert(
      fc.property(bands, (random) => {
        const all = random.map(given);
        const windows = slidingWindows(all);
        const places = new Set([
          'network',
          ...all.flatMap((one) => [`region:${one.regionId}`, `centre:${one.centreId}`]),
        ]);
        expect(new Set(windows.keys())).toEqual(all.length === 0 ? new Set() : places);
        for (const [place, there] of windows) {
          expect(there.map(({ minutes }) => minutes)).toEqual([...WINDOW_MINUTES]);
          for (const [index, window] of there.entries()) {
            const least = WINDOW_MINUTES.length - index;
            const here = random.filter(({ band }, at) => band >= least && isAt(place, all[at] as BandSums));
            const sum = (name: 'served' | 'ratings' | 'satisfied' | 'withinTarget' | 'targetN'): number =>
              here.reduce((total, one) => total + one[name], 0);
            const waits = here.flatMap((one) => one.waits);
            const cells = waits.toSorted((a, b) => a - b).map((wait) => [wait, 1] as const);
            const p90 = percentile({ kind: 'exact', cells }, 0.9, null).value;
            expect(window).toEqual({
              minutes: WINDOW_MINUTES[index],
              served: sum('served'),
              waitN: waits.length,
              waitMs: waits.reduce((sum, wait) => sum + wait, 0),
              waitP90Ms: p90 === null ? null : expect.closeTo(p90 * 1000, 3),
              withinTarget: sum('withinTarget'),
              targetN: sum('targetN'),
              ratings: sum('ratings'),
              satisfied: sum('satisfied'),
            });
          }
        }
      }),
    );
  });

  it('begin after the moment of so many minutes ago, the longest first', () => {
    expect(bandStarts(7_200_000)).toEqual([3_600_001, 5_400_001, 6_300_001]);
  });
});
