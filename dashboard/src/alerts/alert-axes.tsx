import { useTranslation } from 'react-i18next';
import { useFormats } from '../language/use-formats';
import { type Alert, isAcknowledged, isActive } from './alert-state';
import { conditionWords, responseWords, suppressionWords } from './alert-words';

/** The three axes of an alert, each for itself: what the problem does, who has it, and why nobody is paged. */
export function AlertAxes({ alert, now }: { readonly alert: Alert; readonly now: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isOpen = isActive(alert) && !isAcknowledged(alert, now);
  return (
    <dl className="axes">
      <div data-testid="axis-condition" data-value={alert.condition} data-signal={alert.signal}>
        <dt>{t('alert.axisCondition')}</dt>
        <dd>{conditionWords(alert, now, t)}</dd>
      </div>
      <div data-testid="axis-response" data-value={isAcknowledged(alert, now) ? 'acknowledged' : 'unacknowledged'}>
        <dt>{t('alert.axisResponse')}</dt>
        <dd className={isOpen ? 'axis-open' : undefined}>{responseWords(alert, now, formats, t)}</dd>
      </div>
      <div data-testid="axis-suppressed" data-value={alert.suppressedBy.join(' ')}>
        <dt>{t('alert.axisSuppressed')}</dt>
        <dd>{suppressionWords(alert, t)}</dd>
      </div>
    </dl>
  );
}
