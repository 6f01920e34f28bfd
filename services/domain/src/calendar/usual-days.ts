/** Days that a usual day is taken from: the last seven, and the same weekday of the last four weeks. */
export const DAYS_BACK = [1, 2, 3, 4, 5, 6, 7, 14, 21, 28] as const;

/** The days with data from which the usual value is the mean: the same weekdays, or else the last week. */
export function usualDays<Day>(days: readonly Day[], backOf: (day: Day) => number): readonly Day[] {
  const weekdays = days.filter((day) => backOf(day) % 7 === 0);
  return weekdays.length > 0 ? weekdays : days.filter((day) => backOf(day) < 7);
}
