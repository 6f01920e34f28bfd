import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { usePageTitle } from '../../components/layout/use-page-title';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { DirectiveSection } from '../directives/directive-section';
import { NotFound } from '../not-found/not-found';

/** The page of a centre's manager, made for a phone: what is ordered, and the answers to it. */
export default function ManagerPage() {
  const { t } = useTranslation();
  const { centreId = '' } = useParams();
  const catalogue = useCatalogue();
  const entry = catalogue?.centre.get(centreId);
  usePageTitle(entry?.name);
  if (!catalogue) return <p className="page-status">{t('state.loading')}</p>;
  if (!entry) return <NotFound />;
  return (
    <div className="page manager" data-testid="manager-page">
      <header className="page-head">
        <p className="kicker">{t('directive.managerKicker')}</p>
        <h1>{entry.name}</h1>
        <Link to={`/centres/${encodeURIComponent(centreId)}`}>{t('directive.toCentre')}</Link>
      </header>
      <DirectiveSection centreId={centreId} />
    </div>
  );
}
