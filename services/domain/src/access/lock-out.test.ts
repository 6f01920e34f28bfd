import { describe, expect, it } from 'vitest';
import { ACCOUNT_LOCK_OUT, pauseSeconds } from './lock-out.js';

describe('pauseSeconds', () => {
  it('lets a few failures pass, then doubles the pause up to the longest', () => {
    const pauses = [0, 1, 4, 5, 6, 7, 11, 1_000_000].map((failures) => pauseSeconds(ACCOUNT_LOCK_OUT, failures));
    expect(pauses).toEqual([0, 0, 0, 60, 120, 240, 3600, 3600]);
  });
});
