import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes } from 'react-router';
import { AlertWatch } from './alerts/alert-watch';
import { Announcer } from './components/layout/announcer';
import { Shell } from './components/layout/shell';
import { CatalogueProvider } from './live/catalogue/catalogue';
import { NetworkPage } from './pages/network/network-page';
import { NotFound } from './pages/not-found/not-found';

const WallPage = lazy(() => import('./pages/wall/wall-page'));
const RegionPage = lazy(() => import('./pages/region/region-page'));
const CentrePage = lazy(() => import('./pages/centre/centre-page'));
const ManagerPage = lazy(() => import('./pages/manager/manager-page'));
const AccountPage = lazy(() => import('./pages/account/account-page'));
const AccountsPage = lazy(() => import('./pages/accounts/accounts-page'));
const AlertsPage = lazy(() => import('./pages/alerts/alerts-page'));
const AlertPage = lazy(() => import('./pages/alert/alert-page'));
const LoadPage = lazy(() => import('./pages/alert-load/load-page'));
const RulesPage = lazy(() => import('./pages/rules/rules-page'));
const AnalysePage = lazy(() => import('./pages/analyse/analyse-page'));
const ReportsPage = lazy(() => import('./pages/reports/reports-page'));
const DeskPage = lazy(() => import('./pages/desk/desk-page'));

/** The screens: the wall, and the pages that one drills down through. */
export function App() {
  const { t } = useTranslation();
  return (
    <CatalogueProvider>
      <Suspense fallback={<p className="page-status">{t('state.loading')}</p>}>
        <Routes>
          <Route path="/wall" element={<WallPage />} />
          <Route element={<Shell />}>
            <Route path="/" element={<NetworkPage />} />
            <Route path="/regions/:regionId" element={<RegionPage />} />
            <Route path="/centres/:centreId" element={<CentrePage />} />
            <Route path="/centres/:centreId/manager" element={<ManagerPage />} />
            <Route path="/alerts" element={<AlertsPage />} />
            <Route path="/alerts/load" element={<LoadPage />} />
            <Route path="/alerts/:alertId" element={<AlertPage />} />
            <Route path="/reports" element={<ReportsPage />} />
            <Route path="/rules" element={<RulesPage />} />
            <Route path="/analyse" element={<AnalysePage />} />
            <Route path="/account" element={<AccountPage />} />
            <Route path="/accounts" element={<AccountsPage />} />
            <Route path="/centres/:centreId/desks/:deskId" element={<DeskPage />} />
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </Suspense>
      <Announcer />
      <AlertWatch />
    </CatalogueProvider>
  );
}
