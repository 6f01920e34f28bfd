import { z } from 'zod';
import { CUSTOMER_ATTRIBUTES, type CustomerAttribute } from '#domain/visit/customer-attributes.js';
import { column, condition, moment, name, numberExpr, text } from './expression-schema.js';

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
  'ticket_unfollowed',
  'service_started',
  'service_held',
  'service_resumed',
  'service_ended',
  'rating_given',
  'appointment_booked',
  'appointment_rebooked',
  'appointment_cancelled',
  'appointment_arrived',
  'appointment_no_show',
  'appointment_served',
  'slots_offered',
  'power_down',
  'power_up',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

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
  /** For the facts of an appointment, and for ticket_issued of a customer who has one. */
  appointment: text.optional(),
  segment: segment.optional(),
};

const eventRule = z.strictObject({
  ...fields,
  kind: z.enum(FILE_KINDS),
  at: moment,
  when: condition.optional(),
  /** The event is left out where a cell that its time needs is empty. Otherwise such a row is rejected. */
  optional: z.boolean().optional(),
  /** For ticket_cancelled, ticket_voided, service_held and appointment_cancelled. */
  reason: text.optional(),
  /** For service_ended. */
  outcome: z.enum(['served', 'not_completed', 'transferred']).optional(),
  quantity: numberExpr.optional(),
  /** For rating_given: 1 to 5. */
  rating: numberExpr.optional(),
  /** For ticket_transferred. */
  toService: text.optional(),
  /** For appointment_booked, appointment_rebooked and slots_offered: when the slot begins. */
  slot: moment.optional(),
  /** For appointment_booked and appointment_rebooked: the length of the slot, seconds. */
  slotSeconds: numberExpr.optional(),
  /** For appointment_booked and appointment_rebooked: slots_offered counts the slot. */
  isOffered: z.boolean().optional(),
  /** For slots_offered: how many appointments can begin then. */
  slots: numberExpr.optional(),
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

/** Whether the label is one of the WHATWG's encodings, which every browser knows. */
function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** YAML reads NULL without quotes as no value, and -1 as a number. */
const asTexts = (list: unknown): unknown =>
  Array.isArray(list)
    ? list.flatMap((one: unknown) => (one === null ? NULLS : typeof one === 'number' ? String(one) : [one]))
    : list;
const NULLS = ['NULL', 'null', 'Null', '~'];

/** How a source is read, before its rows are mapped. */
const inputSchema = z.strictObject({
  /** The form of a file, or `record`: rows come one by one from a connector. */
  format: z.enum(['csv', 'tsv', 'ndjson', 'json', 'xlsx', 'ods', 'record']),
  delimiter: z.string().length(1).optional(),
  encoding: z
    .string()
    .refine(isEncoding, 'is not an encoding that the web knows, such as utf-8, windows-1251 or shift_jis')
    .default('utf-8'),
  timeZone: z.string(),
  /** 'true' when the source's times are correct by definition, 'local' when they are by this computer's clock. */
  clock: z.preprocess((value) => (value === true ? 'true' : value), z.enum(['true', 'local']).default('true')),
  /** Fields of NDJSON or JSON that may be missing in every record. */
  optionalColumns: z.array(column).default([]),
  /** The line of the header, from 1. Without it, the header is the first row that has every column of the mapping. */
  headerRow: z.int().min(1).max(1000).optional(),
  /** The names of the columns of a file without a header. */
  columns: z.array(column).min(1).optional(),
  /** Contents that mean an empty cell. */
  empty: z.preprocess(asTexts, z.array(z.string())).default([]),
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.enum([',', '.', ' ', "'", '_']).optional(),
  /** The language of month names, beside English. */
  language: z.string().refine(isLanguage, 'is not a language such as ru, sw or pt-BR').default('en'),
  /** XLSX and ODS: the name of the sheet, or its number from 1. */
  sheet: z.union([z.string().min(1), z.int().min(1)]).default(1),
  /** JSON: the path to the array of records, such as data.items. */
  records: z.string().min(1).optional(),
});
export type MappingInput = z.infer<typeof inputSchema>;

/**
 * The schema of a mapping, which says how the rows of a file become facts. docs/mapping.md explains it by examples.
 */
export const mappingSchema = z.strictObject({
  mapping: z.literal(1),
  input: inputSchema,
  conditions: z.record(name, condition).default({}),
  texts: z.record(name, text).default({}),
  moments: z.record(name, moment).default({}),
  /**
   * What the source cannot know. `end`: how a leg goes on after its call, its start or its rating where the row has no end
   * of it. A mapping without any event that ends a leg says so by that.
   */
  cannotKnow: z.array(z.enum(['end'])).default([]),
  /** Default fields of every event; an event rule can override them. */
  every: z.strictObject(fields).default({}),
  /** The first rule that matches a row is used; a row without a matching rule is rejected. */
  rows: z.array(rowRule).min(1),
  defects: z.array(defect).default([]),
});
export type Mapping = z.infer<typeof mappingSchema>;
