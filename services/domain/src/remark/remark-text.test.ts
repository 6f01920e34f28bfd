import { expect, test } from 'vitest';
import { LANGUAGES } from '../people/contact.js';
import { EN } from './en.js';
import { remark } from './remark.js';
import { REMARK_WORDS, remarkText } from './remark-text.js';

const blanks = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '').filter((name, at, all) => all.indexOf(name) === at);

test.each(LANGUAGES.filter((language) => language !== 'en'))(
  '%s has every sentence, with the same blanks',
  (language) => {
    for (const [code, english] of Object.entries(EN)) {
      const text = REMARK_WORDS[language][code as keyof typeof EN];
      expect([code, [...blanks(text)].sort()]).toEqual([code, [...blanks(english)].sort()]);
      expect([code, text === english]).toEqual([code, false]);
    }
    expect(Object.keys(REMARK_WORDS[language])).toHaveLength(Object.keys(EN).length);
  },
);

test('a sentence has its numbers as the language writes them, and lists of others', () => {
  const tooLarge = remark('too_large', {
    factors: [remark('places', { n: 3 }), remark('quarter_hours', { n: 17_280 })],
    figures: 51_840,
    rows: 51_840,
    maxFigures: 200_000,
    maxRows: 50_000,
    ways: [remark('shorter_period'), remark('no_split')],
  });
  expect(remarkText(tooLarge, 'en')).toBe(
    'This asks for 3 places x 17,280 quarter hours = 51,840 figures in 51,840 rows; at most 200,000 figures in 50,000 ' +
      'rows are answered at once. Ask for a shorter period, or for no split.',
  );
  expect(remarkText(tooLarge, 'ru')).toContain('мест: 3 x четвертей часа: 17\u00a0280');
  expect(remarkText(remark('of_compared', { note: remark('nothing_recorded') }), 'sw')).toMatch(
    /^Takwimu za .*: Hakuna/,
  );
});

test('values are not read as blanks', () => {
  expect(remarkText(remark('kpi_unknown', { id: '{id} $& {limit}' }), 'en')).toContain('"{id} $& {limit}"');
});
