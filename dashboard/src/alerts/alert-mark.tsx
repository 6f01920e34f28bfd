import { useTranslation } from 'react-i18next';
import { SeverityMark } from '../components/tiles/severity-mark';
import type { Alert } from './alert-state';
import { isActive } from './alert-state';

/** Severity by colour, shape and word; grey once the problem is gone. */
export function AlertMark({ alert }: { readonly alert: Pick<Alert, 'severity' | 'condition'> }) {
  const { t } = useTranslation();
  const isOver = !isActive(alert);
  const severity = isOver || alert.severity === 'info' ? 'normal' : alert.severity;
  return (
    <span className={`alert-severity alert-severity-${isOver ? 'over' : alert.severity}`}>
      <SeverityMark severity={severity} hasText /> {t(`alert.severity_${alert.severity}`)}
    </span>
  );
}
