import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KpiSplit } from '../../gql/graphql';
import { useFormats } from '../../language/use-formats';
import type { Definition } from './answer';
import { FilterField } from './filter-field';
import { GroupField } from './group-field';
import { KpiField } from './kpi-field';
import { PeriodField } from './period-field';
import { periodWords } from './period-words';
import { COMPARISONS, type Comparison, type Question, SPLITS } from './question';

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
        <CompareField question={question} onChange={onChange} />
        <SplitField question={question} onChange={onChange} />
        <Switches question={question} onChange={onChange} />
      </form>
    </details>
  );
}

type FieldProps = Pick<QuestionPanelProps, 'question' | 'onChange'>;

function CompareField({ question, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <label className="analyse-field">
      <span>{t('analyse.compare')}</span>
      <select
        value={question.compare ?? ''}
        data-testid="compare"
        onChange={({ target }) =>
          onChange({ ...question, compare: target.value === '' ? null : (target.value as Comparison) })
        }
      >
        <option value="">{t('analyse.compare_none')}</option>
        {COMPARISONS.map((each) => (
          <option key={each} value={each}>
            {t(`analyse.compare_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function SplitField({ question, onChange }: FieldProps) {
  const { t } = useTranslation();
  const splits = SPLITS.filter((each) => each !== 'channel' || !question.by.includes('channel'));
  return (
    <label className="analyse-field">
      <span>{t('analyse.split')}</span>
      <select
        value={question.split ?? ''}
        data-testid="split"
        onChange={({ target }) =>
          onChange({ ...question, split: target.value === '' ? null : (target.value as KpiSplit) })
        }
      >
        <option value="">{t('analyse.split_none')}</option>
        {splits.map((each) => (
          <option key={each} value={each}>
            {t(`analyse.split_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Switches({ question, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (['totals', 'exact'] as const).map((name) => (
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
