import { z } from 'zod';
import type { DurationFormat, DurationUnit } from './formats/duration-reader.js';

export const name = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}$/, 'a name has letters, digits, _ and -, and begins with a letter');
export const column = z.string().min(1);

/** A number: a constant, or the content of a column. */
export const numberExpr = z.union([z.number(), z.strictObject({ column })]);
export type NumberExpr = z.infer<typeof numberExpr>;

export type ConditionExpr =
  | string
  | { all: ConditionExpr[] }
  | { any: ConditionExpr[] }
  | { not: ConditionExpr }
  | {
      column: string;
      is?: string;
      isNot?: string;
      in?: string[];
      startsWith?: string;
      endsWith?: string;
      contains?: string;
      /** A regular expression that the content has a match for. */
      matches?: string;
      isEmpty?: boolean;
      above?: number;
      below?: number;
      equals?: number;
    }
  | { from: string; to: string; above?: NumberExpr; below?: NumberExpr; isNot?: NumberExpr; onDifferentDays?: boolean };

export const condition: z.ZodType<ConditionExpr> = z.lazy(() =>
  z.union([
    name.describe('a named condition'),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
    // All given tests must be true.
    z.strictObject({
      column,
      is: z.string().optional(),
      isNot: z.string().optional(),
      in: z.array(z.string()).min(1).optional(),
      startsWith: z.string().min(1).optional(),
      endsWith: z.string().min(1).optional(),
      contains: z.string().min(1).optional(),
      matches: z.string().min(1).optional(),
      isEmpty: z.boolean().optional(),
      above: z.number().optional(),
      below: z.number().optional(),
      equals: z.number().optional(),
    }),
    // Compares the seconds from one moment to another.
    z.strictObject({
      from: name,
      to: name,
      above: numberExpr.optional(),
      below: numberExpr.optional(),
      isNot: numberExpr.optional(),
      onDifferentDays: z.boolean().optional(),
    }),
  ]),
) as z.ZodType<ConditionExpr>;

/** The number of the row's line, a hash of its cells, or the name of its file. */
export type RowText = 'line' | 'hash' | 'file';

export type TextExpr =
  | string
  | { constant: string }
  | { row: RowText }
  | { join: TextExpr[]; with?: string }
  | {
      column: string;
      /** A part of the content: `from` is the first character (counted from 1), `length` the number of characters. */
      part?: { from: number; length: number };
      /** Contents that mean "not known". */
      unknown?: string[];
      map?: Record<string, string>;
      /** What happens to a content that `map` does not list; by default the row is rejected. */
      otherwise?: 'keep' | 'unknown' | 'reject';
      /** Only a keyed hash of the content leaves the centre, never the content itself. */
      pseudonym?: boolean;
      /** The text is unknown when this condition is false. */
      when?: ConditionExpr;
    };

export const text: z.ZodType<TextExpr> = z.lazy(() =>
  z.union([
    name.describe('a named text'),
    z.strictObject({ constant: z.string() }),
    z.strictObject({ row: z.enum(['line', 'hash', 'file']) }),
    z.strictObject({ join: z.array(text).min(1), with: z.string().optional() }),
    z.strictObject({
      column,
      part: z.strictObject({ from: z.int().min(1), length: z.int().min(1) }).optional(),
      unknown: z.array(z.string()).optional(),
      map: z.record(z.string(), z.string()).optional(),
      otherwise: z.enum(['keep', 'unknown', 'reject']).optional(),
      pseudonym: z.boolean().optional(),
      when: condition.optional(),
    }),
  ]),
) as z.ZodType<TextExpr>;

export type TimeExpr = { column: string; format: string; meridiem?: string } | { constant: string };

export type DurationExpr =
  | { column: string; unit?: DurationUnit; format?: DurationFormat }
  | { constant: number; unit: DurationUnit };

export type MomentExpr =
  | string
  | { date: { column: string; format: string }; time: TimeExpr; notBefore?: string; zone?: TextExpr }
  | { column: string; format: string; zone?: TextExpr }
  | { moment: MomentExpr; plus: DurationExpr }
  | { moment: MomentExpr; minus: DurationExpr }
  | { firstOf: { when?: ConditionExpr; use: MomentExpr }[] };

const unit = z.enum(['milliseconds', 'seconds', 'minutes', 'hours', 'days']);
const duration = z.union([
  z.strictObject({ column, unit: unit.optional(), format: z.enum(['h:mm', 'mm:ss']).optional() }),
  z.strictObject({ constant: z.number(), unit }),
]);

export const moment: z.ZodType<MomentExpr> = z.lazy(() =>
  z.union([
    name.describe('a named moment'),
    // A time that is more than 12 hours before `notBefore` belongs to the next day.
    z.strictObject({
      date: z.strictObject({ column, format: z.string() }),
      time: z.union([
        // `meridiem` is the column that has AM or PM.
        z.strictObject({ column, format: z.string(), meridiem: column.optional() }),
        z.strictObject({ constant: z.string().regex(/^\d\d:\d\d(:\d\d)?$/, 'a time is written as "09:00"') }),
      ]),
      notBefore: name.optional(),
      zone: text.optional(),
    }),
    // The format is iso, excel, unix_ms, unix_s, or consists of tokens (yyyy-LL-dd HH:mm:ss).
    z.strictObject({ column, format: z.string(), zone: text.optional() }),
    z.strictObject({ moment, plus: duration }),
    z.strictObject({ moment, minus: duration }),
    z.strictObject({ firstOf: z.array(z.strictObject({ when: condition.optional(), use: moment })).min(1) }),
  ]),
) as z.ZodType<MomentExpr>;
