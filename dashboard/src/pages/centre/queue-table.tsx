import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { ageWords, tickingClock } from '../../language/format';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import type { CentreStatus } from '../../live/live-state';
import { useNow } from '../../live/network-clock';

interface QueueTableProps {
  readonly status: CentreStatus | undefined;
  readonly isStale: boolean;
  /** At most so many queues. */
  readonly limit?: number;
}

/** The queues of a centre by service, the longest wait first; over its target a wait is marked. */
export function QueueTable({ status, isStale, limit = Number.POSITIVE_INFINITY }: QueueTableProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const now = useNow();
  const queues = status?.queues
    ?.filter(({ waiting, serving }) => waiting > 0 || serving > 0)
    .sort((a, b) => (a.longestWaitSince ?? now) - (b.longestWaitSince ?? now));
  return (
    <section className="card" aria-labelledby="queues-title" data-stale={isStale}>
      <header className="card-head">
        <h2 id="queues-title">{t('centre.queues')}</h2>
      </header>
      {queues === undefined || isStale ? (
        <p className="attention-status">{queues === undefined ? t('state.notLoaded') : t('severity.unknown')}</p>
      ) : queues.length === 0 ? (
        <p className="attention-status">{t('centre.noQueue')}</p>
      ) : (
        <table className="list" data-testid="queues">
          <thead>
            <tr>
              <th scope="col">{t('centre.service')}</th>
              <th scope="col" className="number">
                {t('centre.waiting')}
              </th>
              <th scope="col" className="number">
                {t('centre.longest')}
              </th>
              <th scope="col" className="number">
                {t('chart.target')}
              </th>
              <th scope="col" className="number">
                {t('centre.serving')}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.slice(0, limit).map((queue) => {
              const target = catalogue?.service.get(queue.serviceId)?.targetSeconds ?? null;
              const waitMs = queue.longestWaitSince === null ? null : now - queue.longestWaitSince;
              const isOver = waitMs !== null && target !== null && waitMs > target * 1000;
              return (
                <tr key={queue.serviceId}>
                  <th scope="row">{catalogue?.nameOf(queue.serviceId) ?? queue.serviceId}</th>
                  <td className="number">{formats.count(queue.waiting)}</td>
                  <td className={`number${isOver ? ' state-warning' : ''}`}>
                    {isOver ? <SeverityMark severity="warning" /> : null} {waitMs === null ? '–' : tickingClock(waitMs)}
                  </td>
                  <td className="number">{target === null ? '–' : ageWords(target * 1000, t)}</td>
                  <td className="number">{formats.count(queue.serving)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
