import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { AlertAxes } from '../../alerts/alert-axes';
import { AlertMark } from '../../alerts/alert-mark';
import { ALERT_PAGE } from '../../alerts/alert-operations';
import type { Alert } from '../../alerts/alert-state';
import { placeWords } from '../../alerts/alert-words';
import { Card } from '../../components/card';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { usePageTitle } from '../../components/layout/use-page-title';
import { LoadFailure } from '../../components/loaded-list';
import type { AlertPageQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { usePolled } from '../../live/graphql-client';
import { useNow } from '../../live/network-clock';
import { DemoRole } from '../directives/demo-role';
import { DirectiveSection } from '../directives/directive-section';
import { AlertActions } from './alert-actions';
import { AlertFigure } from './alert-figure';
import { AlertTimeline } from './alert-timeline';

const EVERY_MS = 2_000;

type Page = NonNullable<AlertPageQuery['alert']>;

/** An alert: what is wrong, what to do about it, how it is handled, its directives and its timeline. */
export default function AlertPage() {
  const { t } = useTranslation();
  const { alertId = '' } = useParams();
  const language = useLanguage();
  const answer = usePolled(ALERT_PAGE, { id: alertId, language }, EVERY_MS);
  const [own, setOwn] = useState<{ readonly alert: Alert; readonly at: number } | null>(null);
  const page = answer.data?.alert;
  // Until the next answer, what this page itself has just changed is newer.
  const isOwnNewer = own !== null && own.alert.id === alertId && own.at > (answer.loadedAt ?? 0);
  usePageTitle(page?.alert.name);
  if (answer.data === null)
    return answer.error === null ? (
      <p className="page-status" role="status">
        {t('state.loading')}
      </p>
    ) : (
      <LoadFailure error={answer.error} className="page-status" />
    );
  if (!page)
    return (
      <div className="page">
        <p className="page-status">{t('alert.notFound')}</p>
        <Link to="/alerts">{t('alert.title')}</Link>
      </div>
    );
  const alert = isOwnNewer ? own.alert : page.alert;
  return (
    <div className="page alert-page" data-testid="alert-page" data-stale={answer.error !== null}>
      <Breadcrumb crumbs={[{ name: t('alert.title'), to: '/alerts' }, { name: alert.name }]} />
      <AlertHead alert={alert} />
      <LoadFailure error={answer.error} className="alert-old" />
      <div className="split split-even">
        <div className="stack">
          <AlertCard
            alert={alert}
            advice={page.alert.advice}
            onChanged={(changed) => setOwn({ alert: changed, at: Date.now() })}
          />
          <AlertTimeline entries={page.timeline} />
        </div>
        <div className="stack">
          <AlertDirectives alert={alert} />
        </div>
      </div>
    </div>
  );
}

function AlertHead({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const place = placeWords(alert, catalogue, t);
  return (
    <header className="page-head">
      <p className="kicker">
        {alert.centreId === null ? place : <Link to={`/centres/${encodeURIComponent(alert.centreId)}`}>{place}</Link>}
      </p>
      <h1>{alert.name}</h1>
      <AlertMark alert={alert} />
    </header>
  );
}

interface AlertCardProps {
  readonly alert: Alert;
  readonly advice: Page['alert']['advice'];
  readonly onChanged: (alert: Alert) => void;
}

function AlertCard({ alert, advice, onChanged }: AlertCardProps) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <Card title={t('alert.state')} aside={alert.centreId === null ? null : <DemoRole centreId={alert.centreId} />}>
      <AlertAxes alert={alert} now={now} />
      <AlertFigure alert={alert} />
      <p className="alert-advice">{advice}</p>
      <AlertActions alert={alert} onChanged={onChanged} />
    </Card>
  );
}

function AlertDirectives({ alert: { id, centreId } }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  if (centreId !== null) return <DirectiveSection centreId={centreId} alertId={id} hasRoles={false} />;
  return (
    <section className="card">
      <p>{t('alert.noCentre')}</p>
    </section>
  );
}
