import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { AlertAxes } from '../../alerts/alert-axes';
import { AlertMark } from '../../alerts/alert-mark';
import { ALERT_PAGE } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import { placeWords } from '../../alerts/alert-words';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { usePageTitle } from '../../components/layout/use-page-title';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { DirectiveSection } from '../directives/directive-section';
import { TryRoles } from '../directives/try-roles';
import { AlertActions } from './alert-actions';
import { AlertFigure } from './alert-figure';
import { AlertTimeline } from './alert-timeline';

const EVERY_MS = 2_000;

/** An alert: what is wrong and what to do, its three axes, what people can do with it, its directives, and all that happened to it. */
export default function AlertPage() {
  const { t } = useTranslation();
  const { alertId = '' } = useParams();
  const now = useNow();
  const catalogue = useCatalogue();
  const language = useLanguage();
  const answer = usePolled(ALERT_PAGE, { id: alertId, language }, EVERY_MS);
  const [own, setOwn] = useState<{ readonly alert: Alert; readonly at: number } | null>(null);
  const page = answer.data?.alert;
  // Until the next answer, what this page itself has just changed is the newer.
  const isOwnNewer = own !== null && own.alert.id === alertId && own.at > (answer.loadedAt ?? 0);
  const alert = isOwnNewer ? own.alert : page?.alert;
  usePageTitle(page?.alert.name);
  if (answer.data === null)
    return (
      <p className="page-status" role="status">
        {answer.error === null
          ? t('state.loading')
          : `${t('state.failed', { reason: answer.error })} ${t('state.retrying')}`}
      </p>
    );
  if (!page || !alert)
    return (
      <div className="page">
        <p className="page-status">{t('alert.notFound')}</p>
        <Link to="/alerts">{t('alert.title')}</Link>
      </div>
    );
  const { centreId } = alert;
  return (
    <div className="page alert-page" data-testid="alert-page" data-stale={answer.error !== null}>
      <Breadcrumb crumbs={[{ name: t('alert.title'), to: '/alerts' }, { name: alert.name }]} />
      <header className="page-head">
        <p className="kicker">
          {centreId === null ? (
            placeWords(alert, catalogue, t)
          ) : (
            <Link to={`/centres/${encodeURIComponent(centreId)}`}>{placeWords(alert, catalogue, t)}</Link>
          )}
        </p>
        <h1>{alert.name}</h1>
        <AlertMark alert={alert} />
      </header>
      {answer.error === null ? null : (
        <p className="alert-old" role="status">
          {t('state.failed', { reason: answer.error })} {t('state.retrying')}
        </p>
      )}
      <div className="split split-even">
        <div className="stack">
          <section className="card" aria-labelledby="state-title">
            <header className="card-head">
              <h2 id="state-title">{t('alert.state')}</h2>
              {centreId === null ? null : <TryRoles centreId={centreId} />}
            </header>
            <AlertAxes alert={alert} now={now} />
            <AlertFigure alert={alert} />
            <p className="alert-advice">{page.alert.advice}</p>
            <AlertActions alert={alert} onChanged={(changed) => setOwn({ alert: changed, at: Date.now() })} />
          </section>
          <AlertTimeline entries={page.timeline} />
        </div>
        <div className="stack">
          {centreId === null ? (
            <section className="card">
              <p>{t('alert.noCentre')}</p>
            </section>
          ) : (
            <DirectiveSection centreId={centreId} alertId={alertId} hasRoles={false} />
          )}
        </div>
      </div>
    </div>
  );
}
