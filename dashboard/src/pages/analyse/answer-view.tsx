import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { askedKpis } from './answer';
import { AnswerChart } from './answer-chart';
import { AnswerTable } from './answer-table';
import { Definitions } from './definitions';
import { DownloadBar } from './download-bar';
import { periodWords } from './period-words';
import type { View } from './question';
import { tableRows } from './table-rows';
import type { Answered } from './use-answer';

interface AnswerViewProps {
  readonly answered: Answered;
  readonly view: View;
  /** A newer question is under way: this is the answer to the one before. */
  readonly isOld: boolean;
  readonly onView: (view: View) => void;
  /** What stands below the notes. */
  readonly children?: ReactNode;
}

/** An answer: what it is of, one table, one chart, and what each figure means. */
export function AnswerView({ answered, view, isOld, onView, children }: AnswerViewProps) {
  const { question, answer } = answered;
  const kpis = useMemo(() => askedKpis(question.ids, answer.kpis), [question, answer]);
  const rows = useMemo(() => tableRows(answer, question, view.order), [answer, question, view.order]);
  return (
    <div className="stack" data-testid="answer" data-old={isOld} aria-busy={isOld}>
      <AnswerHead answered={answered}>{children}</AnswerHead>
      <AnswerTable
        answered={answered}
        kpis={kpis}
        rows={rows}
        order={view.order}
        onOrder={(order) => onView({ ...view, order })}
      />
      <AnswerChart answered={answered} kpis={kpis} rows={rows} view={view} onView={onView} />
      <Definitions kpis={kpis} hash={answer.questionHash} />
    </div>
  );
}

/** What the figures are of: the period and its zone, the compared period, when they were read, and what to know. */
function AnswerHead({ answered: { answer, question }, children }: Pick<AnswerViewProps, 'answered' | 'children'>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const local = useFormats('UTC');
  const { notes, timeZone, asOf, comparedFrom, comparedTo } = answer;
  return (
    <section className="card analyse-head" aria-label={t('analyse.about')} data-testid="about">
      <p>
        <b data-testid="answer-period">{periodWords(answer, local)}</b> <small>{timeZone}</small>
        {question.compare === null ? null : (
          <>
            {' · '}
            {t(`analyse.against_${question.compare}`)}
            {comparedFrom !== null && comparedTo !== null ? (
              <> {periodWords({ from: comparedFrom, to: comparedTo }, local)}</>
            ) : null}
          </>
        )}
        {' · '}
        {t('analyse.asOf', { time: formats.moment(asOf) })}
      </p>
      {notes.length === 0 ? null : (
        <ul className="analyse-notes" aria-label={t('analyse.notes')}>
          {notes.map((note) => (
            <li key={note.text} data-code={note.code}>
              {note.text}
            </li>
          ))}
        </ul>
      )}
      {children}
      <DownloadBar question={question} />
    </section>
  );
}
