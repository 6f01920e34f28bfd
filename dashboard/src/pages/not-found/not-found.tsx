import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Shown for an address without a page, with a link to the network. */
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
