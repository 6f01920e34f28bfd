import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACKNOWLEDGE_ALERT } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import { ageWords } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { change as ask } from '../../live/graphql-client';
import type { AlertChange } from './use-alert-change';

const MINUTES = [15, 30, 60, 240, 480] as const;

interface AcknowledgeFormProps {
  readonly alert: Alert;
  readonly change: AlertChange;
}

/** Acknowledges an alert for a time; when the time is over, its escalation starts again. */
export function AcknowledgeForm({ alert: { id, episode }, change }: AcknowledgeFormProps) {
  const { t } = useTranslation();
  const fieldId = useId();
  const language = useLanguage();
  const [minutes, setMinutes] = useState<number>(30);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change.run(() => ask(ACKNOWLEDGE_ALERT, { id, language, episode, minutes }));
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={fieldId}>{t('alert.acknowledgeFor')}</label>
      <select id={fieldId} value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
        {MINUTES.map((each) => (
          <option key={each} value={each}>
            {ageWords(each * 60_000, t)}
          </option>
        ))}
      </select>
      <button type="submit" className="main-action" disabled={change.isBusy} data-testid="acknowledge-alert">
        {t('alert.acknowledge')}
      </button>
    </form>
  );
}
