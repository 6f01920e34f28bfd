import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDefaultRules } from './default-rules.js';
import { parseRuleTests } from './rule-test-file.js';
import { runRuleTest } from './run-rule-test.js';

const read = parseRuleTests(readFileSync(new URL('./default.test.yaml', import.meta.url), 'utf8'));
const tests = read.ok ? read.value.tests : [];

test('the file of tests is valid', () => {
  expect(read).toMatchObject({ ok: true });
});

test.each(tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
  expect(runRuleTest(one, readDefaultRules().rules).failures).toEqual([]);
});

test('every default rule has a test in which it fires', () => {
  const fired = new Set(tests.flatMap((one) => one.notifications.map(({ rule }) => rule ?? one.rule)));
  expect(
    readDefaultRules()
      .rules.map(({ id }) => id)
      .filter((id) => !fired.has(id)),
  ).toEqual([]);
});
