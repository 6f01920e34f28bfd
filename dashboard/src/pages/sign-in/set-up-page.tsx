import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../components/layout/use-page-title';
import { FaultWords } from './fault-words';
import { Field } from './field';
import { useEntry } from './use-entry';

/** What the person has typed so far. */
interface Typed {
  readonly userName: string;
  readonly name: string;
  readonly password: string;
}

/** Makes the first administrator with the code behind the # of the link, which is taken out of the address at once. */
export default function SetUpPage() {
  const { t } = useTranslation();
  const code = useRef(location.hash.slice(1));
  const [typed, setTyped] = useState<Typed>({ userName: '', name: '', password: '' });
  const { fault, isBusy, send } = useEntry();
  usePageTitle(t('signIn.setUp'));
  useEffect(() => history.replaceState(null, '', location.pathname), []);
  const set = (name: keyof Typed) => (text: string) => setTyped((old) => ({ ...old, [name]: text }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send('/session/set-up', { ...typed, code: code.current }, '/accounts');
  };
  return (
    <div className="page entrance-page" data-testid="set-up-page">
      <h1>{t('signIn.setUp')}</h1>
      <p>{t('signIn.setUpWords')}</p>
      <form onSubmit={submit}>
        <SetUpFields typed={typed} set={set} />
        <FaultWords fault={fault} />
        <button type="submit" disabled={isBusy}>
          {isBusy ? t('signIn.busy') : t('signIn.begin')}
        </button>
      </form>
    </div>
  );
}

interface SetUpFieldsProps {
  readonly typed: Typed;
  readonly set: (name: keyof Typed) => (text: string) => void;
}

function SetUpFields({ typed, set }: SetUpFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('signIn.name')} autoComplete="name" required value={typed.name} onText={set('name')} />
      <Field
        label={t('signIn.userName')}
        hint={t('signIn.userNameHint')}
        autoComplete="username"
        required
        value={typed.userName}
        onText={set('userName')}
      />
      <Field
        label={t('signIn.password')}
        hint={t('signIn.passwordHint')}
        type="password"
        autoComplete="new-password"
        required
        value={typed.password}
        onText={set('password')}
      />
    </>
  );
}
