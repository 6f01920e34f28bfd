import { z } from 'zod';
import { ALERT_SEVERITIES, EACH } from '#domain/alert/rule.js';
import { id, names, openingHours } from '../network/network.js';
import { readDuration } from './threshold-text.js';

/** Maximum sizes of a file of rules. */
export const RULE_LIMITS = { fileChars: 1024 * 1024, rules: 1000, ids: 20_000, cap: 10_000 } as const;

const MAX_SECONDS = 31 * 86_400;

const duration = (least: number, most: number, says: string) =>
  z.string().refine(
    (text) => {
      const seconds = readDuration(text);
      return seconds !== undefined && seconds >= least && seconds <= most;
    },
    { error: `is not ${says}; write for example 90s, 5m, 1h or 1d` },
  );

const ids = z.array(id).min(1).max(RULE_LIMITS.ids);

const rule = z.strictObject({
  id,
  names,
  /** What the recipient of the alert should do. */
  advice: names,
  severity: z.enum(ALERT_SEVERITIES),
  /** A live figure, or a KPI of the catalogue. */
  watch: z.string().min(1),
  window: duration(1, MAX_SECONDS, 'a time up to 31 days').optional(),
  each: z.enum(EACH),
  where: z
    .strictObject({
      regions: ids.optional(),
      centres: ids.optional(),
      services: ids.optional(),
      agencies: ids.optional(),
    })
    .default({}),
  fire: z.string(),
  clear: z.string().optional(),
  for: duration(0, MAX_SECONDS, 'a time').default('0s'),
  keepFiringFor: duration(0, MAX_SECONDS, 'a time').default('0s'),
  hours: z.union([z.enum(['open', 'always']), openingHours]).default('open'),
  least: z.number().int().min(0).default(0),
  cap: z.number().int().min(1).max(RULE_LIMITS.cap).default(50),
  policy: id.default('default'),
  inhibits: z.boolean().default(false),
});

/** The schema of a file of rules. `parseRules` checks the meaning of its texts. */
export const ruleFileSchema = z.strictObject({ rules: z.array(rule).min(1).max(RULE_LIMITS.rules) });

export type WrittenRule = z.infer<typeof rule>;
