import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, nameOfPeriod, PERIOD_NAMES, resolvePeriod } from './named-period';
import {
  CHARTS,
  COMPARISONS,
  FILTER_KEYS,
  GROUPS,
  LIMITS,
  type Question,
  type Sheet,
  SPLITS,
  valuesOf,
  withFilter,
} from './question';
import { firstSheet, readAddress, writeAddress } from './question-address';

const TODAY = '2026-11-30';

const ids = fc.uniqueArray(fc.constantFrom('served', 'wait_mean', 'service_level', 'service_level:60', 'wait_p90'), {
  minLength: 1,
});
/** Names of hostile people: quotes, formulas, marks of direction, signs of addresses. */
const value = fc.oneof(
  fc.constantFrom('nairobi', '=cmd|calc', 'a&b=c', 'x,y', '100% + 1', '\u202eevil', '"quoted"', "o'clock", 'Мұғалім'),
  fc.string({ minLength: 1, maxLength: LIMITS.valueLength, unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text)),
);
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));
const period = fc
  .tuple(day, fc.integer({ min: 1, max: 900 }), fc.constantFrom('', 'T08:15'))
  .map(([from, days, time]) => ({
    from: `${from}${time}`,
    to: addDays(from, days),
  }));
const where = fc.uniqueArray(
  fc.record({ key: fc.constantFrom(...FILTER_KEYS), values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }) }),
  {
    selector: ({ key }) => key,
    maxLength: 4,
  },
);
const question: fc.Arbitrary<Question> = fc
  .tuple(
    ids,
    period,
    fc.uniqueArray(fc.constantFrom(...GROUPS), { maxLength: LIMITS.groups }),
    where,
    fc.record({
      split: fc.option(fc.constantFrom(...SPLITS)),
      compare: fc.option(fc.constantFrom(...COMPARISONS)),
      exact: fc.boolean(),
      totals: fc.boolean(),
      withEmpty: fc.boolean(),
      intervals: fc.boolean(),
    }),
  )
  .map(([asked, dates, by, filters, rest]) => ({ ids: asked, ...dates, by, where: filters, ...rest }));
const sheet: fc.Arbitrary<Sheet> = question.chain((asked) =>
  fc.record({
    question: fc.constant(asked),
    view: fc.record({
      order: fc.option(
        fc.record({
          columnId: fc.constantFrom('region', 'gender', 'change.wait_mean', ...asked.ids),
          isDescending: fc.boolean(),
        }),
      ),
      chart: fc.option(fc.constantFrom(...CHARTS)),
      of: fc.option(fc.constantFrom(...asked.ids)),
    }),
  }),
);

