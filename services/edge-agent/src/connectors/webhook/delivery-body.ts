import { valueAt } from '#platform/config/field-match.js';
import { recordCells } from '../../mapping/record-cells.js';
import type { SourceRecord } from '../record-feed.js';
import { seenCells } from '../seen-cells.js';

export interface DeliveryOptions {
  /** Path to the record, or the list of records, in a body; undefined: the body itself. */
  readonly records: string | undefined;
  /** Headers that the mapping may read as `@header.NAME`. */
  readonly headers: readonly string[];
}

const MAX_RECORDS = 1000;

/**
 * The records of a delivery. Beside its fields, a record has `@body.NAME` for the simple fields at the top of the body,
 * `@header.NAME`, and when it came.
 * @param key of the delivery @returns why there are none, where the body cannot be read
 */
export function deliveryRecords(
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
  key: string,
  nowMs: number,
  options: DeliveryOptions,
): readonly SourceRecord[] | string {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return 'The body is not JSON.';
  }
  const { records: path } = options;
  const found = path === undefined ? json : valueAt(json, path);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (list.length > MAX_RECORDS) return `The body has ${list.length} records; send ${MAX_RECORDS} at most.`;
  const around = new Map<string, string>();
  if (path !== undefined) for (const [name, value] of simpleFields(json)) around.set(`@body.${name}`, value);
  for (const name of options.headers) around.set(`@header.${name}`, headers[name.toLowerCase()] ?? '');
  const records: SourceRecord[] = [];
  for (const [index, one] of list.entries()) {
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return `The body has no object ${path === undefined ? 'or list of objects' : `at "${path}"`}.`;
    const cells = seenCells(recordCells(one), nowMs, 0);
    for (const [column, content] of around) cells.set(column, content);
    records.push({ id: list.length === 1 ? key : `${key}:${index}`, cells });
  }
  return records;
}

function simpleFields(json: unknown): readonly (readonly [string, string])[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, String(value)] as const]
      : [],
  );
}
