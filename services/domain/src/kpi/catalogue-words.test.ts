import { expect, test } from 'vitest';
import { KPI_CATALOGUE } from './catalogue.js';
import { KAZAKH } from './catalogue-words-kk.js';
import { RUSSIAN } from './catalogue-words-ru.js';

const IDS = KPI_CATALOGUE.map(({ id }) => id).sort();

test.each([
  ['kk', KAZAKH],
  ['ru', RUSSIAN],
] as const)('every KPI and nothing else has words in %s, and no two KPIs one name', (language, words) => {
  expect(Object.keys(words).sort()).toEqual(IDS);
  const names = KPI_CATALOGUE.map(({ names: own }) => own[language]);
  expect(new Set(names).size).toBe(IDS.length);
  for (const { definition } of KPI_CATALOGUE) expect(definition[language]).toMatch(/\p{Script=Cyrillic}/u);
});
