import type { TFunction } from 'i18next';
import type { Formats } from '../../language/format';

/** How the numbers of a KPI are drawn: durations in the unit in which round numbers are round. */
export interface ChartScale {
  /** The number that is drawn for a value. */
  readonly of: (value: number | null) => number | null;
  readonly format: (drawn: number) => string;
  readonly max?: number;
  readonly isWhole?: boolean;
}

const MINUTES_FROM = 120;
const HOURS_FROM = 7_200;

/** The scale of a unit for values up to `max`. */
export function chartScale(unit: string, max: number, formats: Formats, t: TFunction): ChartScale {
  const divided = (by: number, format: (drawn: number) => string): ChartScale => ({
    of: (value) => (value === null ? null : value / by),
    format,
  });
  switch (unit) {
    case 'seconds':
      if (max < MINUTES_FROM) return divided(1, (drawn) => t('analyse.seconds', { s: formats.short(drawn) }));
      return max < HOURS_FROM
        ? divided(60, (drawn) => t('analyse.minutes', { m: formats.short(drawn) }))
        : divided(3_600, (drawn) => t('analyse.hours', { h: formats.short(drawn) }));
    case 'share':
      return { of: (value) => value, format: formats.shortShare };
    case 'count':
      return { of: (value) => value, format: formats.count, isWhole: true };
    case 'per_hour':
      return divided(1, (drawn) => t('analyse.perHour', { value: formats.precise(drawn) }));
    default:
      return divided(1, formats.precise);
  }
}
