import '../sign-in/sign-in.css';
import './account.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadFailure } from '../../components/loaded-list';
import { useAct } from '../../components/use-act';
import { useFormats } from '../../language/use-formats';
import { session } from '../../live/connection';
import { change, usePolled } from '../../live/graphql-client';
import { END_SESSION, OWN_ACCOUNT, type Own } from './account-operations';
import { PasswordCard } from './password-card';
import { SecondFactorCard } from './second-factor-card';

const EVERY_MS = 30_000;

/** The own account: sign out, password, second factor, and the browsers that are signed in. */
export default function AccountPage() {
  const { t } = useTranslation();
  const [changes, setChanges] = useState(0);
  usePageTitle(t('account.title'));
  return (
    <div className="page" data-testid="account-page">
      <header className="page-head">
        <h1>{t('account.title')}</h1>
      </header>
      <OwnAccount key={changes} onChanged={() => setChanges((count) => count + 1)} />
    </div>
  );
}

function OwnAccount({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const answer = usePolled(OWN_ACCOUNT, {}, EVERY_MS);
  const own = answer.data?.ownAccount;
  if (own === undefined || own === null)
    return answer.error === null ? (
      <p className="page-status">{own === null ? t('account.none') : t('state.loading')}</p>
    ) : (
      <LoadFailure error={answer.error} />
    );
  return (
    <>
      <Card title={own.name} note={own.userName} aside={<SignOut />}>
        <p>{t(`account.role_${own.role}`)}</p>
      </Card>
      {own.hasPassword ? <PasswordCard onChanged={onChanged} /> : null}
      {own.hasPassword ? <SecondFactorCard own={own} onChanged={onChanged} /> : null}
      <Sessions sessions={own.sessions} onChanged={onChanged} />
    </>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const { isBusy, problem, run } = useAct();
  const signOut = async () => {
    const isFromProvider = await session.end();
    location.replace(isFromProvider ? '/session/provider/end' : '/sign-in');
  };
  return (
    <span>
      <button type="button" disabled={isBusy} onClick={() => run(signOut)} data-testid="sign-out">
        {t('account.signOut')}
      </button>
      <span role="alert" className="faults">
        {problem}
      </span>
    </span>
  );
}

interface SessionsProps extends Pick<Own, 'sessions'> {
  readonly onChanged: () => void;
}

function Sessions({ sessions, onChanged }: SessionsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { isBusy, problem, run } = useAct();
  const end = async (id: string) => {
    if (await run(() => change(END_SESSION, { id }))) onChanged();
  };
  return (
    <Card title={t('account.sessions')} testId="sessions">
      <ul className="sessions">
        {sessions.map(({ id, browser, address, startedAt, seenAt, isThis }) => (
          <li key={id}>
            <span>
              {browser === '' ? t('account.unknownBrowser') : browser}
              <small>
                {' '}
                {t('account.session', { address, since: formats.moment(startedAt), seen: formats.moment(seenAt) })}
              </small>
            </span>
            {isThis ? (
              <small>{t('account.thisSession')}</small>
            ) : (
              <button type="button" disabled={isBusy} onClick={() => end(id)}>
                {t('account.endSession')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p role="alert" className="faults">
        {problem}
      </p>
    </Card>
  );
}
