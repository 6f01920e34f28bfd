import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadFailure } from '../../components/loaded-list';
import { keyWords } from './group-words';
import { matching } from './matching';
import { FILTER_KEYS, type FilterKey, LIMITS, type Question, valuesOf, withFilter } from './question';
import { type FilterValue, useFilterValues } from './use-filter-values';

interface FilterListProps {
  readonly filterKey: FilterKey;
  readonly onKey: (key: FilterKey) => void;
  readonly question: Question;
  readonly onChange: (question: Question) => void;
}

/** Thousands of centres: the first of those that are found are listed, and how many more there are is said. */
const LISTED = 200;

/** The values of one filter to choose from, with a search. */
export function FilterList({ filterKey, onKey, question, onChange }: FilterListProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const { values, error } = useFilterValues(filterKey, question);
  const chosen = valuesOf(question, filterKey);
  const found = useMemo(
    () => matching(values ?? [], search, ({ value, name }) => `${name} ${value}`),
    [values, search],
  );
  const chooseKey = (key: FilterKey) => {
    setSearch('');
    onKey(key);
  };
  return (
    <>
      <KeyChoice filterKey={filterKey} onKey={chooseKey} />
      <input
        type="search"
        value={search}
        placeholder={t('analyse.searchValues')}
        aria-label={t('analyse.searchValues')}
        onChange={({ target }) => setSearch(target.value)}
        data-testid="search-values"
      />
      <LoadFailure error={error} />
      <p className="analyse-hint" role="status">
        {values === null ? (error === null ? t('state.loading') : '') : foundWords(found.length, t)}
      </p>
      <ValueList
        values={search === '' ? withChosen(found.slice(0, LISTED), chosen) : found.slice(0, LISTED)}
        filterKey={filterKey}
        question={question}
        onChange={onChange}
      />
    </>
  );
}

const foundWords = (count: number, t: TFunction): string =>
  count > LISTED ? t('analyse.firstOf', { shown: LISTED, count }) : t('analyse.found', { count });

function KeyChoice({ filterKey, onKey }: Pick<FilterListProps, 'filterKey' | 'onKey'>) {
  const { t } = useTranslation();
  return (
    <label className="analyse-field">
      <span>{t('analyse.filterBy')}</span>
      <select value={filterKey} data-testid="filter-key" onChange={({ target }) => onKey(target.value as FilterKey)}>
        {FILTER_KEYS.map((key) => (
          <option key={key} value={key}>
            {keyWords(key, t)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ValueListProps extends Omit<FilterListProps, 'onKey'> {
  readonly values: readonly FilterValue[];
}

function ValueList({ values, filterKey, question, onChange }: ValueListProps) {
  const { t } = useTranslation();
  const chosen = valuesOf(question, filterKey);
  const isFull = question.where.reduce((sum, filter) => sum + filter.values.length, 0) >= LIMITS.filters;
  const toggle = (value: string, isChosen: boolean) =>
    onChange(withFilter(question, filterKey, isChosen ? [...chosen, value] : chosen.filter((each) => each !== value)));
  return (
    <fieldset className="analyse-list">
      <legend className="out-of-sight">{keyWords(filterKey, t)}</legend>
      {values.map(({ value, name }) => (
        <label key={value} className="analyse-entry">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            disabled={!chosen.includes(value) && isFull}
            data-value={value}
            onChange={({ target }) => toggle(value, target.checked)}
          />
          <span dir="auto">
            {name} {name === value ? null : <code>{value}</code>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Chosen values stay in sight, also where the period has none of them. */
function withChosen(found: readonly FilterValue[], chosen: readonly string[]): readonly FilterValue[] {
  const missing = chosen.filter((value) => !found.some((each) => each.value === value));
  return [...missing.map((value) => ({ value, name: value })), ...found];
}
