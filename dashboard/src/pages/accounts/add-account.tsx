import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { useAct } from '../../components/use-act';
import { change } from '../../live/graphql-client';
import { Field } from '../sign-in/field';
import { ADD_ACCOUNT, type FirstPassword } from './accounts-operations';
import { type Right, RightFields, rightInput } from './right-fields';

const EMPTY: Right = { role: 'viewer', regionId: null, centreId: null, agencyId: null, seesStaff: false };

/** Adds a person; the first password is shown once. */
export function AddAccount({ onChanged }: { readonly onChanged: (first: FirstPassword) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ userName: '', name: '' });
  const [right, setRight] = useState(EMPTY);
  const { isBusy, problem, run } = useAct();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run(async () => {
      const { firstPassword, account } = (await change(ADD_ACCOUNT, { ...typed, right: rightInput(right) })).addAccount;
      setTyped({ userName: '', name: '' });
      setRight(EMPTY);
      onChanged({ ...account, password: firstPassword ?? '' });
    });
  };
  return (
    <Card title={t('accounts.add')} testId="add-account">
      <form className="account-form" onSubmit={submit} autoComplete="off">
        <Field
          label={t('signIn.name')}
          required
          value={typed.name}
          onText={(name) => setTyped((old) => ({ ...old, name }))}
        />
        <Field
          label={t('signIn.userName')}
          hint={t('signIn.userNameHint')}
          required
          value={typed.userName}
          onText={(userName) => setTyped((old) => ({ ...old, userName }))}
        />
        <RightFields right={right} onRight={setRight} />
        <button type="submit" disabled={isBusy}>
          {t('accounts.add')}
        </button>
        <p role="alert" className="faults">
          {problem}
        </p>
      </form>
    </Card>
  );
}
