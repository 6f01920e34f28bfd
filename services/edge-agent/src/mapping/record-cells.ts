import type { Cells } from './row-context.js';

const MAX_DEPTH = 4;

/**
 * The cells of a record: an object of JSON, a row of a database. Fields within fields are named by a path with dots,
 * items of a list by their number. No value is an empty cell; a Date is ISO 8601 in UTC.
 */
export function recordCells(record: object): Cells {
  const cells = new Map<string, string>();
  const add = (part: object, prefix: string, depth: number): void => {
    for (const [name, value] of Object.entries(part)) {
      if (isNested(value) && depth < MAX_DEPTH) add(value, `${prefix}${name}.`, depth + 1);
      else cells.set(prefix + name, textOf(value));
    }
  };
  add(record, '', 0);
  return cells;
}

const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}
