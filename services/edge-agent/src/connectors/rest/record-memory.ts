import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cells } from '../../mapping/row-context.js';
import type { ListRecord } from './list-reader.js';

const HASH_CHARS = 12;
const stored = z.object({ by: z.string(), readAtMs: z.number(), hashes: z.record(z.string(), z.string()) });

/** What was known of the list after its last reading. */
export interface KnownList {
  /** When that reading began, Unix milliseconds. */
  readonly readAtMs: number;
  /** The content of each record of the list, by id. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** What of a record the mapping reads, as a short text. */
export function contentOf(cells: Cells, columns: ReadonlySet<string>): string {
  const read = [...columns].sort().map((column) => cells.get(column) ?? '');
  return createHash('sha256').update(JSON.stringify(read)).digest('base64url').slice(0, HASH_CHARS);
}

/**
 * The records that are new, or changed in what the mapping reads, and the list as it is known afterwards. Pure. Records
 * that left the list are forgotten.
 */
export function newRecords(
  known: KnownList | undefined,
  records: readonly ListRecord[],
  columns: ReadonlySet<string>,
  readAtMs: number,
): { readonly changed: readonly ListRecord[]; readonly after: KnownList } {
  const hashes = new Map(records.map(({ id, cells }) => [id, contentOf(cells, columns)]));
  const changed = records.filter(({ id }) => known?.hashes.get(id) !== hashes.get(id));
  return { changed, after: { readAtMs, hashes } };
}

/** @param by of the mapping: with another one, nothing of the list is known, but the time of the reading is */
export function storeKnown({ readAtMs, hashes }: KnownList, by: string): string {
  return JSON.stringify({ by, readAtMs, hashes: Object.fromEntries(hashes) });
}

/** Undefined when nothing was stored, or something else. */
export function restoreKnown(text: string | undefined, by: string): KnownList | undefined {
  const parsed = text === undefined ? undefined : stored.safeParse(JSON.parse(text));
  if (parsed?.success !== true) return undefined;
  const { readAtMs, hashes } = parsed.data;
  return { readAtMs, hashes: new Map(parsed.data.by === by ? Object.entries(hashes) : []) };
}
