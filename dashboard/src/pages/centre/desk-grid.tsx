import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '../../components/card';
import { ageWords } from '../../language/format';
import { useLanguage } from '../../language/use-language';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { CENTRE_INSIDE } from '../../live/catalogue/catalogue-operations';
import { usePolled } from '../../live/graphql-client';
import type { CentreStatus } from '../../live/live-state';
import { useNow } from '../../live/network-clock';
import { type DeskStatus, deskStateKey } from './desk-state';

const TEN_MINUTES = 600_000;

interface DeskGridProps {
  readonly centreId: string;
  readonly status: CentreStatus | undefined;
  readonly isStale: boolean;
}

/** The desks of a centre and the current state of each. */
export function DeskGrid({ centreId, status, isStale }: DeskGridProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const inside = usePolled(CENTRE_INSIDE, { id: centreId, language }, TEN_MINUTES);
  const nameOf = new Map(inside.data?.centre?.desks.map(({ id, name }) => [id, name]));
  return (
    <Card title={t('centre.desks')} isStale={isStale}>
      {status?.desks === undefined ? (
        <p className="attention-status">{t('state.notLoaded')}</p>
      ) : (
        <ul className="desks" data-testid="desks">
          {status.desks.map((desk) => (
            <li key={desk.deskId}>
              <DeskLink
                to={`/centres/${encodeURIComponent(centreId)}/desks/${encodeURIComponent(desk.deskId)}`}
                desk={desk}
                name={nameOf.get(desk.deskId) ?? desk.deskId}
                isStale={isStale}
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

interface DeskLinkProps {
  readonly to: string;
  readonly desk: DeskStatus;
  readonly name: string;
  readonly isStale: boolean;
}

function DeskLink({ to, desk, name, isStale }: DeskLinkProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const now = useNow();
  const key = isStale ? null : deskStateKey(desk);
  const isServing = key === 'serving';
  return (
    <Link to={to} className={`desk desk-${key ?? 'unknown'}`} data-testid={`desk-${desk.deskId}`}>
      <b>{name}</b>
      <span className="desk-age">{key !== null && desk.since !== null ? ageWords(now - desk.since, t) : ''}</span>
      <span className="desk-state">
        {key === null ? t('severity.unknown') : t(`desk.${key}`)}
        {isServing && desk.ticketNo !== null ? ` ${desk.ticketNo}` : ''}
      </span>
      <span className="desk-what">
        {isServing && desk.serviceId !== null ? (catalogue?.nameOf(desk.serviceId) ?? '') : ''}
      </span>
    </Link>
  );
}
