import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DayCard, TrendCard } from '../../components/charts/scope-charts';
import { MapLegend, TileMap } from '../../components/maps/tile-map';
import { AttentionList } from '../../components/tiles/attention-list';
import { type FigureName, FiguresBand } from '../../components/tiles/figures-band';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { tickingClock } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue, useCatalogueState } from '../../live/catalogue/catalogue';
import { figuresFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { compareSeverity, summariseRegion } from '../../live/region-summary';

/** The eight figures of a network. */
export const NETWORK_FIGURES: readonly FigureName[] = [
  'waitingNow',
  'longestWait',
  'serviceLevel',
  'satisfaction',
  'servedThisHour',
  'servedToday',
  'desksOpen',
  'agentsSilent',
];

const ATTENTION_ROWS = 7;

/** The network at a desk: its figures, its map, what needs attention, its day, and its regions to drill down into. */
export function NetworkPage() {
  const { t } = useTranslation();
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  const catalogue = useCatalogueState();
  useEffect(() => {
    document.title = catalogue.data ? `${catalogue.data.networkName} · Mnara` : 'Mnara';
  }, [catalogue.data]);
  return (
    <div className="page page-network">
      <h1 className="out-of-sight">{t('network.title')}</h1>
      {catalogue.error !== null && catalogue.data === null ? (
        <p className="page-status" role="alert">
          {t('state.failed', { reason: catalogue.error })} {t('state.retrying')}
        </p>
      ) : null}
      <FiguresBand
        figures={network.figures}
        freshness={figuresFreshness(network, now)}
        names={NETWORK_FIGURES}
        now={now}
        network={network}
      />
      <div className="split">
        <section className="card" aria-labelledby="map-title">
          <header className="card-head">
            <h2 id="map-title">{t('map.waitingByRegion')}</h2>
          </header>
          <TileMap network={network} now={now} />
          <MapLegend />
        </section>
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

function RegionTable() {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLocaleLowerCase();
  const rows = useMemo(() => {
    const matches = (catalogue?.regions ?? []).filter(
      (region) =>
        needle === '' ||
        region.name.toLocaleLowerCase().includes(needle) ||
        region.centreIds.some((id) => catalogue?.centreName(id).toLocaleLowerCase().includes(needle)),
    );
    return matches
      .map((region) => ({ region, summary: summariseRegion(region, network, now) }))
      .sort(
        (a, b) => compareSeverity(b.summary.severity, a.summary.severity) || a.region.name.localeCompare(b.region.name),
      );
  }, [catalogue, needle, network, now]);
  if (!catalogue) return null;
  return (
    <section className="card" aria-labelledby="regions-title">
      <header className="card-head">
        <h2 id="regions-title">{t('network.regions')}</h2>
        <input
          type="search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          placeholder={t('network.search')}
          aria-label={t('network.search')}
        />
      </header>
      {rows.length === 0 ? (
        <p className="attention-status">{t('network.none')}</p>
      ) : (
        <table className="list" data-testid="regions">
          <thead>
            <tr>
              <th scope="col">{t('network.region')}</th>
              <th scope="col">{t('network.state')}</th>
              <th scope="col" className="number">
                {t('network.waiting')}
              </th>
              <th scope="col" className="number">
                {t('network.longest')}
              </th>
              <th scope="col" className="number wide">
                {t('network.desks')}
              </th>
              <th scope="col" className="number wide">
                {t('network.centres')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ region, summary }) => {
              const state = summary.severity === 'normal' && summary.isClosed ? 'closed' : summary.severity;
              return (
                <tr key={region.id}>
                  <th scope="row">
                    <Link to={`/regions/${encodeURIComponent(region.id)}`}>{region.name}</Link>
                  </th>
                  <td className={`state state-${state}`}>
                    <SeverityMark severity={state} hasText /> {t(`severity.${state}`)}
                  </td>
                  <td className="number">{summary.waiting === null ? '?' : formats.count(summary.waiting)}</td>
                  <td className="number">
                    {summary.longestWaitSince === null ? '–' : tickingClock(now - summary.longestWaitSince)}
                  </td>
                  <td className="number wide">{summary.waiting === null ? '?' : formats.count(summary.desksOpen)}</td>
                  <td className="number wide">
                    {formats.count(summary.centresOpen)} / {formats.count(summary.centresTotal)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
