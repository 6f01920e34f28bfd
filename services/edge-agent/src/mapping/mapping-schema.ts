import { z } from 'zod';
import { CUSTOMER_ATTRIBUTES, type CustomerAttribute } from '#domain/visit/customer-attributes.js';

/** Kinds of fact that a mapping can produce. */
export const FILE_KINDS = [
  'centre_opened',
  'centre_closed',
  'desk_opened',
  'desk_closed',
  'staff_login',
  'staff_logout',
  'ticket_issued',
  'ticket_called',
  'ticket_recalled',
  'ticket_no_show',
  'ticket_recycled',
  'ticket_transferred',
  'ticket_cancelled',
  'ticket_abandoned',
  'ticket_voided',
  'service_started',
  'service_held',
  'service_resumed',
  'service_ended',
  'rating_given',
  'power_down',
  'power_up',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const name = z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'a name has letters, digits, _ and -, and begins with a letter');
const column = z.string().min(1);

/** A number: a constant, or the content of a column. */
const numberExpr = z.union([z.number(), z.strictObject({ column })]);
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
      isEmpty?: boolean;
      above?: number;
      below?: number;
      equals?: number;
    }
  | { from: string; to: string; above?: NumberExpr; below?: NumberExpr; isNot?: NumberExpr; onDifferentDays?: boolean };

const condition: z.ZodType<ConditionExpr> = z.lazy(() =>
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

export type TextExpr =
  | string
  | { constant: string }
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

const text: z.ZodType<TextExpr> = z.lazy(() =>
  z.union([
    name.describe('a named text'),
    z.strictObject({ constant: z.string() }),
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

export type MomentExpr =
  | string
  | { date: { column: string; format: string }; time: { column: string; format: string }; notBefore?: string }
  | { column: string; format: string }
  | { moment: MomentExpr; plus: { column: string; unit: 'milliseconds' | 'seconds' | 'minutes' } }
  | { firstOf: { when?: ConditionExpr; use: MomentExpr }[] };

const moment: z.ZodType<MomentExpr> = z.lazy(() =>
  z.union([
    name.describe('a named moment'),
    // A time that is more than 12 hours before `notBefore` belongs to the next day.
    z.strictObject({
      date: z.strictObject({ column, format: z.string() }),
      time: z.strictObject({ column, format: z.string() }),
      notBefore: name.optional(),
    }),
    // The format is iso, unix_ms, unix_s, or consists of Luxon's tokens (yyyy-LL-dd HH:mm:ss).
    z.strictObject({ column, format: z.string() }),
    z.strictObject({ moment, plus: z.strictObject({ column, unit: z.enum(['milliseconds', 'seconds', 'minutes']) }) }),
    z.strictObject({ firstOf: z.array(z.strictObject({ when: condition.optional(), use: moment })).min(1) }),
  ]),
) as z.ZodType<MomentExpr>;

const optionalText = text.optional();
const segment = z.strictObject(
  Object.fromEntries(CUSTOMER_ATTRIBUTES.map((attribute) => [attribute, optionalText])) as Record<
    CustomerAttribute,
    typeof optionalText
  >,
);

const fields = {
  centre: text.optional(),
  visit: text.optional(),
  leg: numberExpr.optional(),
  ticket: text.optional(),
  service: text.optional(),
  desk: text.optional(),
  staff: text.optional(),
  channel: text.optional(),
  segment: segment.optional(),
};

const eventRule = z.strictObject({
  ...fields,
  kind: z.enum(FILE_KINDS),
  at: moment,
  when: condition.optional(),
  /** For ticket_cancelled, ticket_voided and service_held. */
  reason: text.optional(),
  /** For service_ended. */
  outcome: z.enum(['served', 'not_completed', 'transferred']).optional(),
  quantity: numberExpr.optional(),
  /** For rating_given: 1 to 5. */
  rating: numberExpr.optional(),
  /** For ticket_transferred. */
  toService: text.optional(),
});
export type EventRule = z.infer<typeof eventRule>;

const rowRule = z.union([
  z.strictObject({ when: condition.optional(), events: z.array(eventRule).min(1) }),
  // Rows without a fact. They are counted under this name; with `at`, they are also counted in the data-quality report
  // of their centre and day.
  z.strictObject({ when: condition.optional(), count: name, at: moment.optional() }),
]);

const defect = z.strictObject({
  name,
  when: condition.optional(),
  /** The defect applies when the interval overlaps an earlier one of the same owner. */
  overlaps: z.strictObject({ of: text, from: name, to: name }).optional(),
});

/**
 * The schema of a mapping, which says how the rows of a file become facts. docs/connectors.md explains it by examples.
 */
export const mappingSchema = z.strictObject({
  mapping: z.literal(1),
  input: z.strictObject({
    format: z.enum(['csv', 'tsv', 'ndjson']),
    delimiter: z.string().length(1).optional(),
    encoding: z.enum(['utf-8', 'latin1', 'windows-1251', 'windows-1252', 'utf-16le']).default('utf-8'),
    timeZone: z.string(),
    /** 'true' when the source's times are correct by definition, 'local' when they are by this computer's clock. */
    clock: z.preprocess((value) => (value === true ? 'true' : value), z.enum(['true', 'local']).default('true')),
    /** NDJSON fields that may be missing in a record. */
    optionalColumns: z.array(column).default([]),
  }),
  conditions: z.record(name, condition).default({}),
  texts: z.record(name, text).default({}),
  moments: z.record(name, moment).default({}),
  /** Default fields of every event; an event rule can override them. */
  every: z.strictObject(fields).default({}),
  /** The first rule that matches a row is used; a row without a matching rule is rejected. */
  rows: z.array(rowRule).min(1),
  defects: z.array(defect).default([]),
});
export type Mapping = z.infer<typeof mappingSchema>;
