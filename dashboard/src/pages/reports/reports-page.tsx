import './reports.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadedList } from '../../components/loaded-list';
import { useLanguage } from '../../language/use-language';
import { usePolled } from '../../live/graphql-client';
import { KPI_CATALOGUE } from '../analyse/analyse-operations';
import { ReportCard } from './report-card';
import { ReportForm } from './report-form';
import { REPORTS } from './report-operations';

const EVERY_MS = 10_000;
/** The catalogue of KPIs changes with a release only. */
const ONCE = 0;

/** Scheduled reports: who gets what, with whose rights, what became of each period, and the archive. */
export default function ReportsPage() {
  const { t } = useTranslation();
  const [changes, setChanges] = useState(0);
  usePageTitle(t('reports.title'));
  return (
    <div className="page" data-testid="reports-page">
      <header className="page-head">
        <h1>{t('reports.title')}</h1>
      </header>
      <ReportList key={changes} onChanged={() => setChanges((count) => count + 1)} />
    </div>
  );
}

function ReportList({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = usePolled(REPORTS, { language }, EVERY_MS);
  const kpis = usePolled(KPI_CATALOGUE, { language }, ONCE);
  const nameOf = (kpi: string): string => {
    const [id, seconds] = kpi.split(':');
    const name = kpis.data?.kpiCatalogue.find((known) => known.id === id)?.name ?? id;
    return seconds === undefined ? (name ?? kpi) : `${name}, ${seconds} s`;
  };
  return (
    <>
      <LoadedList answer={answer} items={answer.data?.reportSubscriptions} empty={t('reports.none')}>
        {(reports) =>
          reports.map((report) => <ReportCard key={report.id} report={report} nameOf={nameOf} onChanged={onChanged} />)
        }
      </LoadedList>
      {answer.data === null ? null : <ReportForm views={answer.data.savedViews} onChanged={onChanged} />}
    </>
  );
}
