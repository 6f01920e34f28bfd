import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { DataTable } from '../../components/tables/data-table';
import { loadedRows, type TableColumn, type TableContent } from '../../components/tables/table-column';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { ageWords, tickingClock } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { type Catalogue, useCatalogue } from '../../live/catalogue/catalogue';
import type { CentreStatus } from '../../live/live-state';
import { useNow } from '../../live/network-clock';

interface QueueTableProps {
  readonly status: CentreStatus | undefined;
  readonly isStale: boolean;
  /** The maximum number of queues that are shown. */
  readonly limit?: number;
}

interface QueueRow {
  readonly serviceId: string;
  readonly name: string;
  readonly waiting: number;
  readonly serving: number;
  /** Null: nobody waits. */
  readonly waitMs: number | null;
  /** Null: the service has no target. */
  readonly targetMs: number | null;
}

type Queue = NonNullable<CentreStatus['queues']>[number];

function rowOf({ serviceId, waiting, serving, longestWaitSince }: Queue, catalogue: Catalogue | null, now: number) {
  const targetSeconds = catalogue?.service.get(serviceId)?.targetSeconds ?? null;
  return {
    serviceId,
    name: catalogue?.nameOf(serviceId) ?? serviceId,
    waiting,
    serving,
    waitMs: longestWaitSince === null ? null : now - longestWaitSince,
    targetMs: targetSeconds === null ? null : targetSeconds * 1000,
  };
}

/** The queues of a centre by service, the longest wait first; a wait over its target is marked. */
export function QueueTable({ status, isStale, limit = Number.POSITIVE_INFINITY }: QueueTableProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const now = useNow();
  const columns = useQueueColumns();
  const content = (): TableContent<QueueRow> => {
    if (status?.queues === undefined) return { state: 'not_loaded', words: t('state.notLoaded') };
    if (isStale) return { state: 'stale', words: t('severity.unknown') };
    const rows = status.queues
      .filter(({ waiting, serving }) => waiting > 0 || serving > 0)
      .map((queue) => rowOf(queue, catalogue, now))
      .sort((a, b) => (b.waitMs ?? 0) - (a.waitMs ?? 0));
    return loadedRows(rows.slice(0, limit));
  };
  return (
    <Card title={t('centre.queues')} isStale={isStale}>
      <DataTable
        caption={t('centre.queues')}
        columns={columns}
        content={content()}
        empty={t('centre.nobodyWaits')}
        rowKey={({ serviceId }) => serviceId}
        testId="queues"
      />
    </Card>
  );
}

function useQueueColumns(): readonly TableColumn<QueueRow>[] {
  const { t } = useTranslation();
  const formats = useFormats();
  const isOver = ({ waitMs, targetMs }: QueueRow): boolean => waitMs !== null && targetMs !== null && waitMs > targetMs;
  return [
    { id: 'service', header: t('centre.service'), cell: ({ name }) => name },
    { id: 'waiting', header: t('centre.waiting'), isNumber: true, cell: ({ waiting }) => formats.count(waiting) },
    {
      id: 'longest',
      header: t('centre.longest'),
      isNumber: true,
      cellClass: (row) => (isOver(row) ? 'state-warning' : undefined),
      cell: (row) => (
        <>
          {isOver(row) ? <SeverityMark severity="warning" /> : null}{' '}
          {row.waitMs === null ? '–' : tickingClock(row.waitMs)}
        </>
      ),
    },
    {
      id: 'target',
      header: t('chart.target'),
      isNumber: true,
      cell: ({ targetMs }) => (targetMs === null ? '–' : ageWords(targetMs, t)),
    },
    { id: 'serving', header: t('centre.serving'), isNumber: true, cell: ({ serving }) => formats.count(serving) },
  ];
}
