import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { BackfillStrip } from '../../components/layout/backfill-strip';
import { Lights } from '../../components/layout/lights';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useNow } from '../../live/network-clock';
import type { Rotation } from './rotation';

/** Whose wall it is, whether it can be trusted, and what time it is there. */
export function WallHead({ rotation }: { readonly rotation: Rotation }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const formats = useFormats();
  const now = useNow();
  const hold = rotation.isPinned ? t('wall.pinned') : rotation.isPaused ? t('wall.paused') : null;
  return (
    <header className="wall-head">
      <h1>
        <Link to="/">
          <img src="/mnara.svg" alt="" />
          {catalogue?.networkName ?? t('app.name')}
        </Link>
      </h1>
      <BackfillStrip />
      {hold ? <span className="wall-hold">{hold}</span> : null}
      <Lights />
      <p className="wall-clock">
        <span className="wall-date">{formats.date(now)}</span>{' '}
        <time dateTime={new Date(now).toISOString()}>{formats.time(now)}</time>
      </p>
    </header>
  );
}
