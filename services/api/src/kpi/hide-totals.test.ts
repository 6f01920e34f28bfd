import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '#platform/timing/pace.js';
import { bridgesOf } from './bridges.js';
import { hideTotals } from './hide-totals.js';
import { HIDDEN, type KpiRow } from './kpi-table.js';

const SMALLEST = 5;
const SPLITS = ['female', 'male', 'unknown'];

const row = (group: Record<string, string>, value: number, isHidden: boolean): KpiRow => ({
  group: Object.entries(group).map(([key, text]) => ({ key, value: text })),
  values: [
    isHidden
      ? { id: 'demand', ...HIDDEN, distribution: [value] }
      : { id: 'demand', value, n: value, d: null, complete: 1, errorBound: 0, noData: false, suppressed: false },
  ],
});

interface Made {
  readonly rows: KpiRow[];
  readonly totals: KpiRow[][];
}

/** As `hideSmallCells` hides: small values, and the next smallest where it would be one alone. */
function cells(place: Record<string, string>, sizes: readonly number[]): KpiRow[] {
  const bySize = sizes.map((size, index) => ({ size, index })).filter(({ size }) => size > 0);
  bySize.sort((one, other) => one.size - other.size);
  const small = bySize.filter(({ size }) => size < SMALLEST);
  const hidden = new Set(
    (small.length === 1 && bySize.length > 1 ? bySize.slice(0, 2) : small).map(({ index }) => index),
  );
  return sizes.map((size, index) => row({ ...place, gender: SPLITS[index] ?? '' }, size, hidden.has(index)));
}

const added = (parts: readonly (readonly number[])[]): number[] =>
  SPLITS.map((_, index) => parts.reduce((sum, part) => sum + (part[index] ?? 0), 0));

/** Sizes of regions, months and splits as a table with its totals. */
function tableOf(sizes: readonly (readonly (readonly number[])[])[]): Made {
  return {
    rows: sizes.flatMap((months, region) =>
      months.flatMap((month, place) => cells({ region: `R${region}`, month: `M${place}` }, month)),
    ),
    totals: [
      cells({}, added(sizes.map(added))),
      sizes.flatMap((months, region) => cells({ region: `R${region}` }, added(months))),
    ],
  };
}

const P = 1_000_003;
const inverse = (value: number): number => {
  let [result, base, power] = [1, value, P - 2];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = Number((BigInt(result) * BigInt(base)) % BigInt(P));
    base = Number((BigInt(base) * BigInt(base)) % BigInt(P));
  }
  return result;
};

/** Which unknowns have one value only in these sums: those that stand alone in a row of the reduced matrix. */
function computable(unknowns: readonly string[], sums: readonly (readonly string[])[]): string[] {
  const places = new Map(unknowns.map((name, place) => [name, place]));
  const matrix = sums.map((names) => {
    const line = new Array<number>(unknowns.length).fill(0);
    for (const name of names) {
      const [sign, own] = name.startsWith('-') ? [P - 1, name.slice(1)] : [1, name];
      const place = places.get(own);
      if (place !== undefined) line[place] = ((line[place] ?? 0) + sign) % P;
    }
    return line;
  });
  let top = 0;
  for (let column = 0; column < unknowns.length; column += 1) {
    const pivot = matrix.findIndex((line, index) => index >= top && line[column] !== 0);
    if (pivot < 0) continue;
    [matrix[top], matrix[pivot]] = [matrix[pivot] as number[], matrix[top] as number[]];
    const factor = inverse(matrix[top]?.[column] ?? 1);
    matrix[top] = (matrix[top] ?? []).map((value) => Number((BigInt(value) * BigInt(factor)) % BigInt(P)));
    for (const [index, line] of matrix.entries()) {
      const times = line[column] ?? 0;
      if (index === top || times === 0) continue;
      matrix[index] = line.map((value, at) =>
        Number(
          (((BigInt(value) - BigInt(times) * BigInt(matrix[top]?.[at] ?? 0)) % BigInt(P)) + BigInt(P)) % BigInt(P),
        ),
      );
    }
    top += 1;
  }
  return matrix.flatMap((line) => {
    const own = line.flatMap((value, place) => (value === 0 ? [] : [place]));
    return own.length === 1 ? [unknowns[own[0] as number] as string] : [];
  });
}

/** The number behind a row; the test has put it where no table has it. */
const size = ({ values: [figure] }: KpiRow): number | undefined =>
  figure?.distribution?.[0] ?? figure?.value ?? undefined;
const hasData = (one: KpiRow): boolean => (size(one) ?? 0) > 0;
const name = ({ group }: KpiRow): string => group.map(({ key, value }) => `${key}=${value}`).join('&');
const isHidden = ({ values }: KpiRow): boolean => values[0]?.suppressed === true;
const without = ({ group }: KpiRow, key: string): string =>
  group
    .filter((part) => part.key !== key)
    .map((part) => `${part.key}=${part.value}`)
    .join('&');

