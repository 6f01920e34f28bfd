import { useTranslation } from 'react-i18next';
import { useFormats } from '../../language/use-formats';
import { BACKFILL } from '../../live/catalogue/catalogue-operations';
import { usePolled } from '../../live/graphql-client';

const EVERY_MS = 5_000;

/** How far the history is that agents still send; nothing once all is in. */
export function BackfillStrip() {
  const { t } = useTranslation();
  const formats = useFormats();
  const answer = usePolled(BACKFILL, NO_VARIABLES, EVERY_MS);
  const backfill = answer.data?.network.backfill;
  if (!backfill) return null;
  return (
    <section className="backfill" data-testid="backfill" data-share={backfill.share} aria-label={t('backfill.label')}>
      <span>{t('backfill.label')}</span>
      <progress max={1} value={backfill.share} aria-label={t('backfill.label')} />
      <span className="backfill-words">
        {t('backfill.share', { share: formats.share(backfill.share), pending: formats.count(backfill.pendingEvents) })}
      </span>
    </section>
  );
}

const NO_VARIABLES = {};
