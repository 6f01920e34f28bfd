import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { addDays, nameOfPeriod, PERIOD_NAMES, type PeriodName, resolvePeriod } from './named-period';
import { periodWords } from './period-words';
import type { Question } from './question';
import { isPeriod } from './question-address';

interface PeriodFieldProps {
  readonly question: Question;
  readonly today: string;
  readonly onChange: (question: Question) => void;
}

/** The period: by name, or from the first to the last day. */
export function PeriodField({ question, today, onChange }: PeriodFieldProps) {
  const { t } = useTranslation();
  const formats = useFormats('UTC');
  const { from, to } = question;
  const isWholeDays = from.length === 10 && to.length === 10;
  return (
    <fieldset className="analyse-field">
      <legend>{t('analyse.period')}</legend>
      <select
        aria-label={t('analyse.period')}
        data-testid="period"
        value={nameOfPeriod({ from, to }, today) ?? ''}
        onChange={({ target }) => {
          if (target.value !== '') onChange({ ...question, ...resolvePeriod(target.value as PeriodName, today) });
        }}
      >
        <option value="">{t('analyse.period_custom')}</option>
        {PERIOD_NAMES.map((name) => (
          <option key={name} value={name}>
            {t(`analyse.period_${name}`)}
          </option>
        ))}
      </select>
      <Days question={question} onChange={onChange} />
      {isWholeDays ? null : <p className="analyse-hint">{periodWords(question, formats)}</p>}
    </fieldset>
  );
}

/** The first and the last day. A last day before the first, or the other way round, takes the other with it. */
function Days({ question, onChange }: Omit<PeriodFieldProps, 'today'>) {
  const { t } = useTranslation();
  const first = question.from.slice(0, 10);
  const last = question.to.length === 10 ? addDays(question.to, -1) : question.to.slice(0, 10);
  const choose = (from: string, until: string, chosen: string) => {
    // A field that is being typed into is no date for a while.
    if (chosen === '') return;
    const days = from > until ? { from: chosen, to: addDays(chosen, 1) } : { from, to: addDays(until, 1) };
    if (isPeriod(days.from, days.to)) onChange({ ...question, ...days });
  };
  return (
    <div className="analyse-dates">
      <label>
        <span>{t('analyse.firstDay')}</span>
        <input
          type="date"
          value={first}
          min="1970-01-01"
          data-testid="first-day"
          onChange={({ target: { value } }) => choose(value, last, value)}
        />
      </label>
      <label>
        <span>{t('analyse.lastDay')}</span>
        <input
          type="date"
          value={last}
          min="1970-01-01"
          data-testid="last-day"
          onChange={({ target: { value } }) => choose(first, value, value)}
        />
      </label>
    </div>
  );
}
