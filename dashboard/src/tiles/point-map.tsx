import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCatalogue } from '../catalogue/catalogue';
import { useFormats } from '../language/use-formats';
import type { LiveState } from '../live/live-state';
import { compareSeverity, shownSeverity } from '../live/region-summary';
import { useSize } from '../screen/use-size';
import { placeLabels, projectPoints } from './project-points';

/** Every centre where it is, by latitude and longitude; abnormal ones are named. No tiles are fetched. */
export function PointMap({
  network,
  now,
  fontPx,
}: {
  readonly network: LiveState;
  readonly now: number;
  readonly fontPx: number;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [box, size] = useSize<HTMLDivElement>();
  const places = useMemo(
    () =>
      [...(catalogue?.centre.values() ?? [])].flatMap(({ id, latitude, longitude }) =>
        latitude === null || longitude === null
          ? []
          : [{ id, name: catalogue?.shortName(id) ?? id, latitude, longitude }],
      ),
    [catalogue],
  );
  const points = useMemo(() => projectPoints(places, size.width, size.height, fontPx * 1.6), [places, size, fontPx]);
  if (!catalogue) return <p className="map-status">{t('state.notLoaded')}</p>;
  const without = catalogue.centre.size - places.length;
  const shown = points
    .map((point) => ({
      ...point,
      centre: network.centres.get(point.id),
      severity: shownSeverity(network.centres.get(point.id), network, now),
    }))
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  const labels = placeLabels(
    shown.filter(({ severity }) => severity !== 'normal').reverse(),
    fontPx,
    size.width,
    size.height,
  );
  return (
    <div className="point-map" ref={box} data-testid="point-map">
      <svg width={size.width} height={size.height} aria-label={t('map.points')}>
        {shown.map(({ id, name, x, y, severity, centre }) => {
          const words = t('map.point', {
            name,
            severity: t(`severity.${severity}`),
            waiting: centre ? formats.count(centre.waitingNow) : '?',
          });
          return (
            <Link key={id} to={`/centres/${encodeURIComponent(id)}`} aria-label={words}>
              <title>{words}</title>
              <PointShape
                severity={severity}
                x={x}
                y={y}
                r={
                  fontPx *
                  (severity === 'normal' ? 0.28 + 0.3 * Math.min(1, Math.sqrt((centre?.waitingNow ?? 0) / 150)) : 0.62)
                }
              />
            </Link>
          );
        })}
        {labels.map(({ id, name, x, y, anchor }) => (
          <text key={id} className="point-label" x={x} y={y} fontSize={fontPx} textAnchor={anchor} pointerEvents="none">
            {name}
          </text>
        ))}
      </svg>
      {without > 0 ? <p className="map-note">{t('map.noPlace', { count: without })}</p> : null}
    </div>
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
