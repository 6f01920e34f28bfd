import { useTranslation } from 'react-i18next';
import { type PeriodName, resolvePeriod } from './named-period';
import type { Question } from './question';
import type { Answered } from './use-answer';

const OFFERED: readonly PeriodName[] = ['today', 'this_month', 'this_year'];

interface OtherPeriodsProps {
  readonly answered: Answered;
  readonly today: string;
  readonly onChange: (question: Question) => void;
}

/** Where a period has no data at all, the ones that most often have some: a new installation has no last month. */
export function OtherPeriods({ answered: { question, answer }, today, onChange }: OtherPeriodsProps) {
  const { t } = useTranslation();
  const hasData = answer.rows.some(({ values }) => values.some(({ noData }) => !noData));
  if (hasData) return null;
  return (
    <p className="analyse-other-periods" data-testid="other-periods">
      {t('analyse.otherPeriods')}{' '}
      {OFFERED.map((name) => (
        <button key={name} type="button" onClick={() => onChange({ ...question, ...resolvePeriod(name, today) })}>
          {t(`analyse.period_${name}`)}
        </button>
      ))}
    </p>
  );
}
