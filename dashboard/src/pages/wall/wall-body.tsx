import { useTranslation } from 'react-i18next';
import { DayCard, TrendCard } from '../../components/charts/scope-charts';
import { PointMap } from '../../components/maps/point-map';
import { MapLegend, TileMap } from '../../components/maps/tile-map';
import { AttentionList } from '../../components/tiles/attention-list';
import { type FigureName, FiguresBand } from '../../components/tiles/figures-band';
import { figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { NETWORK_FIGURES } from '../network/network-figures';
import { FocusCentre } from './focus-centre';
import type { WallPage } from './rotation';

interface WallBodyProps {
  readonly page: WallPage;
  readonly focusCentreId: string | null;
  readonly isJump: boolean;
  /** The farthest seat is so far that only the most important figures fit. */
  readonly isSparse: boolean;
  /** Minimum font size in CSS pixels; 0 on a narrow window, where no profile holds. */
  readonly fontPx: number;
}

const MAIN_FIGURES: readonly FigureName[] = ['waitingNow', 'longestWait', 'serviceLevel', 'agentsSilent'];
const ROW_EM = 1.95;
const TALL_ROW_EM = 3.2;
const NARROW_ROWS = 8;

/** One page of the wall. */
export function WallBody({ page, focusCentreId, isJump, isSparse, fontPx }: WallBodyProps) {
  switch (page) {
    case 'overview':
      return (
        <div className="wall-overview">
          <MapPart fontPx={fontPx} />
          <Figures names={NETWORK_FIGURES} />
          <Attention fontPx={fontPx} />
          <TrendCard scope={null} withTable={false} withWait={false} />
        </div>
      );
    case 'figures':
      return (
        <div className="wall-figures">
          <Figures names={isSparse ? MAIN_FIGURES : NETWORK_FIGURES} />
        </div>
      );
    case 'attention':
      return (
        <div className="wall-single">
          <Attention fontPx={fontPx} rowEm={TALL_ROW_EM} />
        </div>
      );
    case 'tiles':
      return (
        <div className="wall-single">
          <MapPart fontPx={fontPx} />
        </div>
      );
    case 'flow':
      return (
        <div className="wall-flow">
          <TrendCard scope={null} withTable={false} />
          <DayCard scope={null} withTable={false} />
        </div>
      );
    case 'map':
      return (
        <div className="wall-places">
          <PlacesPart fontPx={fontPx} />
          <Attention fontPx={fontPx} rowEm={TALL_ROW_EM} />
        </div>
      );
    case 'focus':
      return focusCentreId === null ? null : <FocusCentre centreId={focusCentreId} isJump={isJump} />;
  }
}

function Figures({ names }: { readonly names: readonly FigureName[] }) {
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  return (
    <FiguresBand
      figures={network.figures}
      freshness={figuresFreshness(network, now)}
      names={names}
      now={now}
      network={network}
    />
  );
}

function MapPart({ fontPx }: { readonly fontPx: number }) {
  const { t } = useTranslation();
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  return (
    <section className="card wall-map" aria-label={t('map.tiles')}>
      <header className="card-head">
        <h2>{t('map.waitingByRegion')}</h2>
      </header>
      <TileMap network={network} now={now} minFontPx={fontPx} />
      <MapLegend />
    </section>
  );
}

function PlacesPart({ fontPx }: { readonly fontPx: number }) {
  const { t } = useTranslation();
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  return (
    <section className="card wall-map" aria-label={t('map.points')}>
      <header className="card-head">
        <h2>{t('map.points')}</h2>
      </header>
      <PointMap network={network} now={now} fontPx={fontPx || 14} />
    </section>
  );
}

function Attention({ fontPx, rowEm = ROW_EM }: { readonly fontPx: number; readonly rowEm?: number }) {
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  return <AttentionList network={network} now={now} limit={fontPx === 0 ? NARROW_ROWS : 0} rowPx={fontPx * rowEm} />;
}
