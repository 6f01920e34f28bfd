import { RequestError } from '#domain/access/request-error.js';
import { resolvePeriod } from '#domain/calendar/named-period.js';
import type { LocalTime } from '#domain/calendar/period.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import { remark } from '#domain/remark/remark.js';
import { readBorder } from '../kpi/kpi-plan.js';

type AskedPeriod = Pick<KpiQuestion, 'from' | 'to' | 'period'>;

/** @throws RequestError BAD_DATE, BAD_PERIOD */
function border(
  name: 'from' | 'to',
  { period, ...borders }: AskedPeriod,
  now: number,
  zone: string,
): LocalTime | undefined {
  if (period !== undefined && (borders.from !== undefined || borders.to !== undefined))
    throw new RequestError('BAD_PERIOD', remark('period_twice', { period }));
  const text = (period === undefined ? borders : resolvePeriod(period, now, zone))[name];
  return text === undefined ? undefined : readBorder(name, text, zone);
}

/**
 * The moments of a list's period, Unix milliseconds; undefined: no border. Of from and to each may be absent.
 * @throws RequestError BAD_DATE, BAD_PERIOD
 */
export const momentsOf = (
  asked: AskedPeriod,
  now: number,
  zone: string,
): { readonly from: number | undefined; readonly to: number | undefined } => ({
  from: border('from', asked, now, zone)?.at,
  to: border('to', asked, now, zone)?.at,
});

/** A border of a period of whole days, as a date. @throws RequestError BAD_DATE, BAD_PERIOD */
export const localDay = (name: 'from' | 'to', asked: AskedPeriod, now: number, zone: string): string | undefined =>
  border(name, asked, now, zone)?.text.slice(0, 10);
