import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AcknowledgeDirectiveMutation, DirectivePartsFragment } from '../../gql/graphql';
import { change } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { ACKNOWLEDGE_DIRECTIVE, COMPLETE_DIRECTIVE, REFUSE_DIRECTIVE } from './directive-operations';

type Answer = AcknowledgeDirectiveMutation['answer'];

interface AnswerFormProps {
  readonly directive: DirectivePartsFragment;
  readonly onAnswered: (directive: DirectivePartsFragment) => void;
}

/** The manager's answers to one directive: acknowledge it, report it as done, or refuse it with a reason. */
export function AnswerForm({ directive: { id, state }, onAnswered }: AnswerFormProps) {
  const { t } = useTranslation();
  const noteId = useId();
  const [note, setNote] = useState('');
  const { isBusy, problem, run } = useAnswer(onAnswered);
  const button = (name: 'acknowledge' | 'complete' | 'refuse', ask: () => Promise<{ readonly answer: Answer }>) => (
    <button type="button" disabled={isBusy} onClick={() => run(ask)} data-testid={name}>
      {t(`directive.${name}`)}
    </button>
  );
  return (
    <div className="answer">
      <label htmlFor={noteId}>{t('directive.comment')}</label>
      <input id={noteId} value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
      <div className="answer-buttons">
        {state === 'acknowledged' ? null : button('acknowledge', () => change(ACKNOWLEDGE_DIRECTIVE, { id }))}
        {button('complete', () => change(COMPLETE_DIRECTIVE, { id, note }))}
        {button('refuse', () => change(REFUSE_DIRECTIVE, { id, reason: note }))}
      </div>
      <p role="alert" className="faults">
        {problem}
      </p>
    </div>
  );
}

/** Sends one answer at a time; `problem` says why the last one did not count. */
function useAnswer(onAnswered: AnswerFormProps['onAnswered']) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function run(ask: () => Promise<{ readonly answer: Answer }>) {
    setBusy(true);
    try {
      const { answer: given } = await ask();
      if ('directive' in given) onAnswered(given.directive);
      if (given.__typename === 'DirectiveAnswered') setProblem(null);
      else setProblem(given.__typename === 'InvalidDirective' ? (given.faults[0]?.message ?? '') : given.message);
    } catch (cause) {
      setProblem(t('directive.notSent', { reason: reasonOf(cause) }));
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, run };
}
