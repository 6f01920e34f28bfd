import type { Row } from './answer';
import { isPeriodGroup } from './question';

/** The local date and time of a moment: 2026-11-30T15:04 */
function localTime(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * Whether a row is of a period that had not begun when the figures were read: then nothing is missing. Periods are
 * written as the beginning of a local time (2026, 2026-11, 2026-11-24T09); weeks are not, and are never "to come".
 */
export function isToCome(row: Row, asOf: number, timeZone: string): boolean {
  const now = localTime(asOf, timeZone);
  return row.group.some(({ key, value }) => isPeriodGroup(key) && key !== 'week' && value > now.slice(0, value.length));
}
