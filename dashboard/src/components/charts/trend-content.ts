import type { TFunction } from 'i18next';
import type { TrendQuery } from '../../gql/graphql';
import type { Formats } from '../../language/format';
import type { ChartBand, ChartContent } from './chart-option';

/** The trend of the last minutes: tickets issued and served per step, and the mean wait of those who left the queue, in minutes. */
export function trendContent(
  points: TrendQuery['trend'],
  formats: Formats,
  t: TFunction,
  withWait = true,
): ChartContent {
  return {
    categoryName: t('chart.time'),
    categories: points.map(({ at }) => formats.time(at)),
    bands: [
      {
        title: t('chart.served'),
        weight: 3,
        format: formats.count,
        series: [
          { name: t('chart.served'), kind: 'line', tone: 'strong', values: points.map(({ served }) => served) },
          { name: t('chart.issued'), kind: 'dashed', tone: 'soft', values: points.map(({ issued }) => issued) },
        ],
      },
      ...(withWait ? [waitBand(points, formats, t)] : []),
    ],
  };
}

function waitBand(points: TrendQuery['trend'], formats: Formats, t: TFunction): ChartBand {
  return {
    title: t('chart.meanWait'),
    weight: 2,
    format: (value) => `${formats.count(value)} ${t('chart.minutes')}`,
    series: [
      {
        name: t('chart.meanWait'),
        kind: 'line',
        tone: 'accent',
        values: points.map(({ waitMean }) => inMinutes(waitMean.value)),
      },
    ],
  };
}

/** The steps that are over: the one under way would look like a fall. */
export function wholeSteps(points: TrendQuery['trend'], stepMinutes: number, now: number): TrendQuery['trend'] {
  return points.filter(({ at }) => at + stepMinutes * 60_000 <= now);
}

/** Seconds as minutes; no data stays no data. */
export function inMinutes(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds / 60;
}
