import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartCard } from '../../components/charts/chart';
import { KPIS } from '../../components/charts/chart-operations';
import { chartStatus } from '../../components/charts/chart-status';
import { historyContent } from '../../components/charts/day-content';
import { dayIn } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { RatingCard } from '../centre/rating-card';
import { deskHoursContent } from './desk-hours-content';
import { DESK_EVERY_MS, type DeskProps, HOURLY_IDS, whereDesk } from './desk-query';

const HISTORY_EVERY_MS = 300_000;
const DAYS = 14;

/** A desk's day by hour: transactions, waits and service times, staff log-in time; and its ratings. */
export function DeskHours(props: DeskProps) {
  const { t } = useTranslation();
  const formats = useFormats(props.timeZone);
  const now = useNow();
  const from = dayIn(props.timeZone, now);
  const to = dayIn(props.timeZone, now, 1);
  const by = ['day' as const, 'hour_of_day' as const];
  const request = { ids: HOURLY_IDS, from, to, by, where: whereDesk(props), withEmpty: false };
  const answer = usePolled(KPIS, { request }, DESK_EVERY_MS * 2);
  const table = answer.data?.kpis ?? null;
  const charts = useMemo(
    () => (table !== null && table.rows.length > 0 ? deskHoursContent(table, from, formats, t) : null),
    [table, from, formats, t],
  );
  const card = { status: chartStatus(answer, t) };
  return (
    <>
      <div className="pair">
        <ChartCard {...card} testId="desk-hourly" title={t('desk.hourly')} content={charts?.transactions ?? null} />
        <ChartCard {...card} testId="desk-times" title={t('desk.times')} content={charts?.times ?? null} />
      </div>
      <div className="pair">
        <ChartCard {...card} testId="desk-login" title={t('desk.login')} content={charts?.login ?? null} />
        <RatingCard where={whereDesk(props)} from={dayIn(props.timeZone, now, 1 - DAYS)} to={to} days={DAYS} />
      </div>
    </>
  );
}

/** A desk's last days. */
export function DeskHistory(props: DeskProps) {
  const { t } = useTranslation();
  const formats = useFormats(props.timeZone);
  const today = dayIn(props.timeZone, useNow());
  const noon = Date.parse(`${today}T12:00:00Z`);
  const request = {
    ids: ['transactions', 'wait_mean'],
    from: dayIn('UTC', noon, 1 - DAYS),
    to: dayIn('UTC', noon, 1),
    by: ['day' as const],
    where: whereDesk(props),
    withEmpty: true,
  };
  const answer = usePolled(KPIS, { request }, HISTORY_EVERY_MS);
  const table = answer.data?.kpis ?? null;
  const content = useMemo(() => {
    const days = Array.from({ length: DAYS }, (_, at) => dayIn('UTC', noon, at - DAYS + 1));
    const counted = { id: 'transactions', name: t('chart.transactions') };
    return table === null ? null : historyContent(table, days, counted, formats, t);
  }, [table, noon, formats, t]);
  return (
    <ChartCard
      testId="history"
      title={t('chart.history', { days: DAYS })}
      content={content}
      status={chartStatus(answer, t)}
    />
  );
}
