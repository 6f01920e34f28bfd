import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import type { LiveState } from '../../live/live-state';
import { type RegionSummary, summariseRegion } from '../../live/region-summary';
import { SeverityMark } from '../tiles/severity-mark';
import { useSize } from '../use-size';
import { layTiles, type TilePlace } from './lay-tiles';
import { TooSmall } from './too-small';

/** Size of a cell's text, as a share of its side. */
const FONT_SHARE = 0.315;

interface TileMapProps {
  readonly network: LiveState;
  readonly now: number;
  /** Minimum font size that can be read here, in CSS pixels; 0 where no profile holds. */
  readonly minFontPx?: number;
}

/** One cell per region, placed as on the map: its severity by colour, shape and word, and how many wait. */
export function TileMap({ network, now, minFontPx = 0 }: TileMapProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [box, size] = useSize<HTMLDivElement>();
  const layout = useMemo(() => layTiles(catalogue?.regions ?? []), [catalogue]);
  const side = Math.floor(
    Math.min(size.width / layout.columns, minFontPx > 0 ? size.height / layout.rows : size.width / layout.columns),
  );
  const fontPx = side * FONT_SHARE;
  if (!catalogue) return <p className="map-status">{t('state.notLoaded')}</p>;
  return (
    <div className="tile-map" ref={box} data-testid="tile-map" data-cell={side}>
      {side > 0 ? (
        <ul
          style={{
            gridTemplateColumns: `repeat(${layout.columns}, ${side}px)`,
            gridAutoRows: `${side}px`,
            fontSize: `${fontPx}px`,
          }}
          aria-label={t('map.tiles')}
        >
          {layout.places.map((place) => (
            <RegionTile
              key={place.region.id}
              place={place}
              summary={summariseRegion(place.region, network, now)}
              isLoaded={network.figures !== null}
            />
          ))}
        </ul>
      ) : null}
      {minFontPx > 0 && side > 0 ? <TooSmall fontPx={fontPx} /> : null}
    </div>
  );
}

/** What the shapes mean. */
export function MapLegend() {
  const { t } = useTranslation();
  return (
    <ul className="map-legend" aria-hidden="true">
      {LEGEND.map((severity) => (
        <li key={severity}>
          <SeverityMark severity={severity} hasText /> {t(`severity.${severity}`)}
        </li>
      ))}
    </ul>
  );
}

const LEGEND = ['critical', 'warning', 'unknown', 'closed'] as const;

interface RegionTileProps {
  readonly place: TilePlace;
  readonly summary: RegionSummary;
  readonly isLoaded: boolean;
}

function RegionTile({ place, summary, isLoaded }: RegionTileProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { region, row, column } = place;
  const state = summary.severity === 'normal' && summary.isClosed ? 'closed' : summary.severity;
  const waiting = summary.waiting === null ? null : formats.count(summary.waiting);
  const words =
    waiting === null
      ? t('map.regionCellUnknown', { name: region.name, severity: t(`severity.${state}`) })
      : t('map.regionCell', { name: region.name, severity: t(`severity.${state}`), waiting });
  const label = region.tileLabel ?? region.name.slice(0, 3);
  const figure = state === 'closed' ? '–' : (waiting ?? '?');
  return (
    <li style={{ gridRow: row + 1, gridColumn: column + 1 }}>
      <Link
        to={`/regions/${encodeURIComponent(region.id)}`}
        className={`cell cell-${isLoaded ? state : 'unknown'}`}
        aria-label={`${label} ${figure} · ${words}`}
        title={words}
        data-testid={`region-${region.id}`}
        data-severity={state}
        style={{ '--load': loadOf(summary.waiting) } as React.CSSProperties}
      >
        <span className="cell-label">{label}</span> <span className="cell-waiting">{figure}</span>
        {state === 'critical' || state === 'warning' ? <SeverityMark severity={state} hasText /> : null}
      </Link>
    </li>
  );
}

/** A grey's depth by how many wait: 0 for nobody, 1 from 150 people on. */
function loadOf(waiting: number | null): number {
  return waiting === null ? 0 : Math.min(1, Math.sqrt(waiting / 150));
}
