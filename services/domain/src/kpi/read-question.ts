import { PERIOD_NAMES } from '../calendar/period-names.js';
import { KPI_GROUPS } from './kpi-groups.js';
import { KPI_SPLITS } from './kpi-splits.js';
import { COMPARISONS, KPI_ZONES, type KpiQuestion } from './question.js';

const MAX_LIST = 500;

type Fields = Readonly<Record<string, unknown>>;
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MAX_LIST && value.every((one) => typeof one === 'string');
const within = <Name extends string>(names: readonly Name[], value: unknown): Name | undefined =>
  names.find((name) => name === value);

/** Reads an optional name; null and undefined are none. */
function optional<Name extends string>(
  names: readonly Name[],
  value: unknown,
  faults: string[],
  what: string,
): Name | undefined {
  if (value === undefined || value === null) return undefined;
  const name = within(names, value);
  if (name === undefined) faults.push(`${what} is one of ${names.join(', ')}`);
  return name;
}

function filtersOf(value: unknown, faults: string[]): KpiQuestion['where'] {
  const list = value ?? [];
  const read = (one: unknown) => {
    const { key, values } = (typeof one === 'object' && one !== null ? one : {}) as Fields;
    return typeof key === 'string' && isTexts(values) ? [{ key, values }] : [];
  };
  const filters = Array.isArray(list) ? list.slice(0, MAX_LIST).flatMap(read) : [];
  if (!Array.isArray(list) || filters.length !== list.length) faults.push('where is a list of {"key","values"}');
  return filters;
}

function textOf(value: unknown, faults: string[], what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  faults.push(`${what} is a date such as "2026-11-01"`);
  return undefined;
}

/**
 * Reads a question that was kept or sent as JSON; what is absent is as always. It knows no network: whether KPIs,
 * places and dates exist shows when it is asked. A fault is a sentence.
 */
export function readQuestion(text: string): KpiQuestion | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'The question is not JSON; take one that the explorer made.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: 'The question is not a JSON object; take one that the explorer made.' };
  const fields = value as Fields;
  const faults: string[] = [];
  const ids = fields['ids'];
  if (!isTexts(ids) || ids.length === 0) faults.push('ids is a list of KPIs, such as ["visits"]');
  const groups = fields['by'] ?? [];
  const by = isTexts(groups) ? groups.flatMap((group) => within(KPI_GROUPS, group) ?? []) : [];
  if (!isTexts(groups) || by.length !== groups.length) faults.push(`by is a list of ${KPI_GROUPS.join(', ')}`);
  const question: KpiQuestion = {
    ids: isTexts(ids) ? ids : [],
    from: textOf(fields['from'], faults, 'from'),
    to: textOf(fields['to'], faults, 'to'),
    period: optional(PERIOD_NAMES, fields['period'], faults, 'period'),
    by,
    where: filtersOf(fields['where'], faults),
    split: optional(KPI_SPLITS, fields['split'], faults, 'split'),
    compare: optional(COMPARISONS, fields['compare'], faults, 'compare'),
    exact: fields['exact'] === true,
    totals: fields['totals'] === true,
    intervals: fields['intervals'] === true ? true : undefined,
    withEmpty: fields['withEmpty'] === false ? false : undefined,
    zone: optional(KPI_ZONES, fields['zone'], faults, 'zone'),
  };
  return faults.length === 0 ? question : { fault: `The question cannot be read: ${faults.join('; ')}.` };
}
