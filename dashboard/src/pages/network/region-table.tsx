import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { StateCell } from '../../components/tables/state-cell';
import { loadedRows, type TableColumn } from '../../components/tables/table-column';
import { tickingClock } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { type Catalogue, type RegionEntry, useCatalogue } from '../../live/catalogue/catalogue';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { compareSeverity, type RegionSummary, severityRank, summariseRegion } from '../../live/region-summary';

interface RegionRow {
  readonly region: RegionEntry;
  readonly summary: RegionSummary;
}

/** The regions of which the name, or the name of a centre in them, contains the words. */
function matchingRegions(catalogue: Catalogue, wanted: string): readonly RegionEntry[] {
  const needle = wanted.trim().toLocaleLowerCase();
  const contains = (name: string): boolean => name.toLocaleLowerCase().includes(needle);
  if (needle === '') return catalogue.regions;
  return catalogue.regions.filter(
    ({ name, centreIds }) => contains(name) || centreIds.some((id) => contains(catalogue.centreName(id))),
  );
}

/** The regions of the network, the worst first, with a search by the names of regions and centres. */
export function RegionTable() {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const network = useLiveStore((state) => state.network);
  const now = useNow();
  const [wanted, setWanted] = useState('');
  const columns = useRegionColumns(now);
  const rows = useMemo(
    () =>
      (catalogue === null ? [] : matchingRegions(catalogue, wanted))
        .map((region) => ({ region, summary: summariseRegion(region, network, now) }))
        .sort(
          (a, b) =>
            compareSeverity(b.summary.severity, a.summary.severity) || a.region.name.localeCompare(b.region.name),
        ),
    [catalogue, wanted, network, now],
  );
  if (!catalogue) return null;
  return (
    <Card
      data-dev="changed"
      title={t('network.regions')}
      aside={
        <input
          type="search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          placeholder={t('network.search')}
          aria-label={t('network.search')}
        />
      }
    >
      <DataTable
        caption={t('network.regions')}
        columns={columns}
        content={loadedRows(rows)}
        empty={t('network.none')}
        rowKey={({ region }) => region.id}
        testId="regions"
      />
    </Card>
  );
}

function useRegionColumns(now: number): readonly TableColumn<RegionRow>[] {
  const { t } = useTranslation();
  const formats = useFormats();
  const known = (count: number | null): string => (count === null ? '?' : formats.count(count));
  const desksOf = ({ waiting, desksOpen }: RegionSummary): number | null => (waiting === null ? null : desksOpen);
  return [
    {
      id: 'region',
      header: t('network.region'),
      cell: ({ region }) => <Link to={`/regions/${encodeURIComponent(region.id)}`}>{region.name}</Link>,
      sortBy: ({ region }) => region.name,
    },
    {
      id: 'state',
      header: t('network.state'),
      cell: ({ summary }) => <StateCell severity={summary.severity} isClosed={summary.isClosed} />,
      sortBy: ({ summary }) => -severityRank(summary.severity),
    },
    {
      id: 'waiting',
      header: t('network.waiting'),
      isNumber: true,
      cell: ({ summary }) => known(summary.waiting),
      sortBy: ({ summary }) => summary.waiting,
    },
    {
      id: 'longest',
      header: t('network.longest'),
      isNumber: true,
      cell: ({ summary: { longestWaitSince: since } }) => (since === null ? '–' : tickingClock(now - since)),
      sortBy: ({ summary: { longestWaitSince: since } }) => (since === null ? null : now - since),
    },
    {
      id: 'desks',
      header: t('network.desks'),
      isNumber: true,
      isWideOnly: true,
      cell: ({ summary }) => known(desksOf(summary)),
      sortBy: ({ summary }) => desksOf(summary),
    },
    {
      id: 'centres',
      header: t('network.centres'),
      isNumber: true,
      isWideOnly: true,
      cell: ({ summary }) => `${formats.count(summary.centresOpen)} / ${formats.count(summary.centresTotal)}`,
      sortBy: ({ summary }) => summary.centresTotal,
    },
  ];
}
