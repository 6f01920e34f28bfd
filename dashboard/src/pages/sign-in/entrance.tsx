import './sign-in.css';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes } from 'react-router';
import { Preferences } from '../../components/layout/preferences';
import { SignInPage } from './sign-in-page';
import { TokenSignIn } from './token-sign-in';

const SetUpPage = lazy(() => import('./set-up-page'));

/** The frame of the pages before a person is signed in. */
export function Entrance() {
  const { t } = useTranslation();
  return (
    <div className="shell entrance">
      <header className="top">
        <span className="brand">
          <img src="/mnara.svg" alt="" width="32" height="32" />
          <span className="brand-name">{t('app.name')}</span>
        </span>
        <Preferences />
      </header>
      <main id="main">
        <Suspense fallback={<p className="page-status">{t('state.loading')}</p>}>
          <Routes>
            <Route path="/set-up" element={<SetUpPage />} />
            <Route path="*" element={location.hash.length > 1 ? <TokenSignIn /> : <SignInPage />} />
          </Routes>
        </Suspense>
      </main>
    </div>
  );
}
