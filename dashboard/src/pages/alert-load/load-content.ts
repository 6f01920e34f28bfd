import type { TFunction } from 'i18next';
import type { ChartContent } from '../../components/charts/chart-option';
import type { AlertLoadQuery } from '../../gql/graphql';
import type { Formats } from '../../language/format';

type Load = Pick<AlertLoadQuery['alertLoad'], 'steps' | 'stepHours'>;

/**
 * Pages for each person and hour, and times that alerts fired, by hour or day. Steps of which nothing is known are
 * gaps, not zeros.
 */
export function loadContent({ steps, stepHours }: Load, formats: Formats, t: TFunction): ChartContent {
  const isHourly = stepHours === 1;
  return {
    categoryName: t(isHourly ? 'chart.hour' : 'chart.day'),
    categories: steps.map(({ at }) =>
      isHourly ? `${formats.shortDay(at)} ${formats.time(at)}` : formats.dayOfMonth(at),
    ),
    bands: [
      {
        title: t('load.perPersonHour'),
        weight: 3,
        format: formats.precise,
        series: [
          {
            name: t('load.perPersonHour'),
            kind: 'bar',
            tone: 'strong',
            values: steps.map(({ paged, perPersonHour }) => (paged === 0 ? 0 : perPersonHour)),
          },
        ],
      },
      {
        title: t('load.fired'),
        weight: 2,
        format: formats.count,
        isWhole: true,
        series: [{ name: t('load.fired'), kind: 'bar', tone: 'soft', values: steps.map(({ fired }) => fired) }],
      },
    ],
  };
}
