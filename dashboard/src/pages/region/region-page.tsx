import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { DayCard, HistoryCard, TrendCard } from '../../components/charts/scope-charts';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { usePageTitle } from '../../components/layout/use-page-title';
import { FiguresBand } from '../../components/tiles/figures-band';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useDetail } from '../../live/connection';
import { figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { AnalyseLink } from '../analyse/analyse-link';
import { NETWORK_FIGURES } from '../network/network-figures';
import { NotFound } from '../not-found/not-found';
import { CentreTable } from './centre-table';

/** A region: its figures, its centres, its day and its last weeks. */
export default function RegionPage() {
  const { t } = useTranslation();
  const { regionId = '' } = useParams();
  useDetail({ regionId });
  const now = useNow();
  const catalogue = useCatalogue();
  const detail = useLiveStore((state) => state.detail);
  const region = catalogue?.region.get(regionId);
  usePageTitle(region?.name);
  if (!catalogue) return <p className="page-status">{t('state.loading')}</p>;
  if (!region) return <NotFound />;
  return (
    <div className="page">
      <Breadcrumb crumbs={[{ name: catalogue.networkName, to: '/' }, { name: region.name }]} />
      <header className="page-head">
        <p className="kicker">{t('region.kicker')}</p>
        <h1>{region.name}</h1>
        <AnalyseLink place={{ key: 'region', id: regionId }} />
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
