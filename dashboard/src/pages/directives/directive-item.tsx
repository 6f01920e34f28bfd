import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../../components/tiles/severity-mark';
import type { DirectivePartsFragment } from '../../gql/graphql';
import { ageWords } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { AnswerForm } from './answer-form';

interface DirectiveItemProps {
  readonly directive: DirectivePartsFragment;
  readonly mayAnswer: boolean;
  readonly now: number;
  readonly onAnswered: (directive: DirectivePartsFragment) => void;
}

/** One directive: what is ordered, how far it is, by when, what has happened, and for the manager its answers. */
export function DirectiveItem({ directive, mayAnswer, now, onAnswered }: DirectiveItemProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { kind, quantity, text, state, overdue, closedAt, closingNote } = directive;
  const isOpen = closedAt === null;
  const deadline = state === 'acknowledged' || overdue === 'completion' ? directive.dueAt : directive.acknowledgeBy;
  const left = ageWords(Math.abs(deadline - now), t);
  return (
    <li className="directive" data-testid="directive" data-state={state} data-overdue={overdue ?? ''}>
      <p className="directive-head">
        <b>{t(`directive.what_${kind}`, { quantity: quantity ?? 0 })}</b>
        <span className={`directive-state${overdue === null ? '' : ' state-warning'}`}>
          {overdue === null ? null : <SeverityMark severity="warning" />} {t(`directive.state_${state}`)}
          {isOpen ? ` · ${t(overdue === null ? 'directive.left' : 'directive.overdue', { age: left })}` : ''}
        </span>
      </p>
      {text === '' ? null : <p className="directive-text">{text}</p>}
      {closingNote ? <p className="directive-note">{closingNote}</p> : null}
      {isOpen && mayAnswer ? <AnswerForm directive={directive} onAnswered={onAnswered} /> : null}
      <details>
        <summary>{t('directive.timeline', { by: directive.sentBy, time: formats.time(directive.sentAt) })}</summary>
        <ol className="directive-timeline">
          {directive.timeline.map((entry) => (
            <li key={`${entry.at} ${entry.kind} ${entry.actor ?? ''}`}>
              <time dateTime={new Date(entry.at).toISOString()}>{formats.clock(entry.at)}</time>{' '}
              {t(`directive.entry_${entry.kind}`)}
              {entry.actor === null ? '' : ` · ${entry.actor}`}
              {entry.via === 'agent' ? ` · ${t('directive.viaAgent')}` : ''}
              {entry.note === '' ? '' : ` · ${entry.note}`}
              {entry.counts ? '' : ` · ${t('directive.tooLate')}`}
            </li>
          ))}
          <li>{t('directive.dueLine', { time: formats.time(directive.dueAt) })}</li>
        </ol>
      </details>
    </li>
  );
}
