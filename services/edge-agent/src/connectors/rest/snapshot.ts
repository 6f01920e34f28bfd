import { z } from 'zod';
import type { Cells } from '../../mapping/row-context.js';
import { seenCells } from '../seen-cells.js';
import type { ListRecord } from './list-reader.js';
import { contentOf } from './record-memory.js';

/** A ticket of the list, as it was last seen. */
interface SeenTicket {
  readonly cells: Readonly<Record<string, string>>;
  readonly hash: string;
  /** Readings in a row that it was missing in. */
  readonly missing: number;
  /** The first of them, Unix milliseconds; 0: none. */
  readonly missingSinceMs: number;
}

/** The list of current tickets after a reading. */
export interface Snapshot {
  /** When that reading began, Unix milliseconds. */
  readonly readAtMs: number;
  readonly tickets: ReadonlyMap<string, SeenTicket>;
  /** The local day of the numbers. */
  readonly day: string;
  /** The highest number that was given out on that day, by the letters before it. */
  readonly numbers: ReadonlyMap<string, number>;
}

export interface SnapshotOptions {
  /** The columns that the mapping reads; a change in others is none. */
  readonly columns: ReadonlySet<string>;
  /** A ticket has left when it is missing in this number of readings in a row: a list may move while it is read. */
  readonly missingReads: number;
  /** After a longer time between two readings, nobody knows when a ticket left, milliseconds. */
  readonly maxGapMs: number;
  /** Column with numbers that are given out one after another on each day, such as A017; undefined: none. */
  readonly numbers: string | undefined;
  /** The local day of the reading. */
  readonly day: string;
}

/** What a comparison adds to the columns of a record. docs/connectors.md explains them. */
const CHANGE = '@change';
const LAST_SEEN = '@last_seen';
const BEFORE = '@before.';

/** What happened to a ticket between two readings. */
export type Change = 'appeared' | 'changed' | 'gone' | 'lost' | 'missed';

const MAX_MISSED = 200;

/**
 * Compares a reading with the one before it. Pure.
 * @returns one record for each difference, and the snapshot afterwards
 */
export function compareSnapshot(
  before: Snapshot | undefined,
  records: readonly ListRecord[],
  readAtMs: number,
  options: SnapshotOptions,
): { readonly changes: readonly ListRecord[]; readonly after: Snapshot; readonly missed: number } {
  const gapMs = before === undefined ? 0 : readAtMs - before.readAtMs;
  const made = { readAtMs, gapMs, lastAtMs: before?.readAtMs };
  const tickets = new Map<string, SeenTicket>();
  const changes: ListRecord[] = [];
  const appeared: ListRecord[] = [];
  for (const record of records) {
    const { id, cells } = record;
    const hash = contentOf(cells, options.columns);
    const known = before?.tickets.get(id);
    const kept = Object.fromEntries([...cells].filter(([column]) => options.columns.has(column)));
    tickets.set(id, { cells: kept, hash, missing: 0, missingSinceMs: 0 });
    if (known === undefined) {
      appeared.push(record);
      changes.push(changeOf(id, cells, 'appeared', made));
    } else if (known.hash !== hash) changes.push(changeOf(id, cells, 'changed', made, known.cells));
  }
  for (const [id, known] of before?.tickets ?? []) {
    if (tickets.has(id)) continue;
    const missing = known.missing + 1;
    const missingSinceMs = known.missing === 0 ? readAtMs : known.missingSinceMs;
    if (gapMs > options.maxGapMs) changes.push(changeOf(id, cellsOf(known), 'lost', made));
    else if (missing < options.missingReads) tickets.set(id, { ...known, missing, missingSinceMs });
    else changes.push(changeOf(id, cellsOf(known), 'gone', { ...made, readAtMs: missingSinceMs }));
  }
  const known = before?.day === options.day ? before.numbers : new Map<string, number>();
  const counted = countNumbers(known, appeared, options.numbers);
  const missedChanges = counted.missed.map((number) =>
    changeOf(number, new Map([[options.numbers ?? '', number]]), 'missed', made),
  );
  return {
    changes: [...changes, ...missedChanges],
    after: { readAtMs, tickets, day: options.day, numbers: counted.numbers },
    missed: missedChanges.length,
  };
}

const cellsOf = ({ cells }: SeenTicket): Cells => new Map(Object.entries(cells));

interface Made {
  readonly readAtMs: number;
  readonly gapMs: number;
  readonly lastAtMs: number | undefined;
}

function changeOf(
  id: string,
  cells: Cells,
  change: Change,
  { readAtMs, gapMs, lastAtMs }: Made,
  before: Readonly<Record<string, string>> = {},
): ListRecord {
  const added = seenCells(cells, readAtMs, lastAtMs === undefined ? undefined : gapMs).set(CHANGE, change);
  added.set(LAST_SEEN, lastAtMs === undefined ? '' : new Date(lastAtMs).toISOString());
  for (const [column, content] of Object.entries(before)) added.set(BEFORE + column, content);
  return { id, cells: added };
}

const NUMBER = /^(.*?)(\d{1,9})$/;

/**
 * Numbers between the highest known and a higher one were given out too, though no reading saw them.
 * @param appeared tickets that the reading before did not have
 */
function countNumbers(
  known: ReadonlyMap<string, number>,
  appeared: readonly ListRecord[],
  column: string | undefined,
): { readonly numbers: ReadonlyMap<string, number>; readonly missed: readonly string[] } {
  if (column === undefined) return { numbers: known, missed: [] };
  const seen = new Map<string, { readonly numbers: Set<number>; readonly digits: number }>();
  for (const { cells } of appeared) {
    const [, letters, digits = ''] = NUMBER.exec(cells.get(column)?.trim() ?? '') ?? [];
    if (letters === undefined) continue;
    const of = seen.get(letters) ?? { numbers: new Set<number>(), digits: digits.startsWith('0') ? digits.length : 0 };
    of.numbers.add(Number(digits));
    seen.set(letters, of);
  }
  const numbers = new Map(known);
  const missed: string[] = [];
  for (const [letters, of] of seen) {
    const newest = Math.max(...of.numbers);
    const highest = known.get(letters);
    // A lower number is a ticket that came back.
    numbers.set(letters, Math.max(newest, highest ?? 0));
    // The first number of a day proves nothing, nor does a leap.
    if (highest === undefined || newest - highest > MAX_MISSED) continue;
    for (let number = highest + 1; number < newest; number += 1)
      if (!of.numbers.has(number)) missed.push(letters + String(number).padStart(of.digits, '0'));
  }
  return { numbers, missed };
}

const stored = z.object({
  readAtMs: z.number(),
  day: z.string(),
  numbers: z.record(z.string(), z.number()),
  tickets: z.record(
    z.string(),
    z.object({
      cells: z.record(z.string(), z.string()),
      hash: z.string(),
      missing: z.number(),
      missingSinceMs: z.number(),
    }),
  ),
});

export function storeSnapshot({ tickets, numbers, ...others }: Snapshot): string {
  return JSON.stringify({ ...others, numbers: Object.fromEntries(numbers), tickets: Object.fromEntries(tickets) });
}

/** Undefined when nothing was stored, or something else. */
export function restoreSnapshot(text: string | undefined): Snapshot | undefined {
  const parsed = text === undefined ? undefined : stored.safeParse(JSON.parse(text));
  if (parsed?.success !== true) return undefined;
  const { tickets, numbers, ...others } = parsed.data;
  return { ...others, tickets: new Map(Object.entries(tickets)), numbers: new Map(Object.entries(numbers)) };
}
