import { useTranslation } from 'react-i18next';
import { TrendCard } from '../../components/charts/scope-charts';
import { type FigureName, FiguresBand } from '../../components/tiles/figures-band';
import { SeverityMark } from '../../components/tiles/severity-mark';
import { troubleWords } from '../../language/trouble-words';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useDetail } from '../../live/connection';
import { centreFreshness } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { shownSeverity } from '../../live/region-summary';
import { QueueTable } from '../centre/queue-table';

const FOCUS_FIGURES: readonly FigureName[] = ['waitingNow', 'longestWait', 'desksOpen', 'servedThisHour'];

const FOCUS_QUEUES = 7;

/** One centre on the wall: the one that just turned critical, or the worst. */
export function FocusCentre({ centreId, isJump }: { readonly centreId: string; readonly isJump: boolean }) {
  const { t } = useTranslation();
  useDetail({ centreId });
  const now = useNow();
  const catalogue = useCatalogue();
  const network = useLiveStore((state) => state.network);
  const detail = useLiveStore((state) => state.detail);
  const status = detail.centres.get(centreId) ?? network.centres.get(centreId);
  const severity = shownSeverity(status, network, now);
  const freshness = status ? centreFreshness(status, network, now) : { isStale: true, ageMs: null };
  const entry = catalogue?.centre.get(centreId);
  return (
    <div className="wall-focus">
      <section className={`card focus-head focus-${severity}`} data-testid="focus-centre" data-centre={centreId}>
        <p className="kicker">
          {isJump ? `${t('wall.nowCritical')} · ` : ''}
          {entry ? (catalogue?.region.get(entry.regionId)?.name ?? '') : ''}
        </p>
        <h2>
          <SeverityMark severity={severity} /> {entry?.name ?? centreId}
        </h2>
        <ul className="troubles">
          {status?.troubles.map((trouble) => (
            <li key={`${trouble.kind} ${trouble.subjectId ?? ''}`}>
              <SeverityMark severity={trouble.severity} />{' '}
              {troubleWords(trouble, status, catalogue?.nameOf ?? (() => null), now, t)}
            </li>
          ))}
        </ul>
      </section>
      <FiguresBand
        figures={detail.figures}
        freshness={detail.figures === null ? { isStale: true, ageMs: null } : freshness}
        names={FOCUS_FIGURES}
        now={now}
        network={detail}
      />
      <QueueTable status={detail.centres.get(centreId)} isStale={freshness.isStale} limit={FOCUS_QUEUES} />
      <TrendCard scope={{ centreId }} withTable={false} />
    </div>
  );
}
