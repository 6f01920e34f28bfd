import { z } from 'zod';
import { TARGETS } from '#domain/alert/escalation.js';
import { isTimeZone } from '#domain/calendar/period.js';
import { id, openingHours } from '../network/network.js';
import type { PlacedFault } from '../yaml/describe-issue.js';
import { type ReadYaml, readYaml } from '../yaml/read-yaml.js';
import { RULE_LIMITS } from './rule-file.js';
import { readDuration } from './threshold-text.js';

const MAX_VALUES = 20_000;

const time = z.string().refine((text) => readDuration(text) !== undefined, {
  error: 'is not a time; write for example 90s, 5m, 1h',
});
const labels = z.strictObject({
  region: id.optional(),
  centre: id.optional(),
  service: id.optional(),
  agency: id.optional(),
});

/** One value of a series: a figure, or null for no data. */
export type SeriesValue = number | null;

/**
 * Reads a series: values separated by spaces, each with an optional number of repeats: `300x5 1900x20 _x10`. `_` is no
 * data; yes is 1, no is 0. Undefined when the text is not a series.
 */
export function readSeries(text: string): readonly SeriesValue[] | undefined {
  const values: SeriesValue[] = [];
  for (const part of text.trim().split(/\s+/)) {
    const [, value, times = '1'] = /^(-?\d+(?:\.\d+)?|_|yes|no)(?:x(\d+))?$/.exec(part) ?? [];
    if (value === undefined || values.length + Number(times) > MAX_VALUES) return undefined;
    const read = value === '_' ? null : value === 'yes' ? 1 : value === 'no' ? 0 : Number(value);
    for (let n = 0; n < Number(times); n += 1) values.push(read);
  }
  return values;
}

const series = z.strictObject({
  /** The rule that watches it; absent: the test's rule. */
  rule: id.optional(),
  labels: labels.default({}),
  /** What target and usual stand for. */
  target: z.number().optional(),
  usual: z.number().optional(),
  values: z.string().refine((text) => readSeries(text) !== undefined, {
    error: 'is not a series; write values with an optional number of repeats, as 300x5 1900x20 _x10',
  }),
});

const happening = z.strictObject({
  at: time,
  /** A person acknowledges every alert that fires then, or that of one identity. */
  acknowledge: z.strictObject({ by: z.string().min(1), for: time, alert: z.string().optional() }).optional(),
  silence: z
    .strictObject({ for: time, kind: z.enum(['silence', 'maintenance']).default('silence'), rule: id.optional() })
    .extend(labels.shape)
    .optional(),
  /** The evaluator crashes during a round, and restarts after this time. */
  crash: time.optional(),
});

const expectedState = z.strictObject({
  at: time,
  rule: id.optional(),
  alert: z.string(),
  condition: z.enum(['none', 'normal', 'pending', 'firing', 'recovering']),
  signal: z.enum(['ok', 'no_data', 'error']).optional(),
  acknowledgedBy: z.string().optional(),
  suppressedBy: z.array(z.enum(['silence', 'maintenance', 'inhibited', 'out_of_hours'])).optional(),
});

const notification = z.strictObject({
  at: time,
  rule: id.optional(),
  alert: z.string(),
  kind: z.enum(['page', 'resolved']).default('page'),
  to: z.array(z.enum(TARGETS)).min(1),
});

const test = z.strictObject({
  name: z.string().min(1),
  rule: id,
  /** In the time zone of the test: 2026-11-24T09:00. */
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { error: 'is not a date and time; write it as 2026-11-24T09:00' }),
  zone: z
    .string()
    .refine(isTimeZone, { error: 'is not a known IANA time zone; write one such as Africa/Nairobi' })
    .default('UTC'),
  /** Time between two values of a series, and between two rounds. */
  step: time.default('1m'),
  openingHours: openingHours.optional(),
  holidays: z.array(z.string()).default([]),
  series: z.array(series).min(1),
  happenings: z.array(happening).default([]),
  expect: z.array(expectedState).default([]),
  /** All expected notifications: one that is not listed here fails the test. */
  notifications: z.array(notification),
});

const ruleTestFileSchema = z.strictObject({
  /** File of the rules, relative to this one. */
  rules: z.string().min(1),
  tests: z.array(test).min(1).max(RULE_LIMITS.rules),
});

export type RuleTestFile = z.output<typeof ruleTestFileSchema>;
export type RuleTest = RuleTestFile['tests'][number];

const asMap = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** Times that fall between two rounds would never be checked. */
function checkMoments(root: unknown): readonly PlacedFault[] {
  const { tests } = asMap(root);
  if (!Array.isArray(tests)) return [];
  return tests.flatMap((one: unknown, index) => {
    const { step } = asMap(one);
    const stepSeconds = readDuration(typeof step === 'string' ? step : '1m') ?? 60;
    return ['happenings', 'expect', 'notifications'].flatMap((list) => {
      const entries = asMap(one)[list];
      return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, place) => {
        const { at } = asMap(entry);
        const seconds = typeof at === 'string' ? readDuration(at) : undefined;
        if (seconds === undefined || seconds % stepSeconds === 0) return [];
        const message = `${String(at)} is not a multiple of the step of ${stepSeconds} s; write a multiple of the step.`;
        return [{ path: ['tests', index, list, place, 'at'], message }];
      });
    });
  });
}

/**
 * Reads a file of rule tests (YAML). Never throws: it returns every fault at once, in the order of the file's lines.
 */
export const parseRuleTests = (yamlText: string): ReadYaml<RuleTestFile> =>
  readYaml(yamlText, {
    schema: ruleTestFileSchema,
    whole: 'The file',
    ask: 'describe tests of rules',
    maxChars: RULE_LIMITS.fileChars,
    check: checkMoments,
  });
