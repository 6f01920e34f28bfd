import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { useAct } from '../../components/use-act';
import { useFormats } from '../../language/use-formats';
import { change } from '../../live/graphql-client';
import { type Report, RUN_REPORT, STOP_REPORT, TAKE_OVER_REPORT } from './report-operations';
import { ReportRecipients } from './report-recipients';
import { ReportRuns } from './report-runs';

interface ReportCardProps {
  readonly report: Report;
  readonly nameOf: (kpi: string) => string;
  readonly onChanged: () => void;
}

/** One report: when it comes, with whose rights, who gets it, and its runs. */
export function ReportCard({ report, nameOf, onChanged }: ReportCardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { name, cadence, wallTime, timeZone, runsAs, nextDueAt, stoppedWhy, rightEndsAt } = report;
  const facts = [
    [t('reports.when'), `${t(`reports.cadence_${cadence}`)}, ${wallTime} (${timeZone})`],
    [t('reports.next'), nextDueAt === null ? '–' : formats.moment(nextDueAt)],
    [t('reports.rightsOf'), rightEndsAt === null ? runsAs : `${runsAs} (${formats.moment(rightEndsAt)})`],
    [t('reports.recipients'), <ReportRecipients key="recipients" report={report} onChanged={onChanged} />],
  ] as const;
  return (
    <Card
      title={name}
      note={stoppedWhy === null ? null : t(`reports.stopped_${stoppedWhy}`)}
      aside={<ReportButtons report={report} onChanged={onChanged} />}
      testId={`report-${report.id}`}
      isStale={stoppedWhy !== null}
    >
      <dl className="report-facts">
        {facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <ReportRuns report={report} nameOf={nameOf} />
    </Card>
  );
}

/** Works on the report, and says why it could not. */
function ReportButtons({ report, onChanged }: Omit<ReportCardProps, 'nameOf'>) {
  const { t } = useTranslation();
  const { isBusy, problem, run } = useAct();
  const { id, mayChange, stoppedWhy } = report;
  const act = (work: () => Promise<unknown>) => async () => {
    if (await run(work)) onChanged();
  };
  const button = (words: string, work: () => Promise<unknown>) => (
    <button type="button" disabled={isBusy} onClick={act(work)}>
      {words}
    </button>
  );
  return (
    <span className="report-buttons">
      {mayChange && stoppedWhy === null
        ? button(t('reports.run'), () => change(RUN_REPORT, { id, period: null }))
        : null}
      {mayChange && stoppedWhy === null ? button(t('reports.stop'), () => change(STOP_REPORT, { id })) : null}
      {stoppedWhy === 'grant_ended' ? button(t('reports.takeOver'), () => change(TAKE_OVER_REPORT, { id })) : null}
      <span role="alert" className="faults">
        {problem}
      </span>
    </span>
  );
}
