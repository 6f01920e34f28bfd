import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFigure, anAskedKpi, aQuestion, aRow } from './answer-samples';
import { leagueOf } from './league';
import { type Contestant, ranksOf } from './ranks';

const entry = (key: string, value: number, half: number | null): Contestant => ({
  key,
  value,
  interval: half === null ? null : { low: value - half, high: value + half },
});
const words = (entries: readonly Contestant[], isHigherBetter = true): string =>
  [...ranksOf(entries, isHigherBetter)].map(([key, { first, last }]) => `${key} ${first}-${last}`).join(', ');

describe('ranksOf', () => {
  it('tells entries apart whose intervals do not overlap', () => {
    expect(words([entry('a', 0.9, 0.01), entry('b', 0.5, 0.01), entry('c', 0.7, 0.01)])).toBe('a 1-1, b 3-3, c 2-2');
    expect(words([entry('a', 60, 1), entry('b', 90, 1)], false)).toBe('a 1-1, b 2-2');
  });

  it('gives entries whose intervals overlap the same places', () => {
    expect(words([entry('a', 0.9, 0.1), entry('b', 0.85, 0.1), entry('c', 0.2, 0.1)])).toBe('a 1-2, b 1-2, c 3-3');
  });

  it('shares places along a chain, and keeps its ends apart', () => {
    expect(words([entry('a', 3, 0.6), entry('b', 2, 0.6), entry('c', 1, 0.6)])).toBe('a 1-2, b 1-3, c 2-3');
  });

  it('gives equal values one rank and skips the next where nothing is known of noise', () => {
    expect(words([entry('a', 5, null), entry('b', 5, null), entry('c', 4, null)])).toBe('a 1-1, b 1-1, c 3-3');
  });

  it('gives an entry without an interval any place among others that have theirs', () => {
    expect(words([entry('a', 9, 0.1), entry('b', 5, null), entry('c', 1, 0.1)])).toBe('a 1-2, b 1-3, c 2-3');
  });

  const entries = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true })),
    { minLength: 1, maxLength: 40 },
  );

  it('says the same as comparing every pair', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), (values, isHigherBetter) => {
        const all = values.map(([value, half], at) => entry(String(at), value, half));
        const ranks = ranksOf(all, isHigherBetter);
        const isBehind = (one: Contestant, other: Contestant): boolean =>
          isHigherBetter
            ? (one.interval?.high ?? 0) < (other.interval?.low ?? 0)
            : (one.interval?.low ?? 0) > (other.interval?.high ?? 0);
        for (const one of all)
          expect(ranks.get(one.key)).toEqual({
            first: 1 + all.filter((other) => isBehind(one, other)).length,
            last: all.length - all.filter((other) => isBehind(other, one)).length,
          });
      }),
    );
  });

  it('never gives two entries whose intervals overlap places that have none in common', () => {
    fc.assert(
      fc.property(entries, (values) => {
        const all = values.map(([value, half], at) => entry(String(at), value, half));
        const ranks = ranksOf(all, true);
        for (const one of all)
          for (const other of all) {
            const [a, b] = [ranks.get(one.key), ranks.get(other.key)];
            const overlap =
              (one.interval?.low ?? 0) <= (other.interval?.high ?? 0) &&
              (other.interval?.low ?? 0) <= (one.interval?.high ?? 0);
            if (overlap) expect((a?.first ?? 0) <= (b?.last ?? 0) && (b?.first ?? 0) <= (a?.last ?? 0)).toBe(true);
          }
      }),
    );
  });
});

describe('leagueOf', () => {
  const satisfaction = anAskedKpi('satisfaction', { unit: 'share', direction: 'higher_is_better' });
  const row = (centre: string, value: number | null, half: number) =>
    aRow(
      { centre },
      aFigure('satisfaction', value, { interval: value === null ? null : { low: value - half, high: value + half } }),
    );
  const rows = [row('a', 0.9, 0.02), row('b', 0.5, 0.02), row('c', null, 0)];
  const question = aQuestion({ ids: ['satisfaction'], by: ['centre'] });

  it('ranks places by the KPI of the order, and not those without data', () => {
    const league = leagueOf(question, [satisfaction], rows, { columnId: 'satisfaction', isDescending: true });
    expect(rows.map((each) => league?.rankOf(each)?.first ?? null)).toEqual([1, 2, null]);
    expect(league?.hasIntervals).toBe(true);
  });

  it('is none of periods, of several groups, of a split, and of KPIs without a better side', () => {
    expect(leagueOf({ ...question, by: ['month'] }, [satisfaction], rows, null)).toBeNull();
    expect(leagueOf({ ...question, by: ['centre', 'month'] }, [satisfaction], rows, null)).toBeNull();
    expect(leagueOf({ ...question, split: 'gender' }, [satisfaction], rows, null)).toBeNull();
    expect(leagueOf(question, [anAskedKpi('served')], rows, null)).toBeNull();
  });
});
