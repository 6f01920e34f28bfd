import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ageWords } from '../language/format';
import { useFormats } from '../language/use-formats';
import { useCatalogue } from '../live/catalogue/catalogue';
import { useNow } from '../live/network-clock';
import { useInterval } from '../live/use-interval';
import { AlertMark } from './alert-mark';
import { type Alert, inOrder, isAcknowledged, isActive } from './alert-state';
import { feedFreshness, useAlertStore } from './alert-store';
import { placeWords } from './alert-words';

const DWELL_MS = 7_000;

/**
 * The wall's line of alerts that fire, the most urgent first, one after the other; it stands still, so that it can
 * be read.
 */
export function AlertTicker() {
  const { t } = useTranslation();
  const feed = useAlertStore();
  const now = useNow();
  const [at, setAt] = useState(0);
  useInterval(DWELL_MS, () => setAt((old) => old + 1));
  const { isStale, ageMs } = feedFreshness(feed, now);
  const firing = inOrder((feed.alerts ?? []).filter(isActive), now);
  const shown = firing[at % Math.max(1, firing.length)];
  return (
    <aside
      className="ticker"
      aria-label={t('alert.ticker')}
      data-testid="ticker"
      data-stale={isStale}
      data-firing={firing.length}
    >
      {feed.alerts === null ? (
        <p>{t('alert.notLoaded')}</p>
      ) : isStale ? (
        <p className="ticker-stale">
          {t('alert.title')}: {t('stale.age', { age: ageWords(ageMs ?? 0, t) })}
        </p>
      ) : shown === undefined ? (
        <p>{t('alert.noneFiring')}</p>
      ) : (
        <TickerLine alert={shown} now={now} place={`${(at % firing.length) + 1}/${firing.length}`} />
      )}
    </aside>
  );
}

function TickerLine({ alert, now, place }: { readonly alert: Alert; readonly now: number; readonly place: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [until, by] = [alert.acknowledgedUntil, alert.acknowledgedBy];
  return (
    <p className="ticker-line" data-alert={alert.id}>
      <AlertMark alert={alert} />
      <Link className="ticker-name" to={`/alerts/${encodeURIComponent(alert.id)}`}>
        {alert.name} · {placeWords(alert, catalogue, t)}
      </Link>
      <span className="ticker-since">{ageWords(now - (alert.firedAt ?? now), t)}</span>
      <span className="ticker-response">
        {alert.suppressedBy.length > 0
          ? alert.suppressedBy.map((each) => t(`alert.by_${each}`)).join(', ')
          : isAcknowledged(alert, now) && until !== null
            ? t('alert.acknowledgedBy', { by: by ?? '?', time: formats.time(until) })
            : t('alert.notAcknowledged')}
      </span>
      <span className="ticker-count">{place}</span>
    </p>
  );
}
