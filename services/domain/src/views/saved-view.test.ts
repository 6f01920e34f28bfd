import { expect, test } from 'vitest';
import { KPI_CATALOGUE } from '../kpi/catalogue.js';
import { LANGUAGES } from '../people/contact.js';
import { BUILT_IN_VIEWS } from './built-in-views.js';
import { checkView, VIEW_LIMITS } from './saved-view.js';

const GIVEN = { name: ' Women, rural ', audience: 'own', question: '{"ids":["visits"]}', chart: null };

test('checkView trims the name and keeps the characters of the question when all is well', () => {
  expect(checkView(GIVEN)).toEqual({ ...GIVEN, name: 'Women, rural' });
});

test.each([
  [{ name: '  ' }, 'Give the view a name'],
  [{ name: 'a\nb' }, 'on one line'],
  [{ name: 'x'.repeat(VIEW_LIMITS.name + 1) }, 'Give the view a name'],
  [{ audience: 'all' }, 'audience "all" is unknown'],
  [{ question: 'SELECT 1' }, 'not JSON'],
  [{ question: '[]' }, 'JSON object'],
  [{ question: '{"ids":[]}' }, 'ids is a list'],
  [{ question: `{"ids":"${'x'.repeat(VIEW_LIMITS.question)}"}` }, 'at most 20000'],
  [{ chart: 'a\u0000b' }, 'The chart'],
])('checkView says what to correct when given %j', (change, says) => {
  expect(checkView({ ...GIVEN, ...change })).toEqual({ fault: expect.stringContaining(says) });
});

test('built-in views have names in four languages, ids of their own, and only KPIs of the catalogue', () => {
  const ids = new Set(KPI_CATALOGUE.map(({ id }) => id));
  expect(new Set(BUILT_IN_VIEWS.map(({ id }) => id)).size).toBe(BUILT_IN_VIEWS.length);
  for (const { names, question } of BUILT_IN_VIEWS) {
    for (const language of LANGUAGES) expect(names[language].length).toBeGreaterThan(3);
    expect(question.ids.filter((id) => !ids.has(id))).toEqual([]);
  }
});
