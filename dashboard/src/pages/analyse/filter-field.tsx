import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ModalDialog } from '../../components/modal-dialog';
import { FilterList } from './filter-list';
import { keyWords } from './group-words';
import { type FilterKey, type Question, withFilter } from './question';
import { useFilterNames } from './use-filter-values';

interface FilterFieldProps {
  readonly question: Question;
  readonly onChange: (question: Question) => void;
}

/** The filters of a question, and a list to choose values from. */
export function FilterField({ question, onChange }: FilterFieldProps) {
  const { t } = useTranslation();
  const [openKey, setOpenKey] = useState<FilterKey | null>(null);
  const nameOf = useFilterNames();
  return (
    <fieldset className="analyse-field">
      <legend>{t('analyse.filters')}</legend>
      <ul className="analyse-chips" data-testid="filters">
        {question.where.flatMap(({ key, values }) =>
          values.map((value) => {
            const name = `${keyWords(key, t)}: ${nameOf(key, value)}`;
            return (
              <li key={`${key} ${value}`}>
                <span dir="auto">{name}</span>
                <button
                  type="button"
                  className="analyse-remove"
                  aria-label={t('analyse.remove', { name })}
                  onClick={() =>
                    onChange(
                      withFilter(
                        question,
                        key,
                        values.filter((each) => each !== value),
                      ),
                    )
                  }
                >
                  ×
                </button>
              </li>
            );
          }),
        )}
      </ul>
      <button type="button" onClick={() => setOpenKey('region')} data-testid="add-filter">
        {t('analyse.addFilter')}
      </button>
      {openKey === null ? null : (
        <ModalDialog title={t('analyse.filters')} onClose={() => setOpenKey(null)}>
          <FilterList filterKey={openKey} onKey={setOpenKey} question={question} onChange={onChange} />
        </ModalDialog>
      )}
    </fieldset>
  );
}
