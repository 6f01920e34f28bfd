import { describe, expect, it } from 'vitest';
import { aCentre, aDelta, aSnapshot, someFigures } from './live-samples';
import { applyLiveMessage, type CentreStatus, EMPTY_LIVE, type RegionStatus } from './live-state';
import { countInTrouble, newlyCritical, summariseRegion, worstCentres } from './region-summary';

const NOW = 2_000;
const stateOf = (...centres: readonly CentreStatus[]) => applyLiveMessage(EMPTY_LIVE, aSnapshot({ centres }), 1_000);
const trouble = (kind: 'long_wait' | 'power_down', value: number | null = null) => [
  { kind, severity: 'warning' as const, subjectId: null, since: null, value, limit: value === null ? null : 10 },
];

const aRegion = (given: Partial<RegionStatus> = {}): RegionStatus => ({
  regionId: 'r',
  severity: 'critical',
  waitingNow: 7,
  desksOpen: 2,
  longestWaitSince: 200,
  centresOpen: 2,
  centresTotal: 2,
  centresInTrouble: 1,
  isClosed: false,
  ...given,
});

describe('summariseRegion', () => {
  const place = { id: 'r', centreIds: ['a', 'b'] };
  const state = applyLiveMessage(EMPTY_LIVE, aSnapshot({ regions: [aRegion()] }), 1_000);

  it('says what the server says of the region while the server speaks', () => {
    expect(summariseRegion(place, state, NOW)).toEqual({
      severity: 'critical',
      waiting: 7,
      desksOpen: 2,
      longestWaitSince: 200,
      centresOpen: 2,
      centresTotal: 2,
      centresInTrouble: 1,
      isClosed: false,
    });
  });

  it('does not know how many wait where nobody speaks: that is not zero', () => {
    const unknown = { severity: 'unknown', waiting: null };
    expect(summariseRegion(place, state, NOW + 60_000)).toMatchObject(unknown);
    expect(summariseRegion({ id: 'never seen', centreIds: ['x'] }, state, NOW)).toMatchObject(unknown);
    const silent = applyLiveMessage(
      EMPTY_LIVE,
      aSnapshot({ regions: [aRegion({ severity: 'unknown', waitingNow: null })] }),
      1_000,
    );
    expect(summariseRegion(place, silent, NOW)).toMatchObject(unknown);
  });
});

describe('a network with more centres than are followed', () => {
  const figures = someFigures({ centresTotal: 5_000 });
  const followed = aSnapshot({
    figures,
    regions: [aRegion({ centresInTrouble: 30 })],
    centres: [aCentre({ centreId: 'a', severity: 'critical' }), aCentre({ centreId: 'b' })],
  });
  const state = applyLiveMessage(EMPTY_LIVE, followed, 1_000);

  it('counts the trouble of all of them, and drops those that others took the places of', () => {
    expect(countInTrouble(state, NOW)).toBe(30);
    const centres = [aCentre({ centreId: 'c', severity: 'warning' })];
    const next = applyLiveMessage(state, aDelta({ centres, goneCentreIds: ['b'] }), 2_000);
    expect([...next.centres.keys()]).toEqual(['a', 'c']);
  });

  it('names a centre that comes in critical, unless there was no room for all that were', () => {
    const next = applyLiveMessage(
      state,
      aDelta({ centres: [aCentre({ centreId: 'c', severity: 'critical' })], goneCentreIds: ['b'] }),
      2_000,
    );
    expect(newlyCritical(state, next)).toEqual(['c']);
    const full = { ...state, centres: new Map([...state.centres].filter(([id]) => id === 'a')) };
    expect(newlyCritical(full, next)).toEqual([]);
  });
});

describe('worstCentres', () => {
  it('puts the most severe first and leaves out normal centres', () => {
    const state = stateOf(
      aCentre({ centreId: 'well' }),
      aCentre({ centreId: 'silent', freshness: 'silent' }),
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
    const before = stateOf(aCentre({ centreId: 'a' }), aCentre({ centreId: 'b', severity: 'critical' }));
    const after = stateOf(
      aCentre({ centreId: 'a', severity: 'critical' }),
      aCentre({ centreId: 'b', severity: 'critical' }),
      aCentre({ centreId: 'new', severity: 'critical' }),
    );
    expect(newlyCritical(before, after)).toEqual(['a']);
  });
});
