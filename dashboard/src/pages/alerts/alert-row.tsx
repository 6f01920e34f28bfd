import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AlertAxes } from '../../alerts/alert-axes';
import { AlertMark } from '../../alerts/alert-mark';
import { type Alert, isActive, needsResponse } from '../../alerts/alert-state';
import { placeWords } from '../../alerts/alert-words';
import { useCatalogue } from '../../live/catalogue/catalogue';

/** One alert of the list: what, where, and its three axes. */
export function AlertRow({ alert, now }: { readonly alert: Alert; readonly now: number }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const look = !isActive(alert) ? 'over' : needsResponse(alert, now) ? alert.severity : 'held';
  return (
    <li
      className={`alert-row alert-row-${look}`}
      data-testid="alert-row"
      data-alert={alert.id}
      data-rule={alert.ruleId}
    >
      <AlertMark alert={alert} />
      <Link to={`/alerts/${encodeURIComponent(alert.id)}`} className="alert-name">
        {alert.name}
      </Link>
      <span className="alert-place">{placeWords(alert, catalogue, t)}</span>
      <AlertAxes alert={alert} now={now} />
    </li>
  );
}