describe('address of a question', () => {
  it('gives the same question and the same view back, without faults', () => {
    fc.assert(
      fc.property(sheet, (given) => {
        const read = readAddress(writeAddress(given), TODAY);
        expect(read.faults).toEqual([]);
        expect(read.sheet).toEqual(given);
      }),
    );
  });

  it('is the same text when it is read and written again, also from a browser that escapes more', () => {
    fc.assert(
      fc.property(sheet, (given) => {
        const once = writeAddress(given);
        const escaped = new URLSearchParams(once).toString();
        expect(writeAddress(readAddress(escaped, TODAY).sheet)).toBe(once);
      }),
    );
  });

  it('never throws and never gives a question that the form could not ask, whatever the address', () => {
    const key = fc.constantFrom(
      'ids',
      'from',
      'to',
      'period',
      'by',
      'where',
      'split',
      'compare',
      'exact',
      'sort',
      'of',
    );
    const text = fc.oneof(
      value,
      fc.string({ maxLength: 500 }),
      fc.constantFrom('region,region', 'a'.repeat(100_000), '9999-99-99'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, text), { maxLength: 8 }), (pairs) => {
        const { sheet: read, faults } = readAddress(new URLSearchParams(pairs).toString(), TODAY);
        expect(readAddress(writeAddress(read), TODAY)).toMatchObject({ sheet: read, faults: [] });
        for (const fault of faults) expect(fault.value.length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('begins with the last month by region, and says that the address was empty', () => {
    expect(readAddress('?lang=sw', TODAY)).toEqual({ sheet: firstSheet(TODAY), faults: [], isEmpty: true });
    expect(firstSheet(TODAY).question).toMatchObject({ from: '2026-10-01', to: '2026-11-01', by: ['region'] });
  });

  it('keeps what belongs to other parts of the page', () => {
    expect(writeAddress(firstSheet(TODAY), '?lang=sw&ids=served&kiosk=1')).toMatch(/&lang=sw&kiosk=1$/);
  });

  it('writes a named period as its dates', () => {
    const { sheet: read } = readAddress('?period=last_quarter&by=month', TODAY);
    expect(writeAddress(read)).toContain('from=2026-07-01&to=2026-10-01&by=month');
  });

  it.each([
    ['by=planet', 'by', 'unknown'],
    ['by=region,region', 'by', 'twice'],
    ['by=region,centre,desk,agency,service', 'by', 'many'],
    ['ids=<script>alert(1)</script>', 'ids', 'unknown'],
    ['from=2026-02-31&to=2026-03-01', 'from', 'date'],
    ['from=2026-03-01', 'to', 'date'],
    ['from=2026-03-01&to=2026-03-01', 'to', 'empty'],
    ['from=1492-10-12&to=2026-03-01', 'from', 'date'],
    ['from=2026-03-01T08:07&to=2026-03-02', 'from', 'date'],
    ['where=planet=mars', 'where', 'unknown'],
    ['where=region', 'where', 'unknown'],
    [`where=region=${'x'.repeat(201)}`, 'where', 'unknown'],
    ['where=region=a%00b', 'where', 'unknown'],
    ['split=shoe_size', 'split', 'unknown'],
    ['compare=mars', 'compare', 'unknown'],
    ['exact=perhaps', 'exact', 'unknown'],
    ['withEmpty=perhaps', 'withEmpty', 'unknown'],
    ['period=next_month', 'period', 'unknown'],
    ['sort=;drop', 'sort', 'unknown'],
    ['chart=pie', 'chart', 'unknown'],
  ])('names what it does not understand in %s', (search, key, kind) => {
    const { faults } = readAddress(search, TODAY);
    expect(faults.map((fault) => [fault.key, fault.kind])).toEqual([[key, kind]]);
  });
});

describe('named periods', () => {
  it.each([
    ['2026-11-30', 'this_week', '2026-11-30', '2026-12-07'],
    ['2026-11-29', 'this_week', '2026-11-23', '2026-11-30'],
    ['2026-01-01', 'last_week', '2025-12-22', '2025-12-29'],
    ['2026-01-15', 'last_month', '2025-12-01', '2026-01-01'],
    ['2024-03-31', 'last_month', '2024-02-01', '2024-03-01'],
    ['2026-02-10', 'last_quarter', '2025-10-01', '2026-01-01'],
    ['2026-12-31', 'this_quarter', '2026-10-01', '2027-01-01'],
    ['2026-12-31', 'last_year', '2025-01-01', '2026-01-01'],
    ['2026-03-01', 'yesterday', '2026-02-28', '2026-03-01'],
  ] as const)('on %s %s is from %s to %s', (today, name, from, to) => {
    expect(resolvePeriod(name, today)).toEqual({ from, to });
  });

  it('is found again by its dates', () => {
    for (const name of PERIOD_NAMES) expect(nameOfPeriod(resolvePeriod(name, TODAY), TODAY)).toBe(name);
    expect(nameOfPeriod({ from: '2026-11-02', to: '2026-11-05' }, TODAY)).toBeNull();
  });
});

describe('filters', () => {
  it('of a key are replaced as a whole, and go when nothing is left', () => {
    const { question: first } = firstSheet(TODAY);
    const one = withFilter(withFilter(first, 'region', ['a', 'b']), 'centre', ['c']);
    expect(valuesOf(one, 'region')).toEqual(['a', 'b']);
    expect(withFilter(one, 'region', []).where).toEqual([{ key: 'centre', values: ['c'] }]);
  });
});
