import { useTranslation } from 'react-i18next';
import { DataTable } from '../../components/tables/data-table';
import { loadedRows } from '../../components/tables/table-column';
import { useFormats } from '../../language/use-formats';
import type { Report, Run } from './report-operations';
import { RunDeliveries, RunRevisions } from './run-details';

interface ReportRunsProps {
  readonly report: Report;
  /** Names of KPIs by id, in the reader's language. */
  readonly nameOf: (kpi: string) => string;
}

/** Runs of one report: what became of each period, and its files. */
export function ReportRuns({ report, nameOf }: ReportRunsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <DataTable
      caption={t('reports.runsOf', { name: report.name })}
      content={loadedRows(report.runs)}
      empty={t('reports.noRuns')}
      rowKey={({ id }) => id}
      columns={[
        { id: 'period', header: t('reports.period'), cell: ({ period }) => period },
        { id: 'state', header: t('reports.state'), cell: (run) => <RunState run={run} /> },
        { id: 'missing', header: t('reports.missing'), cell: (run) => <MissingCentres run={run} />, isWideOnly: true },
        {
          id: 'asOf',
          header: t('reports.asOf'),
          cell: ({ asOf }) => (asOf === null ? '–' : formats.moment(asOf)),
          isWideOnly: true,
        },
        { id: 'sent', header: t('reports.sentTo'), cell: (run) => <RunDeliveries run={run} /> },
        { id: 'revised', header: t('reports.changed'), cell: (run) => <RunRevisions run={run} nameOf={nameOf} /> },
        { id: 'files', header: t('reports.files'), cell: (run) => <RunFiles run={run} /> },
      ]}
    />
  );
}

const SHOWN_AT_ONCE = 5;

/** A few names stand in the row; many are opened, so that one run does not fill the screen. */
function MissingCentres({ run: { missing } }: { readonly run: Run }) {
  const names = missing.map(({ name }) => name).join(', ');
  if (missing.length <= SHOWN_AT_ONCE) return <>{names === '' ? '–' : names}</>;
  return (
    <details>
      <summary>{missing.length}</summary>
      {names}
    </details>
  );
}

function RunState({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { state, reason, says, isOverdue } = run;
  const reasonWords = reason === null ? null : t(`reports.reason_${reason}`);
  return (
    <>
      <span data-state={state}>{t(`reports.state_${state}`)}</span>
      {reasonWords === null ? null : `: ${reasonWords}`}
      {isOverdue ? ` · ${t('reports.overdue')}` : null}
      {says === null ? null : <small className="report-says">{says}</small>}
    </>
  );
}

function RunFiles({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  if (run.files.length === 0) return '–';
  return run.files.map(({ name, format, path }) => (
    <a key={path} href={path} download={name} title={name} aria-label={t('reports.download', { name })}>
      {format.toUpperCase()}{' '}
    </a>
  ));
}
