import { describe, expect, it } from 'vitest';
import { aQuestion } from './answer-samples';
import type { Sheet } from './question';
import { sheetOfView, viewOfSheet } from './saved-sheet';

const TODAY = '2026-11-30';
const isLowerBetter = (id: string): boolean => id.startsWith('wait');
const sheet: Sheet = {
  question: aQuestion({
    ids: ['served', 'service_level:60'],
    by: ['region', 'month'],
    where: [{ key: 'region', values: ['=cmd|calc', 'b"c,d'] }],
    split: 'gender',
    compare: 'year',
    withEmpty: false,
  }),
  view: { order: { columnId: 'change.served', isDescending: true }, chart: 'lines', of: 'served' },
};

describe('saved views', () => {
  it('open as the same sheet, with dates that stay', () => {
    const kept = viewOfSheet(sheet, TODAY, false);
    expect(sheetOfView(kept, '2027-05-05', isLowerBetter)).toMatchObject({ sheet, faults: [] });
  });

  it('move with the calendar where the period has a name', () => {
    const kept = viewOfSheet(sheet, TODAY, true);
    expect(JSON.parse(kept.question)).toMatchObject({ period: 'last_month' });
    expect(sheetOfView(kept, '2027-05-05', isLowerBetter).sheet.question).toMatchObject({
      from: '2027-04-01',
      to: '2027-05-01',
    });
    const own = viewOfSheet({ ...sheet, question: { ...sheet.question, from: '2026-10-02' } }, TODAY, true);
    expect(JSON.parse(own.question)).toMatchObject({ from: '2026-10-02', to: '2026-11-01' });
  });

  it('show a league with the worst first, whichever side is better', () => {
    const league = (ids: readonly string[]) =>
      sheetOfView({ question: JSON.stringify({ ids, by: ['centre'] }), chart: 'league' }, TODAY, isLowerBetter).sheet;
    expect(league(['service_level', 'demand']).view.order).toEqual({ columnId: 'service_level', isDescending: false });
    expect(league(['wait_mean']).view.order).toEqual({ columnId: 'wait_mean', isDescending: true });
  });

  it.each([
    ['{"ids":["served"],"by":["planet"]}', null],
    ['{"ids":[{}],"where":[null,{"key":5,"values":["x"]}],"from":7}', null],
    ['{"ids":["served"],"from":"2026-10-01","to":"2026-11-01"}', 'chart=pie'],
  ])('say what of %s is not understood, and never throw', (question, chart) => {
    expect(sheetOfView({ question, chart }, TODAY, isLowerBetter).faults).not.toEqual([]);
  });

  it('open as the first question where the text is no question at all', () => {
    for (const question of ['', 'null', '[]', '{"ids":']) {
      expect(sheetOfView({ question, chart: null }, TODAY, isLowerBetter).sheet.question.ids).toContain('served');
    }
  });
});
