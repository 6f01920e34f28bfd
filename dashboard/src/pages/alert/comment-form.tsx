import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COMMENT_ALERT } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import { useLanguage } from '../../language/use-language';
import { change as ask } from '../../live/graphql-client';
import type { AlertChange } from './use-alert-change';

const MAX_CHARS = 2000;

interface CommentFormProps {
  readonly alert: Alert;
  readonly change: AlertChange;
}

/** Adds a comment to an alert's timeline. */
export function CommentForm({ alert: { id }, change }: CommentFormProps) {
  const { t } = useTranslation();
  const fieldId = useId();
  const language = useLanguage();
  const [text, setText] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await change.run(() => ask(COMMENT_ALERT, { id, language, text }))) setText('');
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={fieldId}>{t('alert.comment')}</label>
      <textarea
        id={fieldId}
        rows={2}
        maxLength={MAX_CHARS}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" disabled={change.isBusy} data-testid="comment">
        {t('alert.addComment')}
      </button>
    </form>
  );
}
