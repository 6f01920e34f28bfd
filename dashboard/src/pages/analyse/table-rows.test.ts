import { describe, expect, it } from 'vitest';
import { aFigure, anAnswer, aQuestion, aRow } from './answer-samples';
import type { Order } from './question';
import { rangeOf, type ShownRow, tableRows } from './table-rows';

const served = (value: number | null) => aFigure('served', value);
const whole = aRow({}, served(100));
const words = (rows: readonly ShownRow[]): readonly string[] =>
  rows.map(({ kind, row }) => `${kind} ${row.group.map(({ value }) => value).join('/')}`);
const by = (column: string, isDescending = true): Order => ({ columnId: column, isDescending });

describe('tableRows with one group', () => {
  const rows = [
    aRow({ region: 'a' }, served(5)),
    aRow({ region: 'b' }, served(null)),
    aRow({ region: 'c' }, served(9)),
  ];
  const answer = anAnswer(rows, [whole]);
  const question = aQuestion({ by: ['region'] });

  it('puts the whole first, and rows without data last in both directions', () => {
    expect(words(tableRows(answer, question, null))).toEqual(['total ', 'row a', 'row b', 'row c']);
    expect(words(tableRows(answer, question, by('served')))).toEqual(['total ', 'row c', 'row a', 'row b']);
    expect(words(tableRows(answer, question, by('served', false)))).toEqual(['total ', 'row a', 'row c', 'row b']);
  });

  it('orders by the change, and by names', () => {
    const changed = (region: string, difference: number | null) =>
      aRow(
        { region },
        aFigure('served', 1, {
          compared: { value: 1, n: 1, d: null, noData: false, suppressed: false, difference },
        }),
      );
    const compared = anAnswer([changed('a', 1), changed('b', null), changed('c', 7)]);
    expect(words(tableRows(compared, question, by('change.served')))).toEqual(['row c', 'row a', 'row b']);
    expect(words(tableRows(answer, question, by('region')))).toEqual(['total ', 'row c', 'row b', 'row a']);
  });

  it('gives the whole its rows as a line only where they follow each other in time', () => {
    expect(tableRows(answer, question, null)[0]?.series).toBeNull();
    const months = anAnswer([aRow({ month: '2026-09' }, served(1)), aRow({ month: '2026-10' }, served(2))], [whole]);
    const [total] = tableRows(months, aQuestion({ by: ['month'] }), by('served'));
    expect(total?.series?.map((row) => row.group[0]?.value)).toEqual(['2026-09', '2026-10']);
  });
});

describe('tableRows with several groups', () => {
  const row = (region: string, month: string, value: number | null) => aRow({ region, month }, served(value));
  const rows = [row('a', '09', 4), row('a', '10', 1), row('b', '09', 2), row('b', '10', 8)];
  const totals = [whole, aRow({ region: 'a' }, served(50)), aRow({ region: 'b' }, served(60))];
  const question = aQuestion({ by: ['region', 'month'] });

  it('keeps the rows of a leading group under its own figures', () => {
    expect(words(tableRows(anAnswer(rows, totals), question, null))).toEqual([
      'total ',
      'subtotal a',
      'row a/09',
      'row a/10',
      'subtotal b',
      'row b/09',
      'row b/10',
    ]);
  });

  it('orders leading groups by their own figures, never by a sum, and rows inside them', () => {
    expect(words(tableRows(anAnswer(rows, totals), question, by('served')))).toEqual([
      'total ',
      'subtotal b',
      'row b/10',
      'row b/09',
      'subtotal a',
      'row a/09',
      'row a/10',
    ]);
    expect(words(tableRows(anAnswer(rows), question, by('month')))).toEqual([
      'row a/10',
      'row a/09',
      'row b/10',
      'row b/09',
    ]);
  });

  it('has every row of the answer once, whatever the order', () => {
    for (const order of [null, by('served'), by('region'), by('month', false), by('nothing')]) {
      const shown = tableRows(anAnswer(rows, totals), question, order);
      expect(new Set(shown.map(({ key }) => key)).size).toBe(7);
      expect(shown.filter(({ kind }) => kind === 'row')).toHaveLength(4);
    }
  });
});

describe('tableRows with a split', () => {
  it('takes the rows of each value of the split alone for the whole', () => {
    const answer = anAnswer(
      [aRow({ region: 'a', gender: 'female' }, served(1)), aRow({ region: 'a', gender: 'male' }, served(2))],
      [aRow({ gender: 'female' }, served(3)), aRow({ gender: 'male' }, served(4))],
    );
    expect(words(tableRows(answer, aQuestion({ by: ['region'], split: 'gender' }), null))).toEqual([
      'total female',
      'total male',
      'row a/female',
      'row a/male',
    ]);
  });
});

describe('rangeOf', () => {
  it('leaves out what is hidden or has no data, and is null where nothing differs', () => {
    const hidden = aFigure('served', 1_000, { suppressed: true });
    const rows = [served(3), served(null), hidden, served(7)].map((figure) => aRow({ region: 'a' }, figure));
    expect(rangeOf(rows, 'served')).toEqual({ min: 3, max: 7 });
    expect(rangeOf(rows.slice(0, 2), 'served')).toBeNull();
  });
});
