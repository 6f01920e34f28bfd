import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGUAGES } from '#contracts/people/people-file.js';
import { parseRuleTests } from '#contracts/rules/rule-test-file.js';
import { runRuleTest } from '../application/trial/run-rule-test.js';
import { readDefaultRules } from './default-rules.js';

const read = parseRuleTests(readFileSync(new URL('./default.test.yaml', import.meta.url), 'utf8'));
const tests = read.ok ? read.value.tests : [];

test('the file of tests is in order', () => {
  expect(read).toMatchObject({ ok: true });
});

test.each(tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
  expect(runRuleTest(one, readDefaultRules()).failures).toEqual([]);
});

test('every default rule has a test that makes it fire', () => {
  const fired = new Set(tests.flatMap((one) => one.notifications.map(({ rule }) => rule ?? one.rule)));
  expect(
    readDefaultRules()
      .map(({ id }) => id)
      .filter((id) => !fired.has(id)),
  ).toEqual([]);
});

test.each(LANGUAGES)('every default rule has a name and an advice of its own in %s', (language) => {
  const rules = readDefaultRules();
  for (const words of [rules.map(({ names }) => names), rules.map(({ advice }) => advice)]) {
    expect(words.map((one) => one[language] ?? '').filter((text) => text.length < 5)).toEqual([]);
    expect(new Set(words.map((one) => one[language])).size).toBe(rules.length);
    // Nothing is left in another language.
    if (language !== 'en') expect(words.filter((one) => one[language] === one.en)).toEqual([]);
    if (language === 'kk' || language === 'ru')
      expect(words.filter((one) => !/\p{Script=Cyrillic}/u.test(one[language] ?? ''))).toEqual([]);
  }
});
