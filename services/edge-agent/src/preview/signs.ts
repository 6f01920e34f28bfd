/** What may be wrong with a file or its mapping. */
export const SIGNS = {
  no_time_of_day: 'the events are at midnight: the format may have no time of day',
  first_of_month: 'the events are on the first day of a month: day and month may be swapped',
  visit_on_several_days:
    'visits are issued on several days: ticket numbers may be used again each day, so join them with the date',
  issued_twice: 'visits are issued twice: the id may not be that of a visit',
  negative_wait: 'visits are called before they are issued: columns may be swapped',
  huge_wait: 'visits wait for more than a day: a date or a unit may be wrong',
  identical_rows: 'rows are equal to an earlier row and count once: { row: line } in the visit tells them apart',
  unlisted_value: 'rows have contents that their map does not list',
  unknown_centre: 'events are of centres that the network does not have; the gateway will reject them',
  unknown_service: 'events are of services that the network does not have',
} as const;
export type SignCode = keyof typeof SIGNS;

/** A suspicious sign: how many of the visits, rows or events show it. */
export interface Sign {
  readonly code: SignCode;
  readonly message: string;
  readonly count: number;
  readonly of: number;
  /** Whether an import stops, unless the sign is accepted. */
  readonly stops: boolean;
}

/** Fewer may be chance. */
const FEWEST = 2;
/** An import stops when more than this share shows a sign; below it, single rows are wrong and the mapping is right. */
const STOPPING_SHARE = 0.5;
/**
 * A map leaves contents out on purpose; a file of one day may be that of the first of a month; what the network does
 * not have can be added afterwards, and the report of the import names it.
 */
const NEVER_STOPS: ReadonlySet<SignCode> = new Set([
  'unlisted_value',
  'first_of_month',
  'unknown_centre',
  'unknown_service',
]);

/** The sign, if there is any. */
export function signOf(code: SignCode, count: number, of: number): readonly Sign[] {
  if (count === 0) return [];
  const stops = !NEVER_STOPS.has(code) && count >= FEWEST && count > of * STOPPING_SHARE;
  return [{ code, message: `${count} of ${of}: ${SIGNS[code]}`, count, of, stops }];
}
