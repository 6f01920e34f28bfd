import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../components/layout/use-page-title';
import { type SignInFault, type SignInWays, signInWays, wantedPage } from './credentials';
import { FaultWords } from './fault-words';
import { Field } from './field';
import { type Entry, useEntry } from './use-entry';

/** What the server asks for after the password. */
type Step = 'password' | 'code' | 'newPassword';
const STEP_OF: Readonly<Record<string, Step>> = {
  CODE_NEEDED: 'code',
  CODE_WRONG: 'code',
  NEW_PASSWORD_NEEDED: 'newPassword',
  SAME_PASSWORD: 'newPassword',
  TOO_SHORT: 'newPassword',
  TOO_LONG: 'newPassword',
  TOO_EASY: 'newPassword',
};

/** Signs a person in with a password, or leads to the ministry's identity provider. */
export function SignInPage() {
  const { t } = useTranslation();
  const [ways, setWays] = useState<SignInWays | null>(null);
  const entry = useEntry(problemOfAddress);
  const { setFault } = entry;
  usePageTitle(t('signIn.title'));
  useEffect(() => {
    signInWays().then(setWays, () => setFault({ code: 'FAILED' }));
  }, [setFault]);
  const next = wantedPage(location.search);
  return (
    <div className="page entrance-page" data-testid="sign-in-page">
      <h1>{t('signIn.title')}</h1>
      <PasswordForm entry={entry} next={next} />
      {typeof ways?.provider === 'string' ? (
        <a
          className="button"
          href={`/session/provider?next=${encodeURIComponent(next)}`}
          data-testid="sign-in-provider"
        >
          {t('signIn.through', { provider: ways.provider })}
        </a>
      ) : null}
      {ways?.demonstration === true ? <a href="/">{t('signIn.demonstration')}</a> : null}
    </div>
  );
}

/** The way back from the identity provider says what went wrong in the address. */
function problemOfAddress(): SignInFault | null {
  const problem = new URLSearchParams(location.search).get('problem');
  const known = ['provider_failed', 'no_right', 'account_disabled', 'name_taken'];
  return problem !== null && known.includes(problem) ? { code: problem } : null;
}

/** What a person has typed so far. */
interface Typed {
  readonly userName: string;
  readonly password: string;
  readonly code: string;
  readonly newPassword: string;
}

interface PasswordFormProps {
  readonly entry: Entry;
  readonly next: string;
}

/** Asks for the password, and then for whatever else the server wants. */
function PasswordForm({ entry: { fault, isBusy, send }, next }: PasswordFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Typed>({ userName: '', password: '', code: '', newPassword: '' });
  const [step, setStep] = useState<Step>('password');
  const set = (name: keyof Typed) => (text: string) => setTyped((old) => ({ ...old, [name]: text }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { userName, password, code, newPassword } = typed;
    const more = { ...(code === '' ? {} : { code }), ...(newPassword === '' ? {} : { newPassword }) };
    const refused = await send('/session/password', { userName, password, ...more }, next);
    if (refused !== null) setStep((old) => STEP_OF[refused.code] ?? (refused.code === 'WRONG' ? 'password' : old));
  };
  return (
    <form onSubmit={submit} data-testid="sign-in-form">
      <Field
        label={t('signIn.userName')}
        autoComplete="username"
        required
        value={typed.userName}
        onText={set('userName')}
      />
      <Field
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
        required
        value={typed.password}
        onText={set('password')}
      />
      <FurtherField step={step} typed={typed} set={set} />
      <FaultWords fault={fault} />
      <button type="submit" disabled={isBusy}>
        {isBusy ? t('signIn.busy') : t('signIn.signIn')}
      </button>
    </form>
  );
}

interface FurtherFieldProps {
  readonly step: Step;
  readonly typed: Typed;
  readonly set: (name: keyof Typed) => (text: string) => void;
}

/** The field that the server wants after the password. */
function FurtherField({ step, typed, set }: FurtherFieldProps) {
  const { t } = useTranslation();
  if (step === 'code')
    return (
      <Field
        label={t('signIn.code')}
        hint={t('signIn.codeHint')}
        autoComplete="one-time-code"
        autoFocus
        required
        value={typed.code}
        onText={set('code')}
      />
    );
  if (step === 'newPassword')
    return (
      <Field
        label={t('signIn.newPassword')}
        hint={t('signIn.passwordHint')}
        type="password"
        autoComplete="new-password"
        autoFocus
        required
        value={typed.newPassword}
        onText={set('newPassword')}
      />
    );
  return null;
}
