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

/** The manager's answers to one directive: acknowledge, done, or refuse with a reason. */
export function AnswerForm({ directive, onAnswered }: AnswerFormProps) {
  const { t } = useTranslation();
  const noteId = useId();
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { id, state } = directive;

  async function answer(ask: () => Promise<{ readonly answer: Answer }>) {
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

  return (
    <div className="answer">
      <label htmlFor={noteId}>{t('directive.note')}</label>
      <input id={noteId} value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
      <div className="answer-buttons">
        {state === 'acknowledged' ? null : (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => answer(() => change(ACKNOWLEDGE_DIRECTIVE, { id }))}
            data-testid="acknowledge"
          >
            {t('directive.acknowledge')}
          </button>
        )}
        <button
          type="button"
          disabled={isBusy}
          onClick={() => answer(() => change(COMPLETE_DIRECTIVE, { id, note }))}
          data-testid="complete"
        >
          {t('directive.complete')}
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => answer(() => change(REFUSE_DIRECTIVE, { id, reason: note }))}
          data-testid="refuse"
        >
          {t('directive.refuse')}
        </button>
      </div>
      <p role="alert" className="faults">
        {problem}
      </p>
    </div>
  );
}
