import '../sign-in/sign-in.css';
import '../account/account.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadedList } from '../../components/loaded-list';
import { usePolled } from '../../live/graphql-client';
import { AccountRow } from './account-row';
import { ACCOUNTS, type FirstPassword } from './accounts-operations';
import { AddAccount } from './add-account';

const EVERY_MS = 30_000;

/** People who may sign in, for administrators. */
export default function AccountsPage() {
  const { t } = useTranslation();
  const [changes, setChanges] = useState(0);
  const [made, setMade] = useState<FirstPassword | null>(null);
  usePageTitle(t('accounts.title'));
  const onChanged = (first: FirstPassword | null) => {
    setMade(first);
    setChanges((count) => count + 1);
  };
  return (
    <div className="page" data-testid="accounts-page">
      <header className="page-head">
        <h1>{t('accounts.title')}</h1>
      </header>
      {made === null ? null : <ShownOnce made={made} onDone={() => setMade(null)} />}
      <AccountList key={changes} onChanged={onChanged} />
      <AddAccount onChanged={onChanged} />
    </div>
  );
}

function ShownOnce({ made, onDone }: { readonly made: FirstPassword; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { name, userName, password } = made;
  return (
    <Card title={t('accounts.firstPassword', { name })} className="first-password">
      <p>{t('accounts.firstPasswordWords', { userName })}</p>
      <p>
        <code data-testid="first-password">{password}</code>
      </p>
      <button type="button" onClick={onDone}>
        {t('accounts.firstPasswordDone')}
      </button>
    </Card>
  );
}

function AccountList({ onChanged }: { readonly onChanged: (first: FirstPassword | null) => void }) {
  const { t } = useTranslation();
  const answer = usePolled(ACCOUNTS, {}, EVERY_MS);
  return (
    <LoadedList answer={answer} items={answer.data?.accounts} empty={t('accounts.none')}>
      {(accounts) => (
        <Card title={t('accounts.people', { count: accounts.length })}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard */}
          <section className="table-scroll" aria-label={t('accounts.title')} tabIndex={0}>
            <table className="account-rows">
              <thead>
                <tr>
                  {(['name', 'role', 'place', 'state', 'change'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`accounts.column_${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {accounts.map((account) => (
                  <AccountRow key={account.id} account={account} onChanged={onChanged} />
                ))}
              </tbody>
            </table>
          </section>
        </Card>
      )}
    </LoadedList>
  );
}