/** Hidden figures that a reader can compute who also knows every figure without the split. @param safe all others */
function told({ rows, totals }: Made, safe: ReadonlySet<string>): string[] {
  const all = [...rows, ...totals.flat()];
  const hidden = all.filter(isHidden).map(name);
  const sums = new Map<string, string[]>();
  const add = (sum: string, term: string): void => void sums.set(sum, [...(sums.get(sum) ?? []), term]);
  for (const one of all) add(`split ${without(one, 'gender')}`, name(one));
  for (const one of rows) add(`region ${without(one, 'month')}`, name(one));
  for (const one of totals.at(-1) ?? []) {
    if (totals.length > 1) add(`region ${name(one)}`, `-${name(one)}`);
  }
  for (const one of totals.length > 1 ? (totals[1] ?? []) : rows) add(`whole ${without(one, 'region')}`, name(one));
  for (const one of totals[0] ?? []) add(`whole ${name(one)}`, `-${name(one)}`);
  return computable(hidden, [...sums.values()]).filter((one) => !safe.has(one));
}

/**
 * What may be computed: a hidden value that is the only one with data of its place, since the figure without the split
 * is its own, and the totals above it; and totals that are hidden for the sake of others.
 */
function safe({ rows, totals }: Made): ReadonlySet<string> {
  const all = [...rows, ...totals.flat()];
  const isKnown = (one: KpiRow): boolean =>
    isHidden(one) &&
    all.filter((other) => without(other, 'gender') === without(one, 'gender') && hasData(other)).length < 2;
  const known = rows.filter(isKnown);
  const isAbove = (total: KpiRow, { group }: KpiRow): boolean =>
    total.group.every(({ key, value }) => group.some((part) => part.key === key && part.value === value));
  const others = totals
    .flat()
    .filter(
      (total) =>
        !isHidden(total) ||
        (size(total) ?? 0) >= SMALLEST ||
        isKnown(total) ||
        known.some((one) => isAbove(total, one)),
    );
  return new Set([...known, ...others].map(name));
}

const sizes = fc.integer({ min: 1, max: 4 }).chain((months) =>
  fc.array(
    fc.array(fc.tuple(...SPLITS.map(() => fc.oneof(fc.constantFrom(0, 1, 3), fc.integer({ min: 0, max: 40 })))), {
      minLength: months,
      maxLength: months,
    }),
    { minLength: 1, maxLength: 4 },
  ),
);

describe('totals beside hidden cells', () => {
  test('tell of no hidden row, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (drawn) => {
        const made = tableOf(drawn);
        const totals = (await hideTotals(made.rows, made.totals, true)).map((level) => [...level]);
        expect(told({ rows: made.rows, totals }, safe(made))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('control: unhidden totals tell of many', () => {
    let tables = 0;
    fc.assert(
      fc.property(sizes, (drawn) => {
        const made = tableOf(drawn);
        if (told(made, safe(made)).length > 0) tables += 1;
      }),
      { numRuns: 300 },
    );
    expect(tables).toBeGreaterThan(50);
  });

  test('are shown where two rows below are hidden that only their sum tells of', async () => {
    const made = tableOf([
      [
        [2, 20, 30],
        [3, 25, 35],
      ],
    ]);
    const hidden = made.rows.filter(isHidden).map(name);
    expect(hidden).toHaveLength(4);
    expect((await hideTotals(made.rows, made.totals, true)).flat().filter(isHidden)).toEqual([]);
  });

  test('are hidden where one row below is, up to the whole', async () => {
    const made = tableOf([
      [
        [2, 6, 30],
        [30, 25, 35],
      ],
      [
        [30, 26, 30],
        [30, 25, 35],
      ],
    ]);
    const hidden = (await hideTotals(made.rows, made.totals, true)).flat().filter(isHidden);
    expect(hidden.map(name)).toEqual([
      'gender=female',
      'gender=male',
      'region=R0&gender=female',
      'region=R0&gender=male',
    ]);
  });

  test('of a filter by an attribute are hidden where just one row is', async () => {
    const rows = [row({ region: 'R0' }, 2, true), row({ region: 'R1' }, 9, false)];
    const one = await hideTotals(rows, [[row({}, 11, false)]], false);
    expect(one.flat().map(isHidden)).toEqual([true]);
    const two = await hideTotals([...rows, row({ region: 'R2' }, 3, true)], [[row({}, 14, false)]], false);
    expect(two.flat().map(isHidden)).toEqual([false]);
  });

  test('of many rows are there too', async () => {
    const many = Array.from({ length: 400 }, (_, region) =>
      Array.from({ length: 12 }, (_, month) => [(region * month) % 7, 20, 30]),
    );
    const made = tableOf(many);
    const totals = await hideTotals(made.rows, made.totals, true);
    expect(totals.map((level) => level.length)).toEqual([3, 1200]);
  });
});

test('bridges are the edges on no cycle, also of several parts and with parallel edges', async () => {
  const pace = new Pace();
  const edges = (texts: string) => texts.split(' ').map((text) => ({ from: text[0] as string, to: text[1] as string }));
  expect(await bridgesOf(edges('ab bc ca cd de ef fd gh'), pace)).toEqual(expect.arrayContaining([3, 7]));
  expect(await bridgesOf(edges('ab bc ca cd de ef fd gh'), pace)).toHaveLength(2);
  expect(await bridgesOf(edges('ab ab bc'), pace)).toEqual([2]);
  expect(await bridgesOf([], pace)).toEqual([]);
});
