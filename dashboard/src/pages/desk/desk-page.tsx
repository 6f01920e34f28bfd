import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Breadcrumb } from '../../components/layout/breadcrumb';
import { usePageTitle } from '../../components/layout/use-page-title';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { CENTRE_INSIDE } from '../../live/catalogue/catalogue-operations';
import { useDetail } from '../../live/connection';
import { usePolled } from '../../live/graphql-client';
import { NotFound } from '../not-found/not-found';
import { DeskFigures } from './desk-figures';
import { DeskHistory, DeskHours } from './desk-hours';

const TEN_MINUTES = 600_000;

/**
 * A desk: what it does now, its day by hour (transactions, waits, service times, staff log-in time), its ratings
 * and its last two weeks.
 */
export default function DeskPage() {
  const { t } = useTranslation();
  const { centreId = '', deskId = '' } = useParams();
  useDetail({ centreId });
  const catalogue = useCatalogue();
  const entry = catalogue?.centre.get(centreId);
  const inside = usePolled(CENTRE_INSIDE, { id: centreId, language: useLanguage() }, TEN_MINUTES);
  const desk = inside.data?.centre?.desks.find(({ id }) => id === deskId);
  const name = desk?.name ?? deskId;
  usePageTitle(entry === undefined ? undefined : `${name} · ${entry.name}`);
  if (!catalogue || inside.isLoading) return <p className="page-status">{t('state.loading')}</p>;
  if (!entry || (inside.data && !desk)) return <NotFound />;
  const which = { centreId, deskId, timeZone: entry.timeZone };
  const region = catalogue.region.get(entry.regionId);
  return (
    <div className="page" data-testid="desk-page">
      <Breadcrumb
        crumbs={[
          { name: catalogue.networkName, to: '/' },
          { name: region?.name ?? entry.regionId, to: `/regions/${encodeURIComponent(entry.regionId)}` },
          { name: entry.name, to: `/centres/${encodeURIComponent(centreId)}` },
          { name },
        ]}
      />
      <header className="page-head">
        <p className="kicker">{t('desk.kicker')}</p>
        <h1>{name}</h1>
        <p className="as-of">
          {t('desk.services')}: {desk?.services.map(({ id }) => catalogue.nameOf(id) ?? id).join(' · ')}
        </p>
      </header>
      <DeskFigures {...which} />
      <DeskHours {...which} />
      <DeskHistory {...which} />
    </div>
  );
}
