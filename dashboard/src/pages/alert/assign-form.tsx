import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ASSIGN_ALERT } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import { useLanguage } from '../../language/use-language';
import { change as ask } from '../../live/graphql-client';
import type { AlertChange } from './use-alert-change';

interface AssignFormProps {
  readonly alert: Alert;
  readonly change: AlertChange;
  readonly viewerName: string;
}

/** Assigns an alert to somebody by name, to the viewer, or to nobody. */
export function AssignForm({ alert, change: { isBusy, run }, viewerName }: AssignFormProps) {
  const { t } = useTranslation();
  const fieldId = useId();
  const language = useLanguage();
  const [name, setName] = useState('');
  const assign = async (to: string | null) => {
    if (await run(() => ask(ASSIGN_ALERT, { id: alert.id, language, to }))) setName('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') void assign(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={fieldId}>{t('alert.assignTo')}</label>
      <input id={fieldId} value={name} maxLength={200} required onChange={(event) => setName(event.target.value)} />
      <button type="submit" disabled={isBusy} data-testid="assign">
        {t('alert.assign')}
      </button>
      <button type="button" disabled={isBusy} onClick={() => assign(viewerName)}>
        {t('alert.assignToMe')}
      </button>
      {alert.assignedTo === null ? null : (
        <button type="button" disabled={isBusy} onClick={() => assign(null)}>
          {t('alert.unassign')}
        </button>
      )}
    </form>
  );
}
