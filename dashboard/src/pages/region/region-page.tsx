import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DayCard, HistoryCard, TrendCard } from '../../components/charts/scope-charts';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { FiguresBand } from '../../components/tiles/figures-band';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { tickingClock } from '../../language/format';
import { reasonWords } from '../../language/trouble-words';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useDetail } from '../../live/connection';
import { centreFreshness, figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { shownSeverity } from '../../live/region-summary';
import { NETWORK_FIGURES } from '../network/network-page';
import { NotFound } from '../not-found/not-found';

/** A region: its figures, its centres, its day and its last weeks. */
export default function RegionPage() {
  const { t } = useTranslation();
  const { regionId = '' } = useParams();
  useDetail({ regionId });
  const now = useNow();
  const catalogue = useCatalogue();
  const detail = useLiveStore((state) => state.detail);
  const region = catalogue?.region.get(regionId);
  useEffect(() => {
    if (region) document.title = `${region.name} · Mnara`;
  }, [region]);
  if (!catalogue) return <p className="page-status">{t('state.loading')}</p>;
  if (!region) return <NotFound />;
  return (
    <div className="page">
      <Breadcrumb crumbs={[{ name: catalogue.networkName, to: '/' }, { name: region.name }]} />
      <header className="page-head">
        <p className="kicker">{t('region.kicker')}</p>
        <h1>{region.name}</h1>
      </header>
      <FiguresBand
        figures={detail.figures}
        freshness={figuresFreshness(detail, now)}
        names={NETWORK_FIGURES}
        now={now}
        network={detail}
      />
      <CentreTable centreIds={region.centreIds} />
      <div className="pair">
        <TrendCard scope={{ regionId }} />
        <DayCard scope={{ regionId }} />
      </div>
      <HistoryCard scope={{ regionId }} />
    </div>
  );
}

function CentreTable({ centreIds }: { readonly centreIds: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="centres-title">
      <header className="card-head">
        <h2 id="centres-title">{t('region.centres')}</h2>
      </header>
      <table className="list" data-testid="centres">
        <thead>
          <tr>
            <th scope="col">{t('region.centre')}</th>
            <th scope="col">{t('network.state')}</th>
            <th scope="col" className="number">
              {t('network.waiting')}
            </th>
            <th scope="col" className="number">
              {t('network.longest')}
            </th>
            <th scope="col" className="number">
              {t('network.desks')}
            </th>
            <th scope="col" className="number">
              {t('region.servedHour')}
            </th>
            <th scope="col" className="number">
              {t('region.meanWait')}
            </th>
          </tr>
        </thead>
        <tbody>
          {centreIds.map((id) => (
            <CentreRow key={id} centreId={id} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CentreRow({ centreId }: { readonly centreId: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const now = useNow();
  const detail = useLiveStore((state) => state.detail);
  const centre = detail.centres.get(centreId);
  const name = (
    <th scope="row">
      <Link to={`/centres/${encodeURIComponent(centreId)}`}>{catalogue?.centreName(centreId) ?? centreId}</Link>
    </th>
  );
  if (!centre) {
    return (
      <tr>
        {name}
        <td colSpan={6}>{t('state.notLoaded')}</td>
      </tr>
    );
  }
  const severity = shownSeverity(centre, detail, now);
  const state = severity === 'normal' && !centre.isOpen && !centre.expectedOpen ? 'closed' : severity;
  const isStale = centreFreshness(centre, detail, now).isStale;
  const wait = centre.lastHour.waitMean.value;
  return (
    <tr data-stale={isStale}>
      {name}
      <td className={`state state-${state}`}>
        <SeverityMark severity={state} hasText />{' '}
        {state === 'normal' || state === 'closed'
          ? t(`severity.${state}`)
          : reasonWords(centre, catalogue?.nameOf ?? (() => null), now, t).text}
      </td>
      <td className="number">{isStale ? '?' : formats.count(centre.waitingNow)}</td>
      <td className="number">
        {isStale ? '?' : centre.longestWaitSince === null ? '–' : tickingClock(now - centre.longestWaitSince)}
      </td>
      <td className="number">
        {isStale ? '?' : `${formats.count(centre.desksOpen)} / ${formats.count(centre.desksTotal)}`}
      </td>
      <td className="number">{isStale ? '?' : formats.count(centre.lastHour.served)}</td>
      <td className="number">{wait === null || isStale ? '–' : tickingClock(wait * 1000)}</td>
    </tr>
  );
}
