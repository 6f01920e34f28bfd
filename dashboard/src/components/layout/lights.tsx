import { useTranslation } from 'react-i18next';
import { ageWords } from '../../language/format';
import { type Light, lightsAt } from '../../live/freshness';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';

/** The three lights: the link to the server, the server itself, and the data that arrives at it. */
export function Lights() {
  const { t } = useTranslation();
  const now = useNow();
  const network = useLiveStore((state) => state.network);
  const socket = useLiveStore((state) => state.networkSocket);
  const openAt = useLiveStore((state) => state.socketOpenAt);
  const lights = lightsAt(network, socket, openAt === null ? null : openAt + network.serverOffsetMs, now);
  return (
    <ul className="lights" aria-label={t('light.title')}>
      <LightItem name="socket" light={lights.socket} now={now} />
      <LightItem name="server" light={lights.server} now={now} />
      <LightItem name="data" light={lights.data} now={now} />
    </ul>
  );
}

function LightItem({
  name,
  light,
  now,
}: {
  readonly name: 'socket' | 'server' | 'data';
  readonly light: Light;
  readonly now: number;
}) {
  const { t } = useTranslation();
  const age = light.since === null ? null : ageWords(now - light.since, t);
  return (
    <li className={`light light-${light.state}`} data-testid={`light-${name}`} data-state={light.state}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {light.state === 'bad' ? (
          <path d="M12 1 23 12 12 23 1 12Z" />
        ) : (
          <circle cx="12" cy="12" r={light.state === 'good' ? 6 : 8} />
        )}
      </svg>
      <span className="light-name">{t(`light.${name}`)}</span>{' '}
      <span className="light-word">{t(`light.${name}_${light.state}`)}</span>
      {light.state === 'bad' && age !== null ? <span className="light-age"> {t('light.for', { age })}</span> : null}
    </li>
  );
}
