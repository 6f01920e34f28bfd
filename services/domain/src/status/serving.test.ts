import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zoneOf } from '../calendar/zone.js';
import { type DeskService, servingTimes } from './serving.js';

const NAIROBI = zoneOf('Africa/Nairobi');
const at = (minutes: number): number => Date.UTC(2026, 9, 21, 6) + minutes * 60_000;
const served = (from: number, to: number, staffKey = 1): DeskService => ({ staffKey, from: at(from), to: at(to) });
const minutesOf = (services: readonly DeskService[], staff?: number): number =>
  servingTimes(NAIROBI, services)
    .filter(({ staffKey }) => staff === undefined || staffKey === staff)
    .reduce((sum, { ms }) => sum + ms / 60_000, 0);

describe('servingTimes', () => {
  test('counts two services at once once, in the hours in which they are', () => {
    expect(servingTimes(NAIROBI, [served(30, 90), served(0, 60)])).toEqual([
      { hour: at(0), staffKey: 1, ms: 3_600_000 },
      { hour: at(60), staffKey: 1, ms: 1_800_000 },
    ]);
  });

  test('gives the time of two officers to the one whose service began first', () => {
    const both = [served(0, 60, 1), served(30, 90, 2)];
    expect([minutesOf(both, 1), minutesOf(both, 2)]).toEqual([60, 30]);
  });

  const some = fc.array(
    fc
      .record({ from: fc.nat(120), lasts: fc.nat(90), staffKey: fc.nat(2) })
      .map(({ from, lasts, staffKey }) => served(from, from + lasts, staffKey)),
    { maxLength: 8 },
  );

  test('adds up to the minutes in which at least one service was given, in any order', () => {
    fc.assert(
      fc.property(some, (services) => {
        const minutes = new Set<number>();
        for (const { from, to } of services) for (let one = from; one < to; one += 60_000) minutes.add(one);
        expect(minutesOf(services)).toBe(minutes.size);
        expect(servingTimes(NAIROBI, services.toReversed())).toEqual(servingTimes(NAIROBI, services));
      }),
    );
  });

  test('changes by what overlaps a changed service only', () => {
    const sums = (services: readonly DeskService[]): Map<string, number> => {
      const found = new Map<string, number>();
      for (const { hour, staffKey, ms } of servingTimes(NAIROBI, services))
        found.set(`${hour} ${staffKey}`, (found.get(`${hour} ${staffKey}`) ?? 0) + ms);
      return found;
    };
    fc.assert(
      fc.property(some, fc.nat(120), fc.nat(90), fc.nat(2), (services, from, lasts, staffKey) => {
        const added = served(from, from + lasts, staffKey);
        const others = services.filter((one) => one.from < added.to && one.to > added.from);
        const expected = sums([...services, added]);
        const found = sums(services);
        for (const [key, ms] of sums(others)) found.set(key, (found.get(key) ?? 0) - ms);
        for (const [key, ms] of sums([...others, added])) found.set(key, (found.get(key) ?? 0) + ms);
        expect(new Map([...found].filter(([, ms]) => ms !== 0))).toEqual(expected);
      }),
    );
  });
});
