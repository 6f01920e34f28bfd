import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { DayCard, HistoryCard, TrendCard } from '../../components/charts/scope-charts';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { usePageTitle } from '../../components/layout/use-page-title';
import { type FigureName, FiguresBand } from '../../components/tiles/figures-band';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { troubleWords } from '../../language/trouble-words';
import { useFormats } from '../../language/use-formats';
import { type CentreEntry, useCatalogue } from '../../live/catalogue/catalogue';
import { useDetail } from '../../live/connection';
import { centreFreshness } from '../../live/freshness';
import type { CentreStatus } from '../../live/live-state';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { shownSeverity } from '../../live/region-summary';
import { AnalyseLink } from '../analyse/analyse-link';
import { DirectiveSection } from '../directives/directive-section';
import { NotFound } from '../not-found/not-found';
import { DeskGrid } from './desk-grid';
import { ExpectedCard } from './expected-card';
import { QueueTable } from './queue-table';

const CENTRE_FIGURES: readonly FigureName[] = [
  'waitingNow',
  'longestWait',
  'serviceLevel',
  'satisfaction',
  'servedThisHour',
  'servedToday',
  'desksOpen',
  'staffLoggedIn',
];

/**
 * A centre: what is wrong, its figures, its desks and queues this moment, its day against a usual one, and its last
 * weeks.
 */
export default function CentrePage() {
  const { t } = useTranslation();
  const { centreId = '' } = useParams();
  useDetail({ centreId });
  const now = useNow();
  const catalogue = useCatalogue();
  const detail = useLiveStore((state) => state.detail);
  const entry = catalogue?.centre.get(centreId);
  const status = detail.centres.get(centreId);
  usePageTitle(entry?.name);
  if (!catalogue) return <p className="page-status">{t('state.loading')}</p>;
  if (!entry) return <NotFound />;
  const region = catalogue.region.get(entry.regionId);
  const freshness = status ? centreFreshness(status, detail, now) : { isStale: true, ageMs: null };
  return (
    <div className="page" data-testid="centre-page" data-stale={freshness.isStale}>
      <Breadcrumb
        crumbs={[
          { name: catalogue.networkName, to: '/' },
          { name: region?.name ?? entry.regionId, to: `/regions/${encodeURIComponent(entry.regionId)}` },
          { name: entry.name },
        ]}
      />
      <CentreHead entry={entry} status={status} />
      <FiguresBand figures={detail.figures} freshness={freshness} names={CENTRE_FIGURES} now={now} network={detail} />
      <div className="split split-even">
        <div className="stack">
          <DeskGrid centreId={centreId} status={status} isStale={freshness.isStale} />
          <DayCard scope={{ centreId }} timeZone={entry.timeZone} />
          <TrendCard scope={{ centreId }} />
        </div>
        <div className="stack">
          <QueueTable status={status} isStale={freshness.isStale} />
          <ExpectedCard
            centreId={centreId}
            timeZone={entry.timeZone ?? catalogue.timeZone}
            freshness={freshness}
            dataAsOf={status?.dataAsOf ?? null}
          />
          <DirectiveSection centreId={centreId} />
        </div>
      </div>
      <HistoryCard scope={{ centreId }} timeZone={entry.timeZone} />
    </div>
  );
}

function CentreHead({ entry, status }: { readonly entry: CentreEntry; readonly status: CentreStatus | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const now = useNow();
  const detail = useLiveStore((state) => state.detail);
  const severity = shownSeverity(status, detail, now);
  return (
    <header className="page-head">
      <p className="kicker">{t(entry.kind === 'mobile' ? 'centre.kicker_mobile' : 'centre.kicker_stationary')}</p>
      <h1>{entry.name}</h1>
      <p className={`badge badge-${severity}`} data-testid="centre-severity" data-severity={severity}>
        <SeverityMark severity={severity} hasText /> {severity === 'normal' ? '' : `${t(`severity.${severity}`)} · `}
        {status ? openWords(status, severity === 'normal', t) : t('state.notLoaded')}
      </p>
      {status && status.dataAsOf !== null ? (
        <p className="as-of">{t('centre.dataAsOf', { time: formats.clock(status.dataAsOf) })}</p>
      ) : null}
      <AnalyseLink place={{ key: 'centre', id: entry.id }} />
      {status && status.troubles.length > 0 ? (
        <ul className="troubles" aria-label={t('centre.troubles')} data-testid="troubles">
          {status.troubles.map((trouble) => (
            <li key={`${trouble.kind} ${trouble.subjectId ?? ''}`} className={`state-${trouble.severity}`}>
              <SeverityMark severity={trouble.severity} />{' '}
              {troubleWords(trouble, status, catalogue?.nameOf ?? (() => null), now, t)}
            </li>
          ))}
        </ul>
      ) : null}
    </header>
  );
}

function openWords(status: CentreStatus, isNormal: boolean, t: ReturnType<typeof useTranslation>['t']): string {
  if (status.powerDown) return t('centre.power');
  if (status.isOpen)
    return status.expectedOpen
      ? `${t('centre.open')}${isNormal ? ` · ${t('centre.normal')}` : ''}`
      : t('centre.openOutside');
  return status.expectedOpen ? t('centre.closedShould') : t('centre.closed');
}
