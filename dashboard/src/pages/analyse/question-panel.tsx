import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import type { Definition } from './answer';
import { FilterField } from './filter-field';
import { GroupField } from './group-field';
import { KpiField } from './kpi-field';
import { PeriodField } from './period-field';
import { periodWords } from './period-words';
import { COMPARISONS, type Question, SPLITS } from './question';

interface QuestionPanelProps {
  readonly question: Question;
  readonly definitions: readonly Definition[];
  /** The date now in the network's zone. */
  readonly today: string;
  readonly onChange: (question: Question) => void;
}

/** At this width the panel stands beside the figures and is always open. */
const BESIDE = '(min-width: 72rem)';

/** Everything that can be asked, as a form; every change is asked at once. */
export function QuestionPanel(props: QuestionPanelProps) {
  const { t } = useTranslation();
  const formats = useFormats('UTC');
  const [isOpen] = useState(() => matchMedia(BESIDE).matches);
  const { question, definitions, today, onChange } = props;
  return (
    <details className="card analyse-question" open={isOpen} data-testid="question">
      <summary>
        <h2>{t('analyse.question')}</h2>
        <span className="analyse-short">
          {t('analyse.kpiCount', { count: question.ids.length })} · {periodWords(question, formats)}
        </span>
      </summary>
      <form onSubmit={(event) => event.preventDefault()}>
        <KpiField question={question} definitions={definitions} onChange={onChange} />
        <PeriodField question={question} today={today} onChange={onChange} />
        <GroupField question={question} onChange={onChange} />
        <FilterField question={question} onChange={onChange} />
        <ChoiceField
          name="compare"
          choices={COMPARISONS}
          value={question.compare}
          wordOf={(each) => t(`analyse.compare_${each}`)}
          onChoose={(compare) => onChange({ ...question, compare })}
        />
        <ChoiceField
          name="split"
          choices={SPLITS.filter((each) => each !== 'channel' || !question.by.includes('channel'))}
          value={question.split}
          wordOf={(each) => t(`analyse.split_${each}`)}
          onChoose={(split) => onChange({ ...question, split })}
        />
        <Switches question={question} onChange={onChange} />
      </form>
    </details>
  );
}

type FieldProps = Pick<QuestionPanelProps, 'question' | 'onChange'>;

interface ChoiceFieldProps<Choice extends string> {
  readonly name: 'compare' | 'split';
  readonly choices: readonly Choice[];
  readonly value: Choice | null;
  readonly wordOf: (choice: Choice) => string;
  readonly onChoose: (choice: Choice | null) => void;
}

/** One of several choices, or none. */
function ChoiceField<Choice extends string>({ name, choices, value, wordOf, onChoose }: ChoiceFieldProps<Choice>) {
  const { t } = useTranslation();
  return (
    <label className="analyse-field">
      <span>{t(`analyse.${name}`)}</span>
      <select
        value={value ?? ''}
        data-testid={name}
        onChange={({ target }) => onChoose(target.value === '' ? null : (target.value as Choice))}
      >
        <option value="">{t(`analyse.${name}_none`)}</option>
        {choices.map((each) => (
          <option key={each} value={each}>
            {wordOf(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Switches({ question, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (['totals', 'withEmpty', 'intervals', 'exact'] as const).map((name) => (
    <label key={name} className="analyse-check">
      <input
        type="checkbox"
        checked={question[name]}
        data-testid={name}
        onChange={({ target }) => onChange({ ...question, [name]: target.checked })}
      />
      <span>
        {t(`analyse.switch_${name}`)} <small>{t(`analyse.switchNote_${name}`)}</small>
      </span>
    </label>
  ));
}
