import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card';
import { useFormats } from '../../language/use-formats';
import { useCatalogue } from '../../live/catalogue/catalogue';
import { useLiveStore } from '../../live/live-store';
import { useNow } from '../../live/network-clock';
import { adviceFor, type Known } from './advice';
import type { Definition } from './answer';
import type { Question } from './question';
import type { Refusal } from './refusal';
import type { Asking } from './use-answer';

interface AskingStripProps {
  readonly asking: Asking | null;
  readonly cancel: () => void;
  readonly askAgain: () => void;
  readonly question: Question;
  readonly definitions: readonly Definition[];
  readonly onChange: (question: Question) => void;
}

/** How far the answer is: under way with its time and a way to end it, refused with what can be done, or there. */
export function AskingStrip(props: AskingStripProps) {
  const { t } = useTranslation();
  const { asking, cancel, askAgain } = props;
  if (asking?.state === 'running') return <Running since={asking.since} onCancel={cancel} />;
  if (asking?.state === 'refused') return <Refused {...props} refusal={asking.refusal} />;
  if (asking?.state !== 'cancelled') return <p className="out-of-sight" role="status" data-testid="asking-done" />;
  return (
    <p className="analyse-strip" role="status" data-testid="asking-cancelled">
      {t('analyse.cancelled')}{' '}
      <button type="button" onClick={askAgain}>
        {t('analyse.advice_again')}
      </button>
    </p>
  );
}

/** The first second is not worth words that flicker. */
const QUIET_MS = 800;

function Running({ since, onCancel }: { readonly since: number; readonly onCancel: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const offset = useLiveStore((state) => state.network.serverOffsetMs);
  const ms = Math.max(0, useNow() - offset - since);
  return (
    <div className="analyse-strip" data-testid="asking-running" data-quiet={ms < QUIET_MS}>
      <span role="status">{t('analyse.running')}</span>
      {/* Read out every second it would be noise. */}
      <span aria-hidden="true">{t('analyse.seconds', { s: formats.count(ms / 1000) })}</span>
      <button type="button" onClick={onCancel} data-testid="cancel">
        {t('analyse.cancel')}
      </button>
    </div>
  );
}

function useKnown(definitions: readonly Definition[]): Known {
  const catalogue = useCatalogue();
  return {
    isKpi: (id) => definitions.some((definition) => definition.id === id),
    isValue: (key, value) => {
      if (catalogue === null || value === 'unknown') return undefined;
      if (key === 'region') return catalogue.region.has(value);
      if (key === 'centre') return catalogue.centre.has(value);
      return key === 'service' || key === 'agency' ? catalogue.nameOf(value) !== null : undefined;
    },
  };
}

function Refused({ refusal, ...props }: AskingStripProps & { readonly refusal: Refusal }) {
  const { t } = useTranslation();
  const { question, definitions, askAgain, onChange } = props;
  const advice = adviceFor(refusal.code, question, useKnown(definitions));
  return (
    <Card title={t('analyse.refusedTitle')} testId="refusal">
      <div role="alert" data-code={refusal.code}>
        <p>{t([`analyse.refused_${refusal.code}`, 'analyse.refused_other'])}</p>
        <p className="analyse-said" dir="auto">
          {refusal.words}
        </p>
      </div>
      <p className="analyse-buttons">
        {advice.map(({ kind, question: other }) => (
          <button key={kind} type="button" onClick={kind === 'again' ? askAgain : () => onChange(other)}>
            {t(`analyse.advice_${kind}`)}
          </button>
        ))}
      </p>
    </Card>
  );
}
