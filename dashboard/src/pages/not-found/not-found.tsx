import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Says that an address names nothing, and where to go. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <h1 className="page-status">{t('state.notFound')}</h1>
      <p>
        <Link to="/">{t('state.backToNetwork')}</Link>
      </p>
    </div>
  );
}
