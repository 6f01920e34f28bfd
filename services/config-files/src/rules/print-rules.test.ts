import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRules } from './parse-rules.js';
import { printRules } from './print-rules.js';

const DEFAULT = readFileSync(new URL('./default.yaml', import.meta.url), 'utf8');

const rule = (more: string): string => `rules:
  - id: r
    names: { en: "A: name" }
    advice: { en: "# do it" }
    severity: info
    each: centre
${more}`;

const read = (yaml: string) => {
  const found = parseRules(yaml);
  if (!found.ok) throw new Error(found.faults.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return found.value;
};

test.each([
  ['the default rules', DEFAULT],
  [
    'a share that is not a round binary number',
    rule('    watch: desks_open_share\n    fire: "< 57%"\n    clear: "> 58.3%"\n'),
  ],
  [
    'a yes threshold with its own hours',
    rule('    watch: power_down\n    fire: "yes"\n    hours: { mon: [["08:00", "12:30"]] }\n'),
  ],
  [
    'a KPI with a window, a place and a cap',
    rule(
      '    watch: service_level:600\n    window: 90m\n    fire: "< 1.5 x usual"\n    least: 7\n    cap: 3\n    where: { regions: [NBO] }\n',
    ),
  ],
  ['unusual times', rule('    watch: longest_wait_now\n    fire: "> 3601s"\n    for: 90s\n    keepFiringFor: 36h\n')],
])('%s are the same after printing and reading', (_, yaml) => {
  const rules = read(yaml);
  expect(read(printRules(rules))).toEqual(rules);
});

test('the printed text is short: defaults are omitted', () => {
  const text = printRules(read(rule('    watch: waiting_now\n    fire: "> 20"\n')));
  expect(text).toContain('fire: "> 20"');
  for (const left of ['clear', 'for:', 'hours', 'least', 'inhibits', 'where']) expect(text).not.toContain(left);
});
