import type { Scope } from '#domain/access/viewer.js';
import type { Database } from '#platform/postgres/database.js';
import { packedSql } from '#platform/postgres/packed-rows.js';
import type { Filter } from '../kpi/kpi-query.js';
import { Parameters, SHAPES, within } from '../kpi/kpi-sql.js';
import { momentSql } from '../moment-sql.js';
import { LEG_COLUMNS, LEG_MOMENTS, type LegClock, type LegRecord, unpackLeg } from './leg-record.js';

/** Where a page of legs ended: its last leg. */
export interface LegKey {
  /** Of the clock, Unix milliseconds. */
  readonly at: number;
  readonly centreKey: number;
  readonly visitId: string;
  readonly legNo: number;
}

export interface LegPageQuery {
  readonly clock: LegClock;
  /** Unix milliseconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly filters: readonly Filter[];
  readonly after: LegKey | undefined;
  readonly limit: number;
}

interface Row {
  readonly packed: string;
  readonly centreKey: number;
  readonly at: number;
}

const FIRST_SLICE_MS = 15 * 60_000;
const LONGEST_SLICE_MS = 32 * 86_400_000;

/**
 * A page of legs in the order of their moment. Legs are stored nearly by time and have no index by exact time, so a
 * page reads slices of the period, each longer than the one before while legs are rare: what is read grows with the
 * page, not with the period or the years that are stored.
 */
export async function readLegPage(
  database: Database,
  scope: Scope,
  query: LegPageQuery,
): Promise<{ readonly legs: readonly LegRecord[]; readonly next: LegKey | undefined }> {
  const rows: Row[] = [];
  let slice = FIRST_SLICE_MS;
  for (let from = query.after?.at ?? query.from; from < query.to && rows.length <= query.limit; ) {
    const to = Math.min(query.to, from + slice);
    rows.push(...(await readSlice(database, scope, query, { from, to, limit: query.limit + 1 - rows.length })));
    from = to;
    slice = Math.min(LONGEST_SLICE_MS, slice * 4);
  }
  const legs = rows.slice(0, query.limit).map(({ packed }) => unpackLeg(packed));
  const [row, leg] = [rows[query.limit - 1], legs[query.limit - 1]];
  const next =
    rows.length > query.limit && row !== undefined && leg !== undefined
      ? { at: row.at, centreKey: row.centreKey, visitId: leg.visit_id, legNo: leg.leg_no }
      : undefined;
  return { legs, next };
}

async function readSlice(
  database: Database,
  scope: Scope,
  { clock, filters, after }: LegPageQuery,
  slice: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly Row[]> {
  const p = new Parameters();
  const moment = LEG_MOMENTS[clock];
  const at = (time: number): string => `${p.add(new Date(time))}::timestamptz`;
  const conditions = [
    `${moment} >= ${at(slice.from)}`,
    `${moment} < ${at(slice.to)}`,
    within(scope, { filters }, SHAPES.legs, p),
  ];
  if (after !== undefined) {
    const key = [at(after.at), p.add(after.centreKey), p.add(after.visitId), p.add(after.legNo)];
    conditions.push(`(${moment}, f.centre_key, f.visit_id, f.leg_no) > (${key.join(', ')})`);
  }
  const { rows } = await database.query<Row>(
    `SELECT ${packedSql(LEG_COLUMNS)} AS packed, f.centre_key AS "centreKey", ${momentSql(moment)} AS at
     FROM ${SHAPES.legs.from} WHERE ${conditions.join(' AND ')}
     ORDER BY ${moment}, f.centre_key, f.visit_id, f.leg_no LIMIT ${p.add(slice.limit)}`,
    p.values,
  );
  return rows;
}
