import type { TFunction } from 'i18next';
import type { ChartContent, ChartSeries } from '../../components/charts/chart-option';
import { clockHour, shownHours } from '../../components/charts/day-content';
import { byDayAndHour, type DayHours, type KpiTable } from '../../components/charts/kpi-rows';
import { inMinutes, minuteWords } from '../../components/charts/minutes';
import type { Formats } from '../../language/format';

/** The charts of a desk's day. */
interface DeskHoursContent {
  readonly transactions: ChartContent;
  /** The waits of its customers and its service times, in minutes. */
  readonly times: ChartContent;
  /** The log-in time of its staff in minutes of each hour. */
  readonly login: ChartContent;
}

/** A desk's hours of one day (YYYY-MM-DD). Hours without data are gaps. */
export function deskHoursContent(answer: KpiTable, day: string, formats: Formats, t: TFunction): DeskHoursContent {
  const table = (id: string): DayHours => byDayAndHour(answer, id);
  const [transactions, login] = [table('transactions'), table('staff_login_time')];
  const hours = shownHours([transactions, login], [day]);
  const count = (cells: DayHours) => hours.map((hour) => cells.at(day, hour)?.value ?? null);
  const minutes = (cells: DayHours) => hours.map((hour) => inMinutes(cells.at(day, hour)?.value));
  const format = minuteWords(formats, t);
  const chart = (...bands: ChartContent['bands']): ChartContent => ({
    categoryName: t('chart.hour'),
    categories: hours.map(clockHour),
    bands,
  });
  const band = (title: string, look: Pick<ChartSeries, 'kind' | 'tone' | 'values'>) => ({
    title,
    weight: 1,
    series: [{ name: title, ...look }],
  });
  return {
    transactions: chart({
      ...band(t('chart.transactions'), { kind: 'bar', tone: 'strong', values: count(transactions) }),
      format: formats.count,
    }),
    times: chart(
      {
        ...band(t('chart.waitOfServed'), { kind: 'line', tone: 'accent', values: minutes(table('wait_mean')) }),
        format,
      },
      {
        ...band(t('chart.serviceTime'), { kind: 'line', tone: 'strong', values: minutes(table('service_time_mean')) }),
        format,
      },
    ),
    login: chart({
      ...band(t('chart.loginTime'), { kind: 'bar', tone: 'strong', values: minutes(login) }),
      max: 60,
      format,
    }),
  };
}
