import { describe, expect, it } from 'vitest';
import { aCentre, aSnapshot } from './live-samples';
import { applyLiveMessage, type CentreLive, EMPTY_LIVE } from './live-state';
import { newlyCritical, summariseRegion, worstCentres } from './region-summary';

const NOW = 2_000;
const stateOf = (...centres: readonly CentreLive[]) => applyLiveMessage(EMPTY_LIVE, aSnapshot({ centres }), 1_000);
const trouble = (kind: 'long_wait' | 'power_down', value: number | null = null) => [
  { kind, severity: 'warning' as const, subjectId: null, since: null, value, limit: value === null ? null : 10 },
];

describe('summariseRegion', () => {
  it('is as bad as its worst centre and sums those who wait at the fresh ones', () => {
    const state = stateOf(
      aCentre({ centreId: 'a', waitingNow: 3, longestWaitSince: 500 }),
      aCentre({ centreId: 'b', waitingNow: 4, severity: 'critical', longestWaitSince: 200 }),
      aCentre({ centreId: 'x', waitingNow: 50 }),
    );
    expect(summariseRegion(['a', 'b'], state, NOW)).toMatchObject({
      severity: 'critical',
      waiting: 7,
      longestWaitSince: 200,
      centresOpen: 2,
      centresTotal: 2,
      centresInTrouble: 1,
      isClosed: false,
    });
  });

  it('does not know how many wait where nobody speaks: that is not zero', () => {
    expect(
      summariseRegion(['a'], stateOf(aCentre({ centreId: 'a', waitingNow: 9, isSilent: true })), NOW),
    ).toMatchObject({ severity: 'unknown', waiting: null });
    expect(summariseRegion(['never seen'], stateOf(), NOW)).toMatchObject({ severity: 'unknown', waiting: null });
  });

  it('is closed only when none is open and none should be', () => {
    expect(
      summariseRegion(['a'], stateOf(aCentre({ centreId: 'a', isOpen: false, expectedOpen: false })), NOW).isClosed,
    ).toBe(true);
    expect(
      summariseRegion(['a'], stateOf(aCentre({ centreId: 'a', isOpen: false, expectedOpen: true })), NOW).isClosed,
    ).toBe(false);
  });
});

describe('worstCentres', () => {
  it('puts the gravest first and leaves out what is well', () => {
    const state = stateOf(
      aCentre({ centreId: 'well' }),
      aCentre({ centreId: 'silent', isSilent: true }),
      aCentre({ centreId: 'slow', severity: 'warning', troubles: trouble('long_wait', 20) }),
      aCentre({ centreId: 'slower', severity: 'warning', troubles: trouble('long_wait', 40) }),
      aCentre({ centreId: 'dark', severity: 'critical', troubles: trouble('power_down') }),
    );
    expect(worstCentres(state, NOW, 9).map(({ centreId }) => centreId)).toEqual(['dark', 'slower', 'slow', 'silent']);
    expect(worstCentres(state, NOW, 1)).toHaveLength(1);
  });
});

describe('newlyCritical', () => {
  it('names centres that turned, not those that were so when the screen began', () => {
    const before = stateOf(aCentre({ centreId: 'a' }), aCentre({ centreId: 'b', severity: 'critical' })).centres;
    const after = stateOf(
      aCentre({ centreId: 'a', severity: 'critical' }),
      aCentre({ centreId: 'b', severity: 'critical' }),
      aCentre({ centreId: 'new', severity: 'critical' }),
    ).centres;
    expect(newlyCritical(before, after)).toEqual(['a']);
  });
});
