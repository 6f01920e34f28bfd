import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ageWords } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { CENTRE_INSIDE } from '../../live/catalogue/catalogue-operations';
import { usePolled } from '../../live/graphql-client';
import type { CentreStatus } from '../../live/live-state';
import { useNow } from '../../live/network-clock';
import { deskStateKey } from './desk-state';

const TEN_MINUTES = 600_000;

/** The desks of a centre and what each does this moment. */
export function DeskGrid({
  centreId,
  status,
  isStale,
}: {
  readonly centreId: string;
  readonly status: CentreStatus | undefined;
  readonly isStale: boolean;
}) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const now = useNow();
  const inside = usePolled(CENTRE_INSIDE, { id: centreId, language: useLanguage() }, TEN_MINUTES);
  const nameOf = new Map(inside.data?.centre?.desks.map(({ id, name }) => [id, name]));
  const desks = status?.desks;
  return (
    <section className="card" aria-labelledby="desks-title" data-stale={isStale}>
      <header className="card-head">
        <h2 id="desks-title">{t('centre.desks')}</h2>
      </header>
      {desks === undefined ? (
        <p className="attention-status">{t('state.notLoaded')}</p>
      ) : (
        <ul className="desks" data-testid="desks">
          {desks.map((desk) => {
            const key = isStale ? null : deskStateKey(desk);
            return (
              <li key={desk.deskId}>
                <Link
                  to={`/centres/${encodeURIComponent(centreId)}/desks/${encodeURIComponent(desk.deskId)}`}
                  className={`desk desk-${key ?? 'unknown'}`}
                  data-testid={`desk-${desk.deskId}`}
                >
                  <b>{nameOf.get(desk.deskId) ?? desk.deskId}</b>
                  <span className="desk-age">
                    {key !== null && desk.since !== null ? ageWords(now - desk.since, t) : ''}
                  </span>
                  <span className="desk-state">
                    {key === null ? t('severity.unknown') : t(`desk.${key}`)}
                    {key === 'serving' && desk.ticketNo !== null ? ` ${desk.ticketNo}` : ''}
                  </span>
                  <span className="desk-what">
                    {key === 'serving' && desk.serviceId !== null ? (catalogue?.nameOf(desk.serviceId) ?? '') : ''}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
