import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import { roundFigure } from '#domain/kpi/precision.js';
import type { ReportWords } from '../words/words.js';

const MINUTE = 60;
const HOUR = 3_600;

const numberText = ({ tag }: ReportWords, value: number, most: number): string =>
  new Intl.NumberFormat(tag, { maximumFractionDigits: most, minimumFractionDigits: 0 }).format(value);

function secondsText(words: ReportWords, seconds: number): string {
  const size = Math.abs(seconds);
  const { second, minute, hour } = words.units;
  if (size < 2 * MINUTE) return `${numberText(words, seconds, 0)} ${second}`;
  if (size < 2 * HOUR) return `${numberText(words, seconds / MINUTE, 1)} ${minute}`;
  return `${numberText(words, seconds / HOUR, 1)} ${hour}`;
}

/** A figure as a sentence of the report says it, in the format of its language. */
export function figureText(words: ReportWords, unit: KpiUnit, value: number | null): string {
  if (value === null) return words.noData;
  switch (unit) {
    case 'seconds':
      return secondsText(words, value);
    case 'count':
      return numberText(words, value, 0);
    case 'share':
      return `${numberText(words, roundFigure(value, unit) * 100, 1)} %`;
    case 'per_hour':
      return `${numberText(words, value, 1)} ${words.units.perHour}`;
    case 'stars':
      return `${numberText(words, value, 2)} ${words.units.stars}`;
  }
}

/** A difference with its sign. */
export function differenceText(words: ReportWords, unit: KpiUnit, value: number): string {
  const text = unit === 'stars' ? numberText(words, value, 2) : figureText(words, unit, value);
  return value > 0 ? `+${text}` : text;
}
