import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLOSED_ALERTS } from '../../alerts/alert-operations';
import { inOrder, needsResponse } from '../../alerts/alert-state';
import { feedFreshness, useAlertStore } from '../../alerts/alert-store';
import { Card } from '../../components/card';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadedList } from '../../components/loaded-list';
import { ageWords } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { AlertRow } from './alert-row';
import { AlertsNav } from './alerts-nav';
import { SilenceList } from './silence-list';

const CLOSED_EVERY_MS = 30_000;
const CLOSED_SHOWN = 100;

/** The list of alerts: what is open, live, exception first; what is closed on demand. */
export default function AlertsPage() {
  const { t } = useTranslation();
  const [isClosed, setClosed] = useState(false);
  usePageTitle(t('alert.title'));
  return (
    <div className="page" data-testid="alerts-page">
      <header className="page-head">
        <h1>{t('alert.title')}</h1>
        <AlertsNav />
      </header>
      <div className="alert-filter">
        <button type="button" aria-pressed={!isClosed} onClick={() => setClosed(false)}>
          {t('alert.open')}
        </button>
        <button type="button" aria-pressed={isClosed} onClick={() => setClosed(true)} data-testid="show-closed">
          {t('alert.closed')}
        </button>
      </div>
      {isClosed ? <ClosedAlerts /> : <OpenAlerts />}
      <SilenceList />
    </div>
  );
}

function OpenAlerts() {
  const { t } = useTranslation();
  const now = useNow();
  const feed = useAlertStore();
  const { isStale, ageMs } = feedFreshness(feed, now);
  const alerts = inOrder(feed.alerts ?? [], now);
  const waiting = alerts.filter((alert) => needsResponse(alert, now)).length;
  return (
    <Card
      title={t('alert.open')}
      testId="open-alerts"
      isStale={isStale}
      aside={
        feed.alerts === null || isStale ? null : (
          <p className="alert-counts">
            {t('alert.openCount', { count: alerts.length })} · {t('alert.unacknowledgedCount', { count: waiting })}
          </p>
        )
      }
    >
      {isStale && feed.alerts !== null ? (
        <p className="alert-old" role="status">
          {t('stale.age', { age: ageWords(ageMs ?? 0, t) })}
        </p>
      ) : null}
      {feed.alerts === null ? (
        <p className="attention-status">{t('alert.notLoaded')}</p>
      ) : alerts.length === 0 && !isStale ? (
        <p className="attention-status" data-testid="no-alerts">
          {t('alert.noneOpen')}
        </p>
      ) : null}
      {/* Only rows that come are read out: ages change each second. */}
      <div aria-live="polite" aria-relevant="additions">
        <ul className="alert-list">
          {alerts.map((alert) => (
            <AlertRow key={`${alert.id} ${alert.episode}`} alert={alert} now={now} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

function ClosedAlerts() {
  const { t } = useTranslation();
  const now = useNow();
  const [before, setBefore] = useState<number | null>(null);
  const language = useLanguage();
  const answer = usePolled(CLOSED_ALERTS, { language, before, first: CLOSED_SHOWN }, CLOSED_EVERY_MS);
  const alerts = answer.data?.alerts;
  const last = alerts?.at(-1)?.firedAt ?? null;
  return (
    <Card title={t('alert.closed')} testId="closed-alerts">
      <LoadedList answer={answer} items={alerts} empty={t('alert.noneClosed')}>
        {(items) => (
          <ul className="alert-list">
            {items.map((alert) => (
              <AlertRow key={alert.id} alert={alert} now={now} />
            ))}
          </ul>
        )}
      </LoadedList>
      <div className="alert-pages">
        {before === null ? null : (
          <button type="button" onClick={() => setBefore(null)}>
            {t('alert.newest')}
          </button>
        )}
        {alerts?.length === CLOSED_SHOWN && last !== null ? (
          <button type="button" onClick={() => setBefore(last)}>
            {t('alert.older')}
          </button>
        ) : null}
      </div>
    </Card>
  );
}
