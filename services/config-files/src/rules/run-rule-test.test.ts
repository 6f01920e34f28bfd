import { expect, test } from 'vitest';
import { parseRules } from './parse-rules.js';
import { parseRuleTests } from './rule-test-file.js';
import { runRuleTest } from './run-rule-test.js';

const RULES = `rules:
  - { id: power, names: { en: P }, advice: { en: P }, severity: critical, watch: power_down, each: centre, fire: "yes", for: 2m, policy: manager }
`;
const TEST = `rules: rules.yaml
tests:
  - name: power
    rule: power
    start: 2026-11-24T09:00
    series: [{ labels: { centre: C1 }, values: no yesx5 no }]
    happenings: [{ at: 2m, crash: 1m }]
    expect: [{ at: 3m, alert: centre=C1, condition: firing }]
    notifications:
      - { at: 3m, alert: centre=C1, to: [centre_manager] }
      - { at: 6m, alert: centre=C1, kind: resolved, to: [centre_manager] }
`;

function failures(from: string, to: string): readonly string[] {
  const rules = parseRules(RULES);
  const tests = parseRuleTests(TEST.replace(from, to));
  if (!rules.ok || !tests.ok) throw new Error(JSON.stringify([rules, tests]));
  return tests.value.tests.flatMap((one) => runRuleTest(one, rules.value).failures);
}

test('control: the unchanged test passes', () => {
  expect(failures('', '')).toEqual([]);
});

test.each([
  ['a missing message', 'no yesx5 no', 'nox7', 'was not sent: 3m page power centre=C1 to centre_manager'],
  [
    'an unexpected message',
    '      - { at: 6m, alert: centre=C1, kind: resolved, to: [centre_manager] }\n',
    '',
    'was sent and is not expected: 6m resolved power centre=C1 to centre_manager',
  ],
  [
    'a message at another time',
    'at: 3m, alert: centre=C1, to',
    'at: 4m, alert: centre=C1, to',
    'was not sent: 4m page power centre=C1 to centre_manager',
  ],
  [
    'a message to another role',
    'at: 3m, alert: centre=C1, to: [centre_manager]',
    'at: 3m, alert: centre=C1, to: [secretariat]',
    'was not sent: 3m page power centre=C1 to secretariat',
  ],
  ['a state', 'condition: firing', 'condition: pending', 'at 3m centre=C1: condition is firing, expected pending'],
  ['a longer crash', 'crash: 1m', 'crash: 3m', 'at 3m centre=C1: condition is pending, expected firing'],
  ['an unknown rule', 'rule: power', 'rule: powder', 'there is no rule "powder" in the file of rules'],
])('%s fails the test', (_, from, to, failure) => {
  expect(failures(from, to)).toContain(failure);
});

test.each([
  [
    'values: no yesx5 no',
    'values: 3xx',
    6,
    /is not a series; write values with an optional number of repeats, as 300x5 1900x20 _x10/,
  ],
  ['at: 2m, crash', 'at: 90s, crash', 7, /90s is not a multiple of the step of 60 s/],
  ['    notifications:', '    messages:', 10, /has no key "messages"/],
  ['start: 2026-11-24T09:00', 'start: today', 5, /is not a date and time; write it as 2026-11-24T09:00/],
])('%s as %s is rejected with its line', (from, to, line, message) => {
  const read = parseRuleTests(TEST.replace(from, to));
  expect(read.ok ? [] : read.faults).toContainEqual(
    expect.objectContaining({ line, message: expect.stringMatching(message) }),
  );
});
