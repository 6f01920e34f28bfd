import { expect, test } from 'vitest';
import { BUILT_IN_VIEWS } from '../views/built-in-views.js';
import { canonicalQuestion } from './question.js';
import { readQuestion } from './read-question.js';

test('readQuestion reads every built-in view, and what it read has the same canonical text again', () => {
  for (const { question } of BUILT_IN_VIEWS) {
    const read = readQuestion(JSON.stringify(question));
    if ('fault' in read) throw new Error(read.fault);
    const again = readQuestion(canonicalQuestion(read));
    expect('fault' in again ? again.fault : canonicalQuestion(again)).toBe(canonicalQuestion(read));
  }
});

test('readQuestion takes what is absent as always', () => {
  expect(readQuestion('{"ids":["visits"],"period":"today","compare":null}')).toEqual({
    ids: ['visits'],
    period: 'today',
    by: [],
    where: [],
    exact: false,
    totals: false,
  });
});

test.each([
  ['{', 'not JSON'],
  ['[]', 'not a JSON object'],
  ['{}', 'ids is a list'],
  ['{"ids":["a"],"by":["planet"]}', 'by is a list of network'],
  ['{"ids":["a"],"where":{"key":"x"}}', 'where is a list'],
  ['{"ids":["a"],"where":[{"key":"x","values":[1]}]}', 'where is a list'],
  ['{"ids":["a"],"period":"someday"}', 'period is one of'],
  ['{"ids":["a"],"from":5}', 'from is a date'],
])('readQuestion says what is wrong with %s', (text, says) => {
  expect(readQuestion(text)).toEqual({ fault: expect.stringContaining(says) });
});
