import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

/** The pages about alerts. */
export function AlertsNav() {
  const { t } = useTranslation();
  return (
    <nav className="alerts-nav" aria-label={t('alert.pages')}>
      <NavLink to="/alerts" end>
        {t('alert.title')}
      </NavLink>
      <NavLink to="/alerts/load">{t('alert.load')}</NavLink>
      <NavLink to="/rules">{t('rules.title')}</NavLink>
    </nav>
  );
}
