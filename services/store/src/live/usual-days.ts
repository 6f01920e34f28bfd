import { usualDays } from '#domain/calendar/usual-days.js';
import type { ByPlace, UsualSums } from './figure-sums.js';

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
