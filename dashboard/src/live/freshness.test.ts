import { describe, expect, it } from 'vitest';
import { backoffMs, MAX_WAIT_MS } from './backoff';
import { centreFreshness, figuresFreshness, freshnessOf, lightsAt } from './freshness';
import { aCentre, aSnapshot } from './live-samples';
import { applyLiveMessage, EMPTY_LIVE } from './live-state';

const live = applyLiveMessage(
  EMPTY_LIVE,
  aSnapshot({ serverTime: 100_000, watermark: 99_000, centres: [aCentre({ dataAsOf: 99_000 })] }),
  100_000,
);

describe('freshnessOf', () => {
  it('is stale when data is older than three of its intervals', () => {
    expect(freshnessOf(1_000, 5_000, 16_000)).toEqual({ isStale: false, ageMs: 15_000 });
    expect(freshnessOf(1_000, 5_000, 16_001).isStale).toBe(true);
  });

  it('is never stale without an expected interval, and always stale without data', () => {
    expect(freshnessOf(0, 0, 1e12).isStale).toBe(false);
    expect(freshnessOf(null, 0, 5)).toEqual({ isStale: true, ageMs: null });
  });

  it('has no negative age when the clock of the data is ahead', () => {
    expect(freshnessOf(9_000, 5_000, 1_000).ageMs).toBe(0);
  });
});

describe('figuresFreshness and centreFreshness', () => {
  it('ages sums from the newest confirmed message', () => {
    expect(figuresFreshness(live, 110_000)).toEqual({ isStale: false, ageMs: 10_000 });
    expect(figuresFreshness(live, 116_000).isStale).toBe(true);
    expect(figuresFreshness(EMPTY_LIVE, 5)).toEqual({ isStale: true, ageMs: null });
  });

  it('calls a centre stale when the server says that it is not current, or when the server does not respond', () => {
    const fresh = aCentre({ freshnessSince: 99_000 });
    expect(centreFreshness(fresh, live, 101_000)).toEqual({ isStale: false, ageMs: 2_000 });
    for (const freshness of ['silent', 'late', 'future'] as const)
      expect(centreFreshness({ ...fresh, freshness }, live, 101_000).isStale).toBe(true);
    const never = aCentre({ freshness: 'never_connected', freshnessSince: null });
    expect(centreFreshness(never, live, 101_000)).toEqual({ isStale: true, ageMs: null });
    expect(centreFreshness(fresh, live, 120_000).isStale).toBe(true);
  });
});

describe('lightsAt', () => {
  const states = (now: number, socket: 'open' | 'closed' | 'connecting', state = live) => {
    const { socket: link, server, data } = lightsAt(state, socket, 100_000, now);
    return [link.state, server.state, data.state];
  };

  it('has three lights, each of its own', () => {
    expect(states(101_000, 'open')).toEqual(['good', 'good', 'good']);
    expect(states(101_000, 'closed')).toEqual(['bad', 'good', 'good']);
    expect(states(130_000, 'open')).toEqual(['good', 'bad', 'bad']);
    expect(states(101_000, 'connecting', EMPTY_LIVE)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(states(101_000, 'open', { ...live, watermark: 1_000 })).toEqual(['good', 'good', 'bad']);
  });
});

describe('backoffMs', () => {
  it('grows under a cap and is spread over the whole of it', () => {
    expect(backoffMs(0, 0)).toBe(100);
    expect(backoffMs(0, 1)).toBe(500);
    expect(backoffMs(3, 1)).toBe(4_000);
    expect(backoffMs(500, 1)).toBe(MAX_WAIT_MS);
    expect(backoffMs(500, 0)).toBe(100);
  });
});
