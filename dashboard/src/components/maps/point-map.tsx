import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { followsFew, type LiveState, type Severity } from '../../live/live-state';
import { compareSeverity } from '../../live/region-summary';
import { useSize } from '../use-size';
import { centrePlaces, regionPlaces } from './map-places';
import { placeLabels, projectPoints, type ScreenPoint } from './project-points';

interface PointMapProps {
  readonly network: LiveState;
  /** Server's clock, Unix milliseconds. */
  readonly now: number;
  readonly fontPx: number;
}

interface ShownPoint extends ScreenPoint {
  readonly to: string;
  readonly severity: Severity;
  /** Null: not known. */
  readonly waiting: number | null;
}

/**
 * Every centre where it is, by latitude and longitude, or every region of a large network; those with problems are
 * named. Nothing is fetched from elsewhere.
 */
export function PointMap({ network, now, fontPx }: PointMapProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const [box, size] = useSize<HTMLDivElement>();
  const isByRegion = followsFew(network);
  const places = useMemo(
    () => (catalogue === null ? [] : isByRegion ? regionPlaces(catalogue) : centrePlaces(catalogue)),
    [catalogue, isByRegion],
  );
  const points = useMemo(() => projectPoints(places, size.width, size.height, fontPx * 1.6), [places, size, fontPx]);
  if (!catalogue) return <p className="map-status">{t('state.notLoaded')}</p>;
  const without = (isByRegion ? catalogue.regions.length : catalogue.centre.size) - places.length;
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const shown: readonly ShownPoint[] = points
    .flatMap((point) => {
      const place = placeOf.get(point.id);
      return place === undefined ? [] : [{ ...point, to: place.to, ...place.status(network, now) }];
    })
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  const abnormal = shown.filter(({ severity }) => severity !== 'normal').reverse();
  return (
    <div className="point-map" ref={box} data-testid="point-map">
      <svg width={size.width} height={size.height} aria-label={t('map.points')}>
        {shown.map((point) => (
          <MapPoint key={point.id} point={point} fontPx={fontPx} fullAt={isByRegion ? 3_000 : 150} />
        ))}
        {placeLabels(abnormal, fontPx, size.width, size.height).map(({ id, name, x, y, anchor }) => (
          <text key={id} className="point-label" x={x} y={y} fontSize={fontPx} textAnchor={anchor} pointerEvents="none">
            {name}
          </text>
        ))}
      </svg>
      {without > 0 ? <p className="map-note">{t('map.noLocation', { count: without })}</p> : null}
    </div>
  );
}

interface MapPointProps {
  readonly point: ShownPoint;
  readonly fontPx: number;
  /** So many people waiting make the largest dot. */
  readonly fullAt: number;
}

function MapPoint({ point: { name, x, y, severity, waiting, to }, fontPx, fullAt }: MapPointProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = t('map.point', {
    name,
    severity: t(`severity.${severity}`),
    waiting: waiting === null ? '?' : formats.count(waiting),
  });
  const load = Math.min(1, Math.sqrt((waiting ?? 0) / fullAt));
  return (
    <Link to={to} aria-label={words}>
      <title>{words}</title>
      <PointShape severity={severity} x={x} y={y} r={fontPx * (severity === 'normal' ? 0.28 + 0.3 * load : 0.62)} />
    </Link>
  );
}

function PointShape({
  severity,
  x,
  y,
  r,
}: {
  readonly severity: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}) {
  const className = `point point-${severity}`;
  if (severity === 'critical')
    return (
      <path
        className={className}
        d={`M${x} ${y - r * 1.2}l${r * 1.2} ${r * 1.2}-${r * 1.2} ${r * 1.2}-${r * 1.2}-${r * 1.2}Z`}
      />
    );
  if (severity === 'warning')
    return <path className={className} d={`M${x} ${y - r * 1.1}l${r * 1.15} ${r * 2}h-${r * 2.3}Z`} />;
  return <circle className={className} cx={x} cy={y} r={r} />;
}
