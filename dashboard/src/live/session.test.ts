import { describe, expect, it } from 'vitest';
import { shouldReload } from './reload';
import { parseExpiry, renewInMs } from './session';

describe('session', () => {
  it('renews a minute before the end, and half-way through a short session', () => {
    expect(renewInMs(3_600_000, 0)).toBe(3_540_000);
    expect(renewInMs(60_000, 0)).toBe(30_000);
    expect(renewInMs(0, 5_000)).toBe(1_000);
  });

  it('reads the end as milliseconds or as ISO text, and says when there is none', () => {
    expect(parseExpiry({ expiresAt: 5 })).toBe(5);
    expect(parseExpiry({ expiresAt: '1970-01-01T00:00:01Z' })).toBe(1_000);
    expect(() => parseExpiry({})).toThrow(/without expiresAt/);
  });
});

describe('shouldReload', () => {
  it('reloads for another build, not for the first, and not over and over', () => {
    expect(shouldReload(null, 'a', 0, 1e9)).toBe(false);
    expect(shouldReload('a', 'a', 0, 1e9)).toBe(false);
    expect(shouldReload('a', 'b', 0, 1e9)).toBe(true);
    expect(shouldReload('a', 'b', 1e9 - 1_000, 1e9)).toBe(false);
  });
});
