import { useTranslation } from 'react-i18next';
import type { Alert } from '../../alerts/alert-state';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { AcknowledgeForm } from './acknowledge-form';
import { AssignForm } from './assign-form';
import { CommentForm } from './comment-form';
import { SilenceForm } from './silence-form';
import { useAlertChange } from './use-alert-change';

interface AlertActionsProps {
  readonly alert: Alert;
  readonly onChanged: (alert: Alert) => void;
}

/** What operators and managers can do with an alert: acknowledge, assign, comment and silence it. */
export function AlertActions({ alert, onChanged }: AlertActionsProps) {
  const { t } = useTranslation();
  const viewer = useCatalogue()?.viewer;
  const change = useAlertChange(onChanged);
  if (viewer?.role !== 'operator' && viewer?.role !== 'manager')
    return <p className="alert-read-only">{t('alert.readOnly')}</p>;
  return (
    <div className="alert-actions" data-testid="alert-actions">
      <p role="alert" className="faults">
        {change.problem}
      </p>
      {alert.closedAt === null ? (
        <>
          <AcknowledgeForm alert={alert} change={change} />
          <AssignForm alert={alert} change={change} viewerName={viewer.name} />
        </>
      ) : null}
      <CommentForm alert={alert} change={change} />
      <SilenceForm alert={alert} />
    </div>
  );
}
