import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KpiFilter, ScopeInput } from '../../gql/graphql';
import { dayIn, hourIn } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { ChartCard } from './chart';
import { KPIS, TREND } from './chart-operations';
import { chartStatus } from './chart-status';
import { dayContent, historyContent } from './day-content';
import { trendContent, wholeSteps } from './trend-content';

const TREND_EVERY_MS = 30_000;
const DAY_EVERY_MS = 60_000;
const HISTORY_EVERY_MS = 300_000;
const USUAL_DAYS_BACK = 28;
const TREND_MINUTES = 120;
const STEP_MINUTES = 5;

interface ScopeChartProps {
  readonly scope: ScopeInput | null;
  /** The wall shows charts without their buttons. */
  readonly withTable?: boolean;
}

/** Tickets issued and served and the mean wait, in the last two hours. */
export function TrendCard({
  scope,
  withTable = true,
  withWait = true,
}: ScopeChartProps & { readonly withWait?: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const answer = usePolled(TREND, { scope, minutes: TREND_MINUTES, stepMinutes: STEP_MINUTES }, TREND_EVERY_MS);
  const offset = useLiveStore((state) => state.network.serverOffsetMs);
  const content = useMemo(() => {
    const steps = wholeSteps(answer.data?.trend ?? [], STEP_MINUTES, (answer.loadedAt ?? 0) + offset);
    return steps.length > 0 ? trendContent(steps, formats, t, withWait) : null;
  }, [answer.data, answer.loadedAt, offset, formats, t, withWait]);
  return (
    <ChartCard
      testId="trend"
      title={t('chart.trend', { hours: TREND_MINUTES / 60 })}
      note={t('chart.trendNote', { minutes: STEP_MINUTES })}
      content={content}
      status={chartStatus(answer, t)}
      withTable={withTable}
    />
  );
}

/** The filters of a KPI query for a scope. */
function whereOf(scope: ScopeInput | null): KpiFilter[] {
  if (scope?.centreId) return [{ key: 'centre', value: scope.centreId }];
  return scope?.regionId ? [{ key: 'region', value: scope.regionId }] : [];
}

/** Today by hour against a usual day. */
export function DayCard({ scope, timeZone, withTable = true }: ScopeChartProps & { readonly timeZone?: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const zone = useZone(timeZone);
  const now = useNow();
  const today = dayIn(zone, now);
  const hour = hourIn(zone, now);
  const request = {
    ids: ['served', 'wait_mean'],
    from: dayIn(zone, now, -USUAL_DAYS_BACK),
    to: dayIn(zone, now, 1),
    by: ['day' as const, 'hour_of_day' as const],
    where: whereOf(scope),
    withEmpty: false,
  };
  const answer = usePolled(KPIS, { request }, DAY_EVERY_MS);
  const content = useMemo(
    () =>
      answer.data && answer.data.kpis.rows.length > 0 ? dayContent(answer.data.kpis, today, hour, formats, t) : null,
    [answer.data, today, hour, formats, t],
  );
  return (
    <ChartCard
      testId="day"
      title={t('chart.servedByHour')}
      content={content}
      status={chartStatus(answer, t)}
      withTable={withTable}
    />
  );
}

/** The last days: served and the mean wait. */
export function HistoryCard({
  scope,
  timeZone,
  days = 14,
}: ScopeChartProps & { readonly timeZone?: string; readonly days?: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const zone = useZone(timeZone);
  const today = dayIn(zone, useNow());
  const list = useMemo(
    () => Array.from({ length: days }, (_, at) => dayIn('UTC', Date.parse(`${today}T12:00:00Z`), at - days + 1)),
    [today, days],
  );
  const request = {
    ids: ['served', 'wait_mean'],
    from: list[0] ?? today,
    to: dayIn('UTC', Date.parse(`${today}T12:00:00Z`), 1),
    by: ['day' as const],
    where: whereOf(scope),
    withEmpty: true,
  };
  const answer = usePolled(KPIS, { request }, HISTORY_EVERY_MS);
  const content = useMemo(
    () =>
      answer.data
        ? historyContent(answer.data.kpis, list, { id: 'served', name: t('chart.served') }, formats, t)
        : null,
    [answer.data, list, formats, t],
  );
  return (
    <ChartCard
      testId="history"
      title={t('chart.history', { days })}
      content={content}
      status={chartStatus(answer, t)}
    />
  );
}

function useZone(timeZone: string | undefined): string {
  const catalogue = useCatalogue();
  return timeZone ?? catalogue?.timeZone ?? 'UTC';
}
