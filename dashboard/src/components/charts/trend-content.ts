import type { TFunction } from 'i18next';
import type { TrendQuery } from '../../gql/graphql';
import type { Formats } from '../../language/format';
import type { ChartContent } from './chart-option';
import { waitBand } from './day-content';
import { inMinutes } from './minutes';

/**
 * The trend of the last minutes: tickets issued and served per step, and the mean wait of those who left the queue,
 * in minutes.
 */
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
      ...(withWait
        ? [
            waitBand(
              formats,
              t,
              points.map(({ waitMean }) => inMinutes(waitMean.value)),
            ),
          ]
        : []),
    ],
  };
}

/** The steps that are over: the one under way would look like a fall. */
export function wholeSteps(points: TrendQuery['trend'], stepMinutes: number, now: number): TrendQuery['trend'] {
  return points.filter(({ at }) => at + stepMinutes * 60_000 <= now);
}
