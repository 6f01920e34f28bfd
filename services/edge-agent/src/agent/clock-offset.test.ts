import { describe, expect, test } from 'vitest';
import { ClockOffset } from './clock-offset.js';

describe('ClockOffset', () => {
  test('uses the sample with the shortest round trip, and changes the stamped offset only above 500 ms', () => {
    const clock = new ClockOffset();
    expect(clock.sample(1000, 1400, 1100)).toBe(false);
    expect(clock.stampedMs).toBe(0);
    // The slow answer alone gives 1 s; the quick one before it gives 350 ms, and both can be correct.
    expect(clock.sample(2000, 6000, 8000)).toBe(false);
    expect(clock.sample(9000, 19_020, 9040)).toBe(true);
    expect(clock.stampedMs).toBe(10_000);
    expect(clock.sample(10_000, 20_300, 10_040)).toBe(false);
    expect(clock.stampedMs).toBe(10_000);
  });

  test('uses a new sample at once when the clock was set, and discards older samples', () => {
    const clock = new ClockOffset();
    clock.sample(0, 60_005, 10);
    expect(clock.stampedMs).toBe(60_000);
    expect(clock.sample(60_000, 60_050, 60_100)).toBe(true);
    expect(clock.stampedMs).toBe(0);
  });

  test('ignores a round trip that is negative (the clock was set) or very long', () => {
    const clock = new ClockOffset(700);
    expect(clock.sample(1000, 99_000, 900)).toBe(false);
    expect(clock.sample(1000, 99_000, 60_000)).toBe(false);
    expect(clock.stampedMs).toBe(700);
  });
});
