import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KpiGroup, KpiSplit } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { SEEN_VALUES } from './analyse-operations';
import { groupWords } from './group-words';
import { type FilterKey, type Question, SPLITS } from './question';

/** A value that rows may be filtered by, with its name for people. */
export interface FilterValue {
  readonly value: string;
  readonly name: string;
}

/** The name of a filter's value; the value itself where it has none, or none that is known. */
export function useFilterNames(): (key: FilterKey, value: string) => string {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const formats = useFormats('UTC');
  return (key, value) => {
    if (key === 'region') return catalogue?.region.get(value)?.name ?? value;
    if (key === 'centre') return catalogue?.centreName(value) ?? value;
    if (key === 'service' || key === 'agency') return catalogue?.nameOf(value) ?? value;
    return groupWords({ key, value, label: value }, formats, t);
  };
}

/** Only the facts know these values: they are asked for, of the question's period. */
const isSeen = (key: FilterKey): boolean =>
  (SPLITS as readonly string[]).includes(key) || key === 'staff' || key === 'desk';

/** A question whose rows are the values of a filter in a period. Every customer has tickets, so no value is missing. */
function seenRequest(key: FilterKey, { from, to, where }: Question) {
  const isSplit = (SPLITS as readonly string[]).includes(key);
  const places = where.filter((filter) => filter.key === 'region' || filter.key === 'centre');
  return {
    ids: [isSplit ? 'visits' : 'served'],
    from,
    to,
    by: isSplit ? [] : [key as KpiGroup],
    where: places.flatMap((filter) => filter.values.map((value) => ({ key: filter.key, value }))),
    split: isSplit ? (key as KpiSplit) : null,
    withEmpty: false,
  };
}

/** The values to choose from; null while they are not loaded. */
export function useFilterValues(
  key: FilterKey,
  question: Question,
): { readonly values: readonly FilterValue[] | null; readonly error: string | null } {
  const { t } = useTranslation();
  const language = useLanguage();
  const catalogue = useCatalogue();
  const formats = useFormats('UTC');
  const asked = isSeen(key) ? { request: seenRequest(key, question), language } : null;
  const seen = usePolled(SEEN_VALUES, asked, 0);
  return useMemo(() => {
    const named = (entries: Iterable<{ readonly id: string; readonly name: string }>): readonly FilterValue[] =>
      [...entries].map(({ id, name }) => ({ value: id, name })).sort((a, b) => a.name.localeCompare(b.name));
    if (key === 'region') return { values: catalogue && named(catalogue.regions), error: null };
    if (key === 'centre') return { values: catalogue && named(catalogue.centre.values()), error: null };
    if (key === 'service') return { values: catalogue && named(catalogue.service.values()), error: null };
    if (key === 'agency') return { values: catalogue && named(catalogue.agencies), error: null };
    const rows = seen.data?.kpis.rows;
    if (rows === undefined) return { values: null, error: seen.error };
    const values = new Map(
      rows.flatMap(({ group }) => group.map((each) => [each.value, groupWords(each, formats, t)] as const)),
    );
    return { values: named([...values].map(([id, name]) => ({ id, name }))), error: null };
  }, [key, catalogue, seen, formats, t]);
}
