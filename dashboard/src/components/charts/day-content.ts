import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';
import type { ChartContent } from './chart-option';
import { byDay, byDayAndHour, type DayHours, type KpiTable, usualCount, usualDays, usualMean } from './kpi-rows';
import { inMinutes } from './trend-content';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const clockHour = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** The hours of day between the first and the last with anything in any of `tables`, one more on each side; the working day when there is nothing. */
export function shownHours(tables: readonly DayHours[], days: readonly string[]): readonly number[] {
  const used = HOURS.filter((hour) =>
    tables.some((table) => days.some((day) => (table.at(day, hour)?.value ?? 0) > 0)),
  );
  const first = used.at(0) ?? 8;
  const last = used.at(-1) ?? 17;
  return HOURS.filter((hour) => hour >= Math.max(0, first - 1) && hour <= Math.min(23, last + 1));
}

/** Today's hours against a usual day: served, and the mean wait in minutes. Hours to come have no value. */
export function dayContent(
  answer: KpiTable,
  today: string,
  hourNow: number,
  formats: Formats,
  t: TFunction,
): ChartContent {
  const served = byDayAndHour(answer, 'served');
  const wait = byDayAndHour(answer, 'wait_mean');
  const usual = usualDays(today, served.days);
  const hours = shownHours([served], [today, ...usual]);
  const soFar = <Value>(hour: number, value: Value): Value | null => (hour <= hourNow ? value : null);
  return {
    categoryName: t('chart.hour'),
    categories: hours.map(clockHour),
    bands: [
      {
        title: t('chart.served'),
        weight: 3,
        format: formats.count,
        series: [
          {
            name: t('chart.served'),
            kind: 'bar',
            tone: 'strong',
            values: hours.map((hour) => soFar(hour, served.at(today, hour)?.value ?? null)),
          },
          {
            name: t('chart.usual'),
            kind: 'step',
            tone: 'soft',
            values: hours.map((hour) => usualCount(served, usual, hour)),
          },
        ],
      },
      {
        title: t('chart.meanWait'),
        weight: 2,
        format: (value) => `${formats.count(value)} ${t('chart.minutes')}`,
        series: [
          {
            name: t('chart.meanWait'),
            kind: 'line',
            tone: 'accent',
            values: hours.map((hour) => inMinutes(soFar(hour, wait.at(today, hour)?.value))),
          },
          {
            name: `${t('chart.meanWait')}, ${t('chart.usual')}`,
            kind: 'step',
            tone: 'soft',
            values: hours.map((hour) => inMinutes(usualMean(wait, usual, hour))),
          },
        ],
      },
    ],
  };
}

/** The days before and with today: served and the mean wait. `days` are shown whether or not they have data. */
export function historyContent(
  answer: KpiTable,
  days: readonly string[],
  countId: string,
  countName: string,
  formats: Formats,
  t: TFunction,
): ChartContent {
  const counts = byDay(answer, countId);
  const waits = byDay(answer, 'wait_mean');
  return {
    categoryName: t('chart.day'),
    categories: days.map((day) => formats.shortDay(Date.parse(`${day}T12:00:00Z`))),
    bands: [
      {
        title: countName,
        weight: 3,
        format: formats.count,
        series: [
          { name: countName, kind: 'bar', tone: 'strong', values: days.map((day) => counts.get(day)?.value ?? null) },
        ],
      },
      {
        title: t('chart.meanWait'),
        weight: 2,
        format: (value) => `${formats.count(value)} ${t('chart.minutes')}`,
        series: [
          {
            name: t('chart.meanWait'),
            kind: 'line',
            tone: 'accent',
            values: days.map((day) => inMinutes(waits.get(day)?.value)),
          },
        ],
      },
    ],
  };
}

/** A desk's hours of one day: transactions; the waits of its customers and its service times in minutes; its staff's log-in time in minutes. */
export function deskHoursContent(
  answer: KpiTable,
  day: string,
  formats: Formats,
  t: TFunction,
): { readonly transactions: ChartContent; readonly times: ChartContent; readonly login: ChartContent } {
  const table = (id: string) => byDayAndHour(answer, id);
  const [transactions, wait, service, login] = [
    table('transactions'),
    table('wait_mean'),
    table('service_time_mean'),
    table('staff_login_time'),
  ];
  const hours = shownHours([transactions, login], [day]);
  const minutes = (value: number) => `${formats.count(value)} ${t('chart.minutes')}`;
  const base = { categoryName: t('chart.hour'), categories: hours.map(clockHour) };
  const values = (cells: DayHours) => hours.map((hour) => cells.at(day, hour)?.value ?? null);
  const asMinutes = (cells: DayHours) => hours.map((hour) => inMinutes(cells.at(day, hour)?.value));
  return {
    transactions: {
      ...base,
      bands: [
        {
          title: t('chart.transactions'),
          weight: 1,
          format: formats.count,
          series: [{ name: t('chart.transactions'), kind: 'bar', tone: 'strong', values: values(transactions) }],
        },
      ],
    },
    times: {
      ...base,
      bands: [
        {
          title: t('chart.waitOfServed'),
          weight: 1,
          format: minutes,
          series: [{ name: t('chart.waitOfServed'), kind: 'line', tone: 'accent', values: asMinutes(wait) }],
        },
        {
          title: t('chart.serviceTime'),
          weight: 1,
          format: minutes,
          series: [{ name: t('chart.serviceTime'), kind: 'line', tone: 'strong', values: asMinutes(service) }],
        },
      ],
    },
    login: {
      ...base,
      bands: [
        {
          title: t('chart.loginTime'),
          weight: 1,
          max: 60,
          format: minutes,
          series: [{ name: t('chart.loginTime'), kind: 'bar', tone: 'strong', values: asMinutes(login) }],
        },
      ],
    },
  };
}
