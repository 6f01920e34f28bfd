import { expect, test } from 'vitest';
import { canonicalQuestion, type KpiQuestion } from './question.js';

const QUESTION: KpiQuestion = {
  ids: ['served'],
  period: 'last_month',
  by: ['region', 'month'],
  where: [
    { key: 'service', values: ['S2', 'S1'] },
    { key: 'region', values: ['R1'] },
  ],
  exact: false,
  totals: true,
};

test('a question has one text, however it was written', () => {
  const text =
    '{"by":["region","month"],"ids":["served"],"period":"last_month","totals":true,' +
    '"where":[{"key":"region","values":["R1"]},{"key":"service","values":["S1","S2"]}]}';
  expect(canonicalQuestion(QUESTION)).toBe(text);
  const where = [
    { key: 'region', values: ['R1', 'R1'] },
    { key: 'service', values: ['S1'] },
    { key: 'service', values: ['S2'] },
  ];
  const written = { ...QUESTION, ids: [' served '], where, split: undefined, withEmpty: true, zone: 'centre' as const };
  expect(canonicalQuestion(written)).toBe(text);
});

test('moments have one way to be written', () => {
  const { period: _, ...custom } = { ...QUESTION, by: [], where: [], totals: false };
  const text = (from: string, to: string) => canonicalQuestion({ ...custom, from, to });
  expect(text('2026-11-01', '2026-11-02T09:15')).toBe('{"from":"2026-11-01","ids":["served"],"to":"2026-11-02T09:15"}');
  expect(text('2026-11-01T00:00:00.000', '2026-11-02T09:15:00')).toBe(text('2026-11-01', '2026-11-02T09:15'));
  expect(text('2026-11-01T00', '2026-11-02T09')).toBe(text('2026-11-01T00:00', '2026-11-02T09:00'));
});

test('what changes an answer changes the text', () => {
  const others: Partial<KpiQuestion>[] = [
    { ids: ['served', 'demand'] },
    { by: ['month', 'region'] },
    { split: 'gender' },
    { compare: 'year' },
    { exact: true },
    { totals: false },
    { intervals: true },
    { withEmpty: false },
    { zone: 'network' },
    { period: 'this_month' },
  ];
  const texts = others.map((other) => canonicalQuestion({ ...QUESTION, ...other }));
  expect(new Set([...texts, canonicalQuestion(QUESTION)]).size).toBe(others.length + 1);
});
