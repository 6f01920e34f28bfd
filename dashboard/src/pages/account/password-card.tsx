import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { useAct } from '../../components/use-act';
import { change } from '../../live/graphql-client';
import { Field } from '../sign-in/field';
import { CHANGE_PASSWORD } from './account-operations';

/** Changes the own password. */
export function PasswordCard({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ current: '', next: '' });
  const { isBusy, problem, run } = useAct();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => change(CHANGE_PASSWORD, typed))) onChanged();
  };
  return (
    <Card title={t('account.password')} testId="password-card">
      <form className="account-form" onSubmit={submit}>
        <Field
          label={t('account.currentPassword')}
          type="password"
          autoComplete="current-password"
          required
          value={typed.current}
          onText={(current) => setTyped((old) => ({ ...old, current }))}
        />
        <Field
          label={t('signIn.newPassword')}
          hint={t('signIn.passwordHint')}
          type="password"
          autoComplete="new-password"
          required
          value={typed.next}
          onText={(next) => setTyped((old) => ({ ...old, next }))}
        />
        <button type="submit" disabled={isBusy}>
          {t('account.changePassword')}
        </button>
        <p role="alert" className="faults">
          {problem}
        </p>
      </form>
    </Card>
  );
}
