import { describe, expect, it } from 'vitest';
import { type Advice, adviceFor, type Known } from './advice';
import { aQuestion } from './answer-samples';

const known: Known = {
  isKpi: (id) => id === 'served',
  isValue: (key, value) => (key === 'region' ? value === 'nairobi' : undefined),
};
const kinds = (advice: readonly Advice[]): readonly string[] => advice.map(({ kind }) => kind);
const large = aQuestion({
  ids: ['a', 'b', 'c', 'd', 'e'],
  by: ['centre', 'quarter_hour'],
  split: 'gender',
  exact: true,
});

describe('adviceFor', () => {
  it('offers every way to ask less, each a question of its own', () => {
    const advice = adviceFor('TOO_SLOW', large, known);
    expect(kinds(advice)).toEqual(['not_exact', 'longer_steps', 'no_split', 'fewer_kpis', 'half', 'again']);
    expect(advice[1]?.question.by).toEqual(['centre', 'hour']);
    expect(advice[3]?.question.ids).toEqual(['a', 'b', 'c', 'd']);
    expect(advice[4]?.question).toMatchObject({ from: '2026-10-17', to: '2026-11-01' });
  });

  it('does not offer less exactness where the number of rows is the trouble', () => {
    const advice = adviceFor('TOO_MUCH', large, known);
    expect(kinds(advice)).toEqual(['longer_steps', 'no_split', 'fewer_kpis', 'half']);
    for (const { question } of advice) expect(question.exact).toBe(true);
  });

  it('never groups by the same period twice', () => {
    expect(adviceFor('TOO_MUCH', aQuestion({ by: ['day', 'month'] }), known)[0]?.question.by).toEqual(['month']);
  });

  it('leaves out what does not exist, and keeps what the screen cannot know', () => {
    const question = aQuestion({
      ids: ['served', 'serfed'],
      where: [
        { key: 'region', values: ['nairobi', 'atlantis'] },
        { key: 'desk', values: ['D1'] },
      ],
    });
    const [only] = adviceFor('UNKNOWN_PLACE', question, known);
    expect(only?.question).toMatchObject({
      ids: ['served'],
      where: [
        { key: 'region', values: ['nairobi'] },
        { key: 'desk', values: ['D1'] },
      ],
    });
    expect(adviceFor('UNKNOWN_KPI', aQuestion(), known)).toEqual([]);
  });

  it('asks again where the question was not the trouble', () => {
    for (const code of ['BUSY', 'NETWORK', 'INTERNAL']) expect(kinds(adviceFor(code, large, known))).toEqual(['again']);
  });

  it('leaves officers out where they may not be seen', () => {
    expect(adviceFor('FORBIDDEN', aQuestion({ by: ['region', 'staff'] }), known)[0]?.question.by).toEqual(['region']);
  });
});
