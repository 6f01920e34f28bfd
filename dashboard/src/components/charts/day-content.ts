import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';
import type { ChartBand, ChartContent, ChartSeries } from './chart-option';
import { byDay, byDayAndHour, type DayHours, type KpiTable, usualCount, usualDays, usualMean } from './kpi-rows';
import { inMinutes, minuteWords } from './minutes';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** An hour of day as a clock shows it: 9 is 09:00. */
export const clockHour = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/**
 * The hours of day between the first and the last with anything in any of `tables`, one more on each side; the
 * working day when there is nothing.
 */
export function shownHours(tables: readonly DayHours[], days: readonly string[]): readonly number[] {
  const used = HOURS.filter((hour) =>
    tables.some((table) => days.some((day) => (table.at(day, hour)?.value ?? 0) > 0)),
  );
  const first = used.at(0) ?? 8;
  const last = used.at(-1) ?? 17;
  return HOURS.filter((hour) => hour >= Math.max(0, first - 1) && hour <= Math.min(23, last + 1));
}

type Values = readonly (number | null)[];

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
  const soFar = (cells: DayHours): Values =>
    hours.map((hour) => (hour <= hourNow ? (cells.at(today, hour)?.value ?? null) : null));
  return {
    categoryName: t('chart.hour'),
    categories: hours.map(clockHour),
    bands: [
      {
        title: t('chart.served'),
        weight: 3,
        format: formats.count,
        series: [
          { name: t('chart.served'), kind: 'bar', tone: 'strong', values: soFar(served) },
          {
            name: t('chart.usual'),
            kind: 'step',
            tone: 'soft',
            values: hours.map((hour) => usualCount(served, usual, hour)),
          },
        ],
      },
      waitBand(formats, t, soFar(wait).map(inMinutes), [
        {
          name: t('chart.usualWait'),
          kind: 'step',
          tone: 'soft',
          values: hours.map((hour) => inMinutes(usualMean(wait, usual, hour))),
        },
      ]),
    ],
  };
}

/** The band of the mean wait under a band of counts; `values` in minutes. */
export function waitBand(
  formats: Formats,
  t: TFunction,
  values: Values,
  others: readonly ChartSeries[] = [],
): ChartBand {
  return {
    title: t('chart.meanWait'),
    weight: 2,
    format: minuteWords(formats, t),
    series: [{ name: t('chart.meanWait'), kind: 'line', tone: 'accent', values }, ...others],
  };
}

/** Which KPI a history counts, and its name. */
interface CountedKpi {
  readonly id: string;
  readonly name: string;
}

/** Counts and the mean wait of `days` (YYYY-MM-DD), each of which is shown whether or not it has data. */
export function historyContent(
  answer: KpiTable,
  days: readonly string[],
  counted: CountedKpi,
  formats: Formats,
  t: TFunction,
): ChartContent {
  const counts = byDay(answer, counted.id);
  const waits = byDay(answer, 'wait_mean');
  const values = days.map((day) => counts.get(day)?.value ?? null);
  return {
    categoryName: t('chart.day'),
    categories: days.map((day) => formats.shortDay(Date.parse(`${day}T12:00:00Z`))),
    bands: [
      {
        title: counted.name,
        weight: 3,
        format: formats.count,
        series: [{ name: counted.name, kind: 'bar', tone: 'strong', values }],
      },
      waitBand(
        formats,
        t,
        days.map((day) => inMinutes(waits.get(day)?.value)),
      ),
    ],
  };
}
