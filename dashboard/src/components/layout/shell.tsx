import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useSearchParams } from 'react-router';
import { needsResponse } from '../../alerts/alert-state';
import { feedFreshness, useAlertStore } from '../../alerts/alert-store';
import { NoticeBar } from '../../alerts/notice-bar';
import { SoundButton } from '../../alerts/sound-button';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useNow } from '../../live/network-clock';
import { BackfillStrip } from './backfill-strip';
import { Lights } from './lights';
import { Preferences } from './preferences';

/** The frame of the pages that are read at a desk; ?kiosk=1 hides its menus. */
export function Shell() {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [search] = useSearchParams();
  const isKiosk = search.get('kiosk') === '1';
  return (
    <div className="shell" data-kiosk={isKiosk}>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/mnara.svg" alt="" width="32" height="32" />
          <span className="brand-name">{t('app.name')}</span>
          <span className="brand-network">{catalogue?.networkName ?? ''}</span>
        </Link>
        {isKiosk ? null : <Menu isAdministrator={catalogue?.viewer.isAdministrator === true} />}
        <Lights />
        <Clock />
        {isKiosk ? null : <SoundButton />}
        {isKiosk ? null : <AccountLink />}
        {isKiosk ? null : <Preferences />}
      </header>
      <BackfillStrip />
      {isKiosk ? null : <NoticeBar />}
      <main id="main">
        <Outlet />
      </main>
    </div>
  );
}

function Menu({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('nav.main')}>
      <NavLink to="/" end>
        {t('nav.network')}
      </NavLink>
      <NavLink to="/wall">{t('nav.wall')}</NavLink>
      <NavLink to="/analyse" data-testid="nav-analyse">
        {t('nav.analyse')}
      </NavLink>
      <NavLink to="/reports" data-testid="nav-reports">
        {t('reports.title')}
      </NavLink>
      <NavLink to="/alerts" data-testid="nav-alerts">
        {t('alert.title')} <AlertCount />
      </NavLink>
      {isAdministrator ? (
        <NavLink to="/accounts" data-testid="nav-accounts">
          {t('accounts.title')}
        </NavLink>
      ) : null}
    </nav>
  );
}

/** The number of alerts that need a response; a question mark while it is not known. */
function AlertCount() {
  const { t } = useTranslation();
  const feed = useAlertStore();
  const now = useNow();
  const isKnown = feed.alerts !== null && !feedFreshness(feed, now).isStale;
  const count = (feed.alerts ?? []).filter((alert) => needsResponse(alert, now)).length;
  if (isKnown && count === 0) return null;
  return (
    <span className={`alert-count${isKnown ? '' : ' alert-count-unknown'}`} data-testid="alert-count">
      <span aria-hidden="true">{isKnown ? count : '?'}</span>
      <span className="out-of-sight">{isKnown ? t('alert.unacknowledgedCount', { count }) : t('alert.notLoaded')}</span>
    </span>
  );
}

/** Leads to the own account; in the demonstration there is none. */
function AccountLink() {
  const viewer = useCatalogue()?.viewer;
  if (viewer?.hasAccount !== true) return null;
  return (
    <NavLink to="/account" className="account-link" data-testid="nav-account">
      {viewer.name}
    </NavLink>
  );
}

function Clock() {
  const formats = useFormats();
  const now = useNow();
  return (
    <time className="clock" dateTime={new Date(now).toISOString()}>
      {formats.clock(now)}
    </time>
  );
}
