import type { Scope } from '#domain/access/viewer.js';
import { DAYS_BACK, usualDays } from '#domain/calendar/usual-days.js';
import { type Parameters, SHAPES, scopeCondition } from '../kpi/kpi-sql.js';
import type { ByPlace, UsualSums } from './figure-sums.js';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

/** Share of a place's centres that must have been sending before a day began, for the day to be compared with. */
const WHOLE_SHARE = 0.95;

/**
 * Places and days back that are whole. A centre's first day is not: it began somewhere in it, or its history is still
 * being filled, newest day first. Texts are SQL.
 */
export const WHOLE_DAYS = ({ places, starts, backs, zone, sets }: Record<string, string>): string => `
WITH first AS (
  SELECT centre_key, (SELECT min(day) FROM mnara.timeline WHERE timeline.centre_key = centre.centre_key
  AND timeline.subject = 'centre') AS day
  FROM mnara.centre)
SELECT d.back, c.centre_id, r.region_id
FROM mnara.centre c JOIN mnara.region r USING (region_key) JOIN first ON first.centre_key = c.centre_key
AND first.day IS NOT NULL
  CROSS JOIN unnest(${starts}::timestamptz[], ${backs}::int[]) AS d(start, back)
WHERE ${places} ${sets}
HAVING count(*) FILTER (WHERE first.day < (d.start AT TIME ZONE ${zone})::date) >= ${WHOLE_SHARE} * count(*)`;

/**
 * Served on each day back by centre: of the whole day, up to this time of the day, and of this hour. Each day is a read
 * with bounds of its own, so that an index or a chunk holds all of it and history before those days costs nothing; sums
 * by centre come before names, for there are hundreds of rows to each.
 * @param past milliseconds since the day began
 * @param hourPast milliseconds from there to the start of the current hour
 */
export function usualSql(scope: Scope, days: readonly Date[], past: number, hourPast: number, p: Parameters): string {
  // What of the current quarter hour has passed counts by its share.
  const quarter = Math.floor(past / QUARTER_MS) * QUARTER_MS;
  const share = `${p.add((past - quarter) / QUARTER_MS)}::float8`;
  const [until, hour] = [p.add(quarter), p.add(Math.floor(hourPast / HOUR_MS) * HOUR_MS)];
  const from = scope.kind === 'network' ? `${SHAPES.quarter.table} f` : SHAPES.quarter.from;
  const places = scopeCondition(scope, SHAPES.quarter, p);
  return days
    .map((day, index) => {
      const start = `${p.add(day)}::timestamptz`;
      const after = (milliseconds: string): string => `${start} + ${milliseconds}::float8 * interval '1 millisecond'`;
      const soFar = (least: string): string =>
        `COALESCE(sum(f.served) FILTER (WHERE ${least} AND f.bucket < ${after(until)}), 0)
         + ${share} * COALESCE(sum(f.served) FILTER (WHERE ${least} AND f.bucket = ${after(until)}), 0)`;
      return `SELECT ${Number(DAYS_BACK[index])} AS back, f.centre_key, sum(f.served)::float8 AS whole,
          ${soFar('TRUE')} AS today, ${soFar(`f.bucket >= ${after(hour)}`)} AS hour
        FROM ${from} WHERE ${places} AND f.bucket >= ${start} AND f.bucket < ${start} + interval '24 hours'
        GROUP BY f.centre_key`;
    })
    .join(' UNION ALL ');
}

/**
 * The mean of the last four same weekdays that are whole and have data, else of the last seven days that are; none: no
 * usual day.
 * @param whole 'place|back' of the days that are whole
 */
export function usualSums<Row extends Readonly<Record<string, number | string | null>>>(
  rows: readonly Row[],
  whole: ReadonlySet<string>,
  placeOf: (row: Row) => string,
): ByPlace<UsualSums> {
  const byPlace = new Map<string, Row[]>();
  for (const row of rows) {
    const place = placeOf(row);
    if (!whole.has(`${place}|${row['back']}`)) continue;
    const list = byPlace.get(place) ?? [];
    byPlace.set(place, list);
    list.push(row);
  }
  return new Map(
    [...byPlace].flatMap(([place, days]) => {
      const chosen = usualDays(days, (day) => Number(day['back']));
      if (chosen.length === 0) return [];
      const mean = (name: string): number =>
        chosen.reduce((sum, day) => sum + Number(day[name] ?? 0), 0) / chosen.length;
      return [[place, { servedToday: mean('today'), servedThisHour: mean('hour') }]];
    }),
  );
}
