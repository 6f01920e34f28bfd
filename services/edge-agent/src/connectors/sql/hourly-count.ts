import { DateTime } from 'luxon';
import type { OpenSource } from './open-source.js';
import { type RowReader, readRow } from './row-reader.js';
import type { SeenRows } from './seen-rows.js';
import type { SourceRow } from './source-session.js';
import { KEEP_MS, type SqlPoll } from './sql-poll.js';
import type { PageStart } from './sql-statements.js';

const HOUR_MS = 3600_000;
const PAGE_ROWS = 1000;

/** An hour whose rows were not the same in the source and here. */
export interface Mismatch {
  /** The hour by the source's wall clock, 2026-01-05 09:00. */
  readonly hour: string;
  readonly inSource: number;
  readonly known: number;
  /** Rows that were missing here, and have been read now. */
  readonly readNow: number;
  /** Rows that the source no longer has. */
  readonly deleted: number;
}

/** The result of counting one day. */
export interface DayCount {
  /** 2026-01-05 */
  readonly day: string;
  readonly rows: number;
  readonly mismatches: readonly Mismatch[];
}

export interface HourlyCountParts {
  readonly seen: SeenRows;
  readonly reader: RowReader;
  readonly poll: SqlPoll;
  readonly timeZone: string;
}

/** The day whose rows are due to be counted: yesterday, once the minute has come; undefined when it was counted. */
export function dayToCount(
  clockMs: number,
  timeZone: string,
  countMinute: number,
  counted: string | undefined,
): string | undefined {
  const local = DateTime.fromMillis(clockMs, { zone: timeZone });
  if (local.hour * 60 + local.minute < countMinute) return undefined;
  const yesterday = local.minus({ days: 1 }).toISODate() ?? undefined;
  return yesterday === counted ? undefined : yesterday;
}

/**
 * Counts the rows of a day, hour by hour, in the source and among those that were read. Where they differ, the hour is
 * read again: what was committed too late for the overlap is recorded now.
 * @param fromAt place before which nothing is read
 */
export async function countDay(
  source: OpenSource,
  day: string,
  fromAt: number,
  clockMs: number,
  parts: HourlyCountParts,
): Promise<DayCount> {
  const { orderBy, session, statements } = source;
  const start = DateTime.fromISO(day, { zone: parts.timeZone });
  const [first, end] = [start, start.plus({ days: 1 })].map((one) => orderBy.placeOf(one.toMillis()));
  const mismatches: Mismatch[] = [];
  let rows = 0;
  for (let at = first ?? 0; at < (end ?? 0); at += HOUR_MS) {
    if (at < fromAt) continue;
    const [from, until] = [orderBy.valueOf(at), orderBy.valueOf(at + HOUR_MS)];
    const answer = await session.rows(statements.count(from, until));
    const inSource = Number(answer[0]?.[0]);
    rows += inSource;
    const known = parts.seen.count(at, at + HOUR_MS);
    if (known === inSource) continue;
    const healed = await readHour(source, at, clockMs, parts);
    const hour = DateTime.fromMillis(orderBy.momentOf(at), { zone: parts.timeZone }).toFormat('yyyy-LL-dd HH:mm');
    mismatches.push({ hour, inSource, known, ...healed });
  }
  return { day, rows, mismatches };
}

async function readHour(
  source: OpenSource,
  at: number,
  clockMs: number,
  { seen, reader, poll }: HourlyCountParts,
): Promise<Pick<Mismatch, 'readNow' | 'deleted'>> {
  const { orderBy, session, statements } = source;
  const keepFrom = orderBy.placeOf(clockMs) - KEEP_MS;
  const found = new Set<string>();
  let readNow = 0;
  let start: PageStart | undefined = { from: orderBy.valueOf(at) };
  while (start !== undefined) {
    const rows: readonly SourceRow[] = await session.rows(
      statements.page(start, PAGE_ROWS, orderBy.valueOf(at + HOUR_MS)),
    );
    const read = rows.map((row) => readRow(source, row));
    for (const { id } of read) found.add(id);
    readNow += (await reader.take(read, keepFrom)).length;
    const last = rows.at(-1);
    start = last === undefined || rows.length < PAGE_ROWS ? undefined : { after: last };
  }
  const missing = seen.between(at, at + HOUR_MS).filter(({ key }) => !found.has(key));
  const moved = missing.length === 0 ? undefined : await poll.rowsOf(source, missing);
  if (moved !== undefined) await reader.take([...moved.values()], keepFrom);
  const deleted = missing.filter(({ key }) => moved?.has(key) !== true);
  await poll.forgetDeleted(deleted, clockMs);
  return { readNow, deleted: deleted.length };
}
