import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** One step of the way down; the last has no address. */
interface Crumb {
  readonly name: string;
  readonly to?: string;
}

/** The way from the network to here. */
export function Breadcrumb({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  const { t } = useTranslation();
  return (
    <nav className="breadcrumb" aria-label={t('nav.breadcrumb')}>
      <ol>
        {crumbs.map(({ name, to }) => (
          <li key={to ?? name}>
            {to === undefined ? <span aria-current="page">{name}</span> : <Link to={to}>{name}</Link>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
