import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { DayCard, TrendCard } from '../../components/charts/scope-charts';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadFailure } from '../../components/loaded-list';
import { MapLegend, TileMap } from '../../components/maps/tile-map';
import { AttentionList } from '../../components/tiles/attention-list';
import { FiguresBand } from '../../components/tiles/figures-band';
import { useCatalogueState } from '../../live/catalogue/catalogue';
import { figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { NETWORK_FIGURES } from './network-figures';
import { RegionTable } from './region-table';

const ATTENTION_ROWS = 7;

/** The network at a desk: its figures, its map, what needs attention, its day, and its regions to drill down into. */
export function NetworkPage() {
  const { t } = useTranslation();
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  const catalogue = useCatalogueState();
  usePageTitle(catalogue.data?.networkName);
  return (
    <div className="page page-network">
      <h1 className="out-of-sight">{t('network.title')}</h1>
      <LoadFailure error={catalogue.data === null ? catalogue.error : null} className="page-status" />
      <FiguresBand
        figures={network.figures}
        freshness={figuresFreshness(network, now)}
        names={NETWORK_FIGURES}
        now={now}
        network={network}
      />
      <div className="split">
        <Card title={t('map.waitingByRegion')}>
          <TileMap network={network} now={now} />
          <MapLegend />
        </Card>
        <div className="stack">
          <AttentionList network={network} now={now} limit={ATTENTION_ROWS} />
          <TrendCard scope={null} />
          <DayCard scope={null} />
        </div>
      </div>
      <RegionTable />
    </div>
  );
}
