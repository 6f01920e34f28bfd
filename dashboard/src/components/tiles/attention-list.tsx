import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ageWords } from '../../language/format';
import { reasonWords } from '../../language/trouble-words';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { figuresFreshness } from '../../live/freshness';
import type { CentreStatus, LiveState } from '../../live/live-state';
import { countInTrouble, longestWaits, shownSeverity, worstCentres } from '../../live/region-summary';
import { Card } from '../card';
import { useSize } from '../use-size';
import { SeverityMark } from './severity-mark';

interface AttentionListProps {
  readonly network: LiveState;
  readonly now: number;
  /** At most so many; 0: as many as fit into the list's height. */
  readonly limit: number;
  /** Height of a row in CSS pixels, for limit 0. */
  readonly rowPx?: number;
}

/** The worst few centres with their reason in words. "All is well" and "not loaded" are said in different words. */
export function AttentionList({ network, now, limit, rowPx = 60 }: AttentionListProps) {
  const { t } = useTranslation();
  const [box, size] = useSize<HTMLDivElement>();
  const worst = worstCentres(network, now, Number.POSITIVE_INFINITY);
  const total = countInTrouble(network, now);
  const fit = limit > 0 ? limit : Math.max(1, Math.floor(size.height / rowPx));
  const quiet = longestWaits(network, now, Math.max(0, fit - Math.max(worst.length, 1)));
  const { isStale, ageMs } = figuresFreshness(network, now);
  const more = isStale ? 0 : total - fit;
  return (
    <Card
      className="attention-card"
      testId="attention"
      title={t('wall.attention')}
      isStale={isStale}
      aside={more > 0 ? <p className="attention-more">{t('wall.more', { count: more })}</p> : null}
    >
      <div className="attention" ref={box}>
        {network.figures === null ? (
          <p className="attention-status">{t('state.notLoaded')}</p>
        ) : isStale ? (
          <p className="stale-box">
            <span>{t('stale.age', { age: ageWords(ageMs ?? 0, t) })}</span>
          </p>
        ) : (
          <>
            {total === 0 ? <AllWell count={network.figures.centresTotal} /> : null}
            <ol>
              {[...worst.slice(0, fit), ...quiet].map((centre) => (
                <AttentionRow key={centre.centreId} centre={centre} network={network} now={now} />
              ))}
            </ol>
          </>
        )}
      </div>
    </Card>
  );
}

function AllWell({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return (
    <p className="attention-status" data-testid="all-well">
      {t('wall.allNormal')} · {t('wall.allNormalCount', { count })}
    </p>
  );
}

function AttentionRow({
  centre,
  network,
  now,
}: {
  readonly centre: CentreStatus;
  readonly network: LiveState;
  readonly now: number;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const severity = shownSeverity(centre, network, now);
  const reason =
    severity === 'normal' && centre.longestWaitSince !== null
      ? { text: t('wall.waitSoFar', { age: ageWords(now - centre.longestWaitSince, t) }), more: 0 }
      : reasonWords(centre, catalogue?.nameOf ?? (() => null), now, t);
  return (
    <li className={`attention-row attention-${severity}`} data-severity={severity}>
      <SeverityMark severity={severity} />
      <Link to={`/centres/${encodeURIComponent(centre.centreId)}`} className="attention-name">
        {catalogue?.shortName(centre.centreId) ?? centre.centreId}
      </Link>
      <span className="attention-reason">
        {reason.text}
        {reason.more > 0 ? <small> {t('trouble.more', { count: reason.more })}</small> : null}
      </span>
      <span className="attention-waiting">
        {severity === 'unknown' ? '?' : formats.count(centre.waitingNow)} <small>{t('wall.waitingUnit')}</small>
      </span>
    </li>
  );
}
