import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ModalDialog } from '../../components/modal-dialog';
import { askedKpis, type Definition } from './answer';
import { matching } from './matching';
import { LIMITS, type Question } from './question';

interface KpiFieldProps {
  readonly question: Question;
  readonly definitions: readonly Definition[];
  readonly onChange: (question: Question) => void;
}

/** The chosen KPIs, and a list of all to choose from. */
export function KpiField({ question, definitions, onChange }: KpiFieldProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const asked = askedKpis(question.ids, definitions);
  const names = new Map(asked.map(({ id, name }) => [id, name]));
  const isLast = question.ids.length === 1;
  return (
    <fieldset className="analyse-field">
      <legend>{t('analyse.kpis')}</legend>
      <ul className="analyse-chips" data-testid="chosen-kpis">
        {question.ids.map((id) => (
          <li key={id}>
            <span>{names.get(id) ?? id}</span>
            {isLast ? null : (
              <button
                type="button"
                className="analyse-remove"
                aria-label={t('analyse.remove', { name: names.get(id) ?? id })}
                onClick={() => onChange({ ...question, ids: question.ids.filter((each) => each !== id) })}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => setIsOpen(true)} data-testid="choose-kpis">
        {t('analyse.chooseKpis')}
      </button>
      {isOpen ? (
        <ModalDialog title={t('analyse.chooseKpis')} onClose={() => setIsOpen(false)}>
          <KpiList question={question} definitions={definitions} onChange={onChange} />
        </ModalDialog>
      ) : null}
    </fieldset>
  );
}

/** Every KPI with its definition, by group; a search over names, ids and definitions. */
function KpiList({ question, definitions, onChange }: KpiFieldProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const found = useMemo(
    () => matching(definitions, search, ({ id, name, definition }) => `${name} ${id} ${definition}`),
    [definitions, search],
  );
  const groups = [...new Set(found.map(({ group }) => group))];
  const isFull = question.ids.length >= LIMITS.ids;
  const toggle = (id: string, isChosen: boolean) => {
    const ids = isChosen ? [...question.ids, id] : question.ids.filter((each) => each !== id);
    if (ids.length > 0) onChange({ ...question, ids });
  };
  return (
    <>
      <input
        type="search"
        value={search}
        placeholder={t('analyse.searchKpis')}
        aria-label={t('analyse.searchKpis')}
        onChange={({ target }) => setSearch(target.value)}
        data-testid="search-kpis"
      />
      <p className="analyse-hint" role="status">
        {t('analyse.found', { count: found.length })}
      </p>
      {groups.map((group) => (
        <fieldset key={group} className="analyse-list">
          <legend>{t(`analyse.kpiGroup_${group}`, { defaultValue: group })}</legend>
          {found
            .filter((definition) => definition.group === group)
            .map((definition) => (
              <KpiEntry
                key={definition.id}
                definition={definition}
                isChosen={question.ids.includes(definition.id)}
                isFixed={question.ids.includes(definition.id) ? question.ids.length === 1 : isFull}
                onToggle={toggle}
              />
            ))}
        </fieldset>
      ))}
      <LimitField question={question} onChange={onChange} />
    </>
  );
}

interface KpiEntryProps {
  readonly definition: Definition;
  readonly isChosen: boolean;
  /** The last one cannot be taken away, and no more than the API answers can be added. */
  readonly isFixed: boolean;
  readonly onToggle: (id: string, isChosen: boolean) => void;
}

function KpiEntry({ definition, isChosen, isFixed, onToggle }: KpiEntryProps) {
  return (
    <label className="analyse-entry">
      <input
        type="checkbox"
        checked={isChosen}
        disabled={isFixed}
        data-kpi={definition.id}
        onChange={({ target }) => onToggle(definition.id, target.checked)}
      />
      <span>
        <b>{definition.name}</b> <code>{definition.id}</code>
        <small>{definition.definition}</small>
      </span>
    </label>
  );
}

const MOST_SECONDS = 86_400;

/** Adds a service level with a limit of one's own. */
function LimitField({ question, onChange }: Pick<KpiFieldProps, 'question' | 'onChange'>) {
  const { t } = useTranslation();
  const [seconds, setSeconds] = useState('900');
  const limit = Number(seconds);
  const add = () => {
    const id = `service_level:${limit}`;
    if (!question.ids.includes(id) && question.ids.length < LIMITS.ids)
      onChange({ ...question, ids: [...question.ids, id] });
  };
  const isFit = /^\d+$/.test(seconds) && limit <= MOST_SECONDS;
  return (
    <fieldset className="analyse-list analyse-limit">
      <legend>{t('analyse.ownLimit')}</legend>
      <label>
        {t('analyse.withinSeconds')}{' '}
        <input inputMode="numeric" size={6} value={seconds} onChange={({ target }) => setSeconds(target.value)} />
      </label>
      <button type="button" disabled={!isFit} onClick={add}>
        {t('analyse.add')}
      </button>
    </fieldset>
  );
}
