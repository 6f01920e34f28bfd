import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { StateCell } from '../../components/tables/state-cell';
import { loadedRows, type TableColumn } from '../../components/tables/table-column';
import { tickingClock } from '../../language/format';
import { reasonWords } from '../../language/trouble-words';
import { useFormats } from '../../language/use-formats';
import { type Catalogue, useCatalogue } from '../../live/catalogue/catalogue';
import { centreFreshness } from '../../live/freshness';
import type { CentreStatus, LiveState, Severity } from '../../live/live-state';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { severityRank, shownSeverity } from '../../live/region-summary';

interface CentreRow {
  readonly id: string;
  readonly name: string;
  /** Undefined: not loaded. */
  readonly status: CentreStatus | undefined;
  readonly severity: Severity;
  readonly isStale: boolean;
}

function rowOf(id: string, catalogue: Catalogue | null, detail: LiveState, now: number): CentreRow {
  const status = detail.centres.get(id);
  return {
    id,
    name: catalogue?.centreName(id) ?? id,
    status,
    severity: shownSeverity(status, detail, now),
    isStale: status === undefined || centreFreshness(status, detail, now).isStale,
  };
}

/** The centres of a region with their live status. */
export function CentreTable({ centreIds }: { readonly centreIds: readonly string[] }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const now = useNow();
  const detail = useLiveStore((state) => state.detail);
  const columns = useCentreColumns(now);
  return (
    <Card title={t('region.centres')}>
      <DataTable
        caption={t('region.centres')}
        columns={columns}
        content={loadedRows(centreIds.map((id) => rowOf(id, catalogue, detail, now)))}
        empty={t('region.none')}
        rowKey={({ id }) => id}
        unknownRow={({ status }) => (status === undefined ? t('state.notLoaded') : null)}
        isRowStale={({ isStale }) => isStale}
        testId="centres"
      />
    </Card>
  );
}

function useCentreColumns(now: number): readonly TableColumn<CentreRow>[] {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const figures = useFigureColumns(now);
  return [
    {
      id: 'centre',
      header: t('region.centre'),
      cell: ({ id, name }) => <Link to={`/centres/${encodeURIComponent(id)}`}>{name}</Link>,
      sortBy: ({ name }) => name,
    },
    {
      id: 'state',
      header: t('network.state'),
      cell: ({ status, severity }) =>
        status === undefined ? null : (
          <StateCell
            severity={severity}
            isClosed={!status.isOpen && !status.expectedOpen}
            reason={reasonWords(status, catalogue?.nameOf ?? (() => null), now, t).text}
          />
        ),
      sortBy: ({ severity }) => -severityRank(severity),
    },
    ...figures,
  ];
}

/** Columns of numbers of the live status. */
function useFigureColumns(now: number): readonly TableColumn<CentreRow>[] {
  const { t } = useTranslation();
  const { count } = useFormats();
  const waited = (since: number | null): number | null => (since === null ? null : now - since);
  return [
    figureColumn('waiting', t('network.waiting'), ({ waitingNow }) => waitingNow, count),
    figureColumn('longest', t('network.longest'), ({ longestWaitSince }) => waited(longestWaitSince), tickingClock),
    wideOnly(
      figureColumn(
        'desks',
        t('network.desks'),
        ({ desksOpen }) => desksOpen,
        (open, { desksTotal }) => `${count(open)} / ${count(desksTotal)}`,
      ),
    ),
    wideOnly(figureColumn('served', t('region.servedHour'), ({ lastHour }) => lastHour.served, count)),
    wideOnly(
      figureColumn(
        'wait',
        t('region.meanWait'),
        ({ lastHour: { waitMean } }) => (waitMean.value === null ? null : waitMean.value * 1000),
        tickingClock,
      ),
    ),
  ];
}

const wideOnly = (column: TableColumn<CentreRow>): TableColumn<CentreRow> => ({ ...column, isWideOnly: true });

/** A column of one number; `value` null is "no data". A stale row shows a question mark. */
function figureColumn(
  id: string,
  header: string,
  value: (status: CentreStatus) => number | null,
  words: (value: number, status: CentreStatus) => string,
): TableColumn<CentreRow> {
  const known = ({ status, isStale }: CentreRow) => (status === undefined || isStale ? null : value(status));
  const cell = (row: CentreRow): string => {
    const shown = known(row);
    if (row.isStale) return '?';
    return shown === null || row.status === undefined ? '–' : words(shown, row.status);
  };
  return { id, header, isNumber: true, cell, sortBy: known };
}
