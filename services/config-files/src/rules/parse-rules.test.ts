import { expect, test } from 'vitest';
import { parseRules } from './parse-rules.js';

const RULE = `rules:
  - id: long_wait
    names: { en: Long wait }
    advice: { en: Open a desk }
    severity: warning
    watch: longest_wait_now
    each: service
    fire: "> 3 x target"
    clear: "< 2 x target"
    for: 2m
`;

test('a rule is read with its units and its defaults', () => {
  const read = parseRules(RULE);
  expect(read.ok && read.value[0]).toEqual({
    id: 'long_wait',
    names: { en: 'Long wait' },
    advice: { en: 'Open a desk' },
    severity: 'warning',
    watch: 'longest_wait_now',
    windowSeconds: undefined,
    each: 'service',
    where: {},
    fire: { op: 'above', amount: 3, of: 'target' },
    clear: { op: 'below', amount: 2, of: 'target' },
    forSeconds: 120,
    keepFiringForSeconds: 0,
    hours: 'open',
    least: 0,
    cap: 50,
    policy: 'default',
    inhibits: false,
  });
});

const replaced = (from: string, to: string): string => RULE.replace(from, to);

test.each([
  ['> 30m', { op: 'above', amount: 1800, of: 'absolute' }],
  ['>1.5h', { op: 'above', amount: 5400, of: 'absolute' }],
  ['> target', { op: 'above', amount: 1, of: 'target' }],
])('fire: %s', (text, expected) => {
  const read = parseRules(RULE.replace('"> 3 x target"', `"${text}"`).replace(/ {4}clear.*\n/, ''));
  expect(read.ok && read.value[0]?.fire).toEqual(expected);
  expect(read.ok && read.value[0]?.clear).toEqual({ ...expected, op: 'below' });
});

test.each([
  [
    'an unknown KPI',
    replaced('longest_wait_now', 'wait_meen'),
    6,
    /There is no KPI "wait_meen"; did you mean wait_mean.*Live figures are longest_wait_now/,
  ],
  [
    'a threshold of the wrong unit',
    replaced('"> 3 x target"', '"> 80%"'),
    8,
    /"> 80%" has the wrong unit: longest_wait_now is a time \(90s, 30m, 2h\); write for example "> 30m"\./,
  ],
  ['a number without a unit', replaced('"> 3 x target"', '"> 1800"'), 8, /wrong unit/],
  ['no threshold at all', replaced('"> 3 x target"', 'much'), 8, /"much" is not a threshold; write > or </],
  ['a figure without a target', replaced('longest_wait_now', 'waiting_now'), 8, /waiting_now has no target/],
  ['a usual value of a live figure', replaced('"> 3 x target"', '"> 2 x usual"'), 8, /known only for KPIs/],
  [
    'a clear threshold on the same side',
    replaced('"< 2 x target"', '"> 2 x target"'),
    9,
    /clear must have the opposite sign of fire/,
  ],
  [
    'a clear threshold that overlaps',
    replaced('"< 2 x target"', '"< 4 x target"'),
    9,
    /clear is already met while fire is still met/,
  ],
  ['a window of a live figure', `${RULE}    window: 1h\n`, 11, /is a live figure and has no window/],
  [
    'a KPI without a window',
    replaced('longest_wait_now', 'wait_mean').replaceAll(/"([<>]).*target"/g, '"$1 30m"'),
    2,
    /is a KPI and needs a window/,
  ],
  [
    'a window that is not a multiple of a quarter hour',
    `${replaced('longest_wait_now', 'wait_mean').replaceAll(/"([<>]).*target"/g, '"$1 30m"')}    window: 20m\n`,
    11,
    /stored by quarter hours; write a multiple of 15m/,
  ],
  [
    'a place for which the figure is not known',
    replaced('each: service', 'each: region'),
    7,
    /longest_wait_now is not known for each region; write centre or service/,
  ],
  ['an inhibiting rule of a service', `${RULE}    inhibits: true\n`, 11, /Only an alert of a centre/],
  [
    'a KPI that is computed late',
    replaced('longest_wait_now', 'idle_while_waiting_time'),
    6,
    /watch the live figure idle_while_waiting/,
  ],
  ['an unknown severity', replaced('severity: warning', 'severity: bad'), 5, /has to be info or warning or critical/],
  ['a time without a unit', replaced('for: 2m', 'for: "2"'), 10, /is not a time; write for example 90s/],
  ['an unknown key', `${RULE}    colour: red\n`, 11, /has no key "colour"/],
  ['an id twice', RULE + RULE.slice(RULE.indexOf('  - id')), 11, /"long_wait" is used twice/],
  ['an empty file', '', 1, /The file is empty; describe rules in it\./],
  ['broken YAML', 'rules: [', 1, /not valid YAML/],
])('%s is rejected with its line and how to fix it', (_, text, line, message) => {
  const read = parseRules(text);
  const faults = read.ok ? [] : read.faults;
  expect(faults.map((fault) => fault.message).join('\n')).toMatch(message);
  expect(faults.find((fault) => message.test(fault.message))?.line).toBe(line);
});

test('every fault is reported at once', () => {
  const read = parseRules(
    RULE.replace('"> 3 x target"', '"> 80%"')
      .replace('severity: warning', 'severity: bad')
      .replace('for: 2m', 'for: soon'),
  );
  expect(read.ok ? [] : read.faults.map(({ line }) => line)).toEqual([5, 8, 10]);
});
