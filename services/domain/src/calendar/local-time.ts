const DAY_MS = 86_400_000;

/** The moment that a clock on the wall shows, Unix milliseconds. */
export interface LocalMoment {
  /** The earlier one where the clock was put back and showed the time twice. */
  readonly at: number;
  /** The second time that the clock showed it; undefined where it showed it once or never. */
  readonly later: number | undefined;
  /** The clock was put forward over it; `at` is as long after the change as the time lies inside the gap. */
  readonly isSkipped: boolean;
}

/**
 * Finds the moment of a local time. Depends on nothing but its arguments; the answer is the same in every season.
 * @param localMs the local date and time, as if it were UTC, milliseconds
 * @param offsetAt the zone's offset from UTC at a moment, milliseconds
 */
export function localMoment(localMs: number, offsetAt: (at: number) => number): LocalMoment {
  const before = offsetAt(localMs - DAY_MS);
  const after = offsetAt(localMs + DAY_MS);
  const [first, second] = [localMs - before, localMs - after];
  const isFirst = offsetAt(first) === before;
  const isSecond = offsetAt(second) === after;
  if (isFirst && isSecond && first !== second)
    return { at: Math.min(first, second), later: Math.max(first, second), isSkipped: false };
  return { at: isSecond && !isFirst ? second : first, later: undefined, isSkipped: !isFirst && !isSecond };
}
