import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface AnalyseLinkProps {
  readonly place: { readonly key: 'region' | 'centre'; readonly id: string };
}

/**
 * To a ready question about a place: its last month beside the month before, a region by centre, a centre by service.
 */
export function AnalyseLink({ place: { key, id } }: AnalyseLinkProps) {
  const { t } = useTranslation();
  const question = new URLSearchParams({
    period: 'last_month',
    by: key === 'region' ? 'centre' : 'service',
    where: `${key}=${id}`,
    compare: 'before',
    totals: 'true',
  });
  return (
    <Link className="badge" to={`/analyse?${question}`} data-testid="analyse-link">
      {t(key === 'region' ? 'analyse.thisRegion' : 'analyse.thisCentre')}
    </Link>
  );
}
