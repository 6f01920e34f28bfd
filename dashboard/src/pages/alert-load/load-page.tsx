import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ALERT_LOAD } from '../../alerts/alert-operations';
import { ChartCard } from '../../components/charts/chart';
import { chartStatus } from '../../components/charts/chart-status';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadFailure } from '../../components/loaded-list';
import type { AlertLoadQuery } from '../../gql/graphql';
import { dayIn } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { AlertsNav } from '../alerts/alerts-nav';
import { loadContent } from './load-content';
import { LoadFigures } from './load-figures';
import { type LoadFilter, LoadFilterForm } from './load-filter';
import { PersonTable, SourceTable } from './load-tables';

const EVERY_MS = 60_000;

type Load = AlertLoadQuery['alertLoad'];

/** How much work alerts make: notifications for each person, the rules that fire most, and how fast people respond. */
export default function LoadPage() {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [filter, setFilter] = useState<LoadFilter>({ days: 7, regionId: '' });
  const today = dayIn(catalogue?.timeZone ?? 'UTC', useNow());
  const noon = Date.parse(`${today}T12:00:00Z`);
  const variables = {
    scope: filter.regionId === '' ? null : { regionId: filter.regionId },
    from: dayIn('UTC', noon, 1 - filter.days),
    to: dayIn('UTC', noon, 1),
    language: useLanguage(),
  };
  const answer = usePolled(ALERT_LOAD, catalogue === null ? null : variables, EVERY_MS);
  const load = answer.data?.alertLoad ?? null;
  usePageTitle(t('alert.load'));
  return (
    <div className="page" data-testid="load-page">
      <header className="page-head">
        <h1>{t('alert.load')}</h1>
        <AlertsNav />
      </header>
      <LoadFilterForm filter={filter} onChange={setFilter} />
      {load === null ? (
        <p className="page-status" role="status">
          {chartStatus(answer, t)}
        </p>
      ) : (
        <>
          <LoadFailure error={answer.error} className="alert-old" />
          <LoadReport load={load} />
        </>
      )}
    </div>
  );
}

function LoadReport({ load }: { readonly load: Load }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const content = useMemo(() => (load.knownFrom === null ? null : loadContent(load, formats, t)), [load, formats, t]);
  return (
    <>
      <LoadFigures load={load} />
      <ChartCard testId="load-chart" title={t('load.chart')} content={content} status={t('load.nothingKnown')} />
      <SourceTable
        title={t('load.sources')}
        note={t('load.sourcesNote')}
        sources={load.sources}
        load={load}
        testId="sources"
      />
      <SourceTable
        title={t('load.chatter')}
        note={t('load.chatterNote')}
        sources={load.chatter}
        load={load}
        testId="chatter"
      />
      <PersonTable load={load} />
    </>
  );
}
