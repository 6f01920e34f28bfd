import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import { FILTER_KEYS } from '#domain/kpi/kpi-groups.js';

/** How a parameter that is a list is written: `ids=a,b`, or `where=a&where=b`. */
type ListKind = 'comma' | 'repeated';
const LISTS = z.registry<{ readonly kind: ListKind }>();

/** Values between commas: `ids=served,demand`. */
export function commaList<Item extends z.ZodType>(item: Item, text: string) {
  return z.array(item).describe(text).register(LISTS, { kind: 'comma' });
}

/** A parameter that may be given several times. */
function repeatedList<Item extends z.ZodType>(item: Item, text: string) {
  return z.array(item).describe(text).register(LISTS, { kind: 'repeated' });
}

/** true or false. */
export const flag = (text: string) => z.enum(['true', 'false']).describe(text).optional();
export const isOn = (value: 'true' | 'false' | undefined, otherwise = false): boolean =>
  value === undefined ? otherwise : value === 'true';

export const language = z.enum(['en', 'sw', 'kk', 'ru']).describe('Of names and definitions').default('en');

const moment = (text: string) => z.string().max(40).describe(text).optional();

/** The parameters of a period. */
export const PERIOD = {
  from: moment("ISO date or date-time by the network's clock: 2026-11-01"),
  to: moment('Exclusive'),
  period: z.enum(PERIOD_NAMES).describe('Instead of from and to').optional(),
};

export const where = repeatedList(
  z
    .string()
    .max(500)
    .regex(/^[a-z_]+=/, 'write KEY=VALUE, for example centre=AA01'),
  `KEY=VALUE; may be repeated. Keys: ${FILTER_KEYS.join(', ')}`,
).default([]);

/** Filters of `where` parameters: one for each key. */
export function filtersOf(pairs: readonly string[]): { readonly key: string; readonly values: readonly string[] }[] {
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const key = pair.slice(0, pair.indexOf('='));
    values.set(key, [...(values.get(key) ?? []), pair.slice(key.length + 1)]);
  }
  return [...values].map(([key, list]) => ({ key, values: list }));
}

/** The parameters of a page of a list. */
export const PAGE = {
  limit: z.coerce.number().int().min(1).max(1000).describe('Items of a page').default(100),
  after: z
    .string()
    .max(2000)
    .describe('Where the page begins: from the Link header, or next, of the page before')
    .optional(),
};

/** The inner schema, without default and optional. */
function inner(schema: z.ZodType): z.ZodType {
  let found = schema;
  while (found instanceof z.ZodOptional || found instanceof z.ZodDefault) found = found.unwrap() as z.ZodType;
  return found;
}

/** Whether a parameter must be given. */
export const isRequired = (schema: z.ZodType): boolean => inner(schema) === schema;

/** How a list parameter is written; undefined: it is no list. */
export const listKind = (schema: z.ZodType): ListKind | undefined => LISTS.get(inner(schema))?.kind;

const split = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Reads the parameters that a route knows.
 * @throws RequestError BAD_VALUE that names the parameter and what it may be
 */
export function readParameters<Query extends z.ZodObject>(schema: Query, given: URLSearchParams): z.output<Query> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const all = given.getAll(name);
    if (all.length === 0) continue;
    const kind = listKind(field as z.ZodType);
    if (kind === undefined && all.length > 1)
      throw new RequestError('BAD_VALUE', `The parameter ${name} is given ${all.length} times; give it once.`);
    values[name] = kind === 'comma' ? all.flatMap(split) : kind === 'repeated' ? all : all[0];
  }
  const read = schema.safeParse(values);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new RequestError(
    'BAD_VALUE',
    name in values
      ? `The parameter ${name} cannot be used: ${issue?.message}.`
      : `The parameter ${name} is missing; ${inner(schema.shape[name] as z.ZodType).description ?? 'give it'}.`,
  );
}
