import type { Formats } from '../../language/format';
import { addDays } from './named-period';

const noon = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const isDate = (text: string): boolean => text.length === 10;
/** Midnight is the day itself. */
const short = (local: string): string => local.replace(/T00:00(:00)?$/, '').replace(/(T\d\d:\d\d):00$/, '$1');

/**
 * A period as people say it: the days from the first to the last, or moments where it begins or ends within a day.
 * `formats` are of UTC, because the times are local already.
 */
export function periodWords(period: { readonly from: string; readonly to: string }, formats: Formats): string {
  const [from, to] = [short(period.from), short(period.to)];
  const day = (date: string): string => formats.fullDay(noon(date.slice(0, 10)));
  if (isDate(from) && isDate(to)) {
    const last = addDays(to, -1);
    return last === from ? day(from) : `${day(from)} – ${day(last)}`;
  }
  const moment = (text: string): string => (isDate(text) ? `${day(text)}, 00:00` : `${day(text)}, ${text.slice(11)}`);
  return `${moment(from)} – ${moment(to)}`;
}
