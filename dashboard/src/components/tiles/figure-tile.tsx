import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ageWords } from '../../language/format';
import type { Freshness } from '../../live/freshness';
import type { Severity } from '../../live/live-state';
import { SeverityMark } from './severity-mark';

interface FigureTileProps {
  readonly testId: string;
  readonly label: string;
  /** The figure in words; null is "no data". */
  readonly value: string | null;
  /** The value is a word, which may be longer than the tile is wide. */
  readonly isWord?: boolean;
  /** Short words beside the figure: its target, its change. */
  readonly aside?: string | undefined;
  /** What the figure is to be read against. */
  readonly note?: ReactNode;
  readonly freshness: Freshness;
  /** Anything but normal colours the tile, adds its shape and says `severityText`. */
  readonly severity?: Severity;
  readonly severityText?: string | undefined;
  /** A bar of 0 to 1 under the figure, with a tick at its target. */
  readonly meter?: { readonly value: number; readonly target: number | null } | undefined;
}

/** One figure. While its data is stale, hatching and the age in words replace the value. */
export function FigureTile({
  testId,
  label,
  value,
  isWord = false,
  aside,
  note,
  freshness,
  severity = 'normal',
  severityText,
  meter,
}: FigureTileProps) {
  const { t } = useTranslation();
  const shown = freshness.isStale ? 'unknown' : severity;
  return (
    <section
      className={`tile tile-${shown}`}
      data-testid={testId}
      data-stale={freshness.isStale}
      data-severity={shown}
      aria-label={label}
    >
      <h2 className="tile-label">
        {label}
        {shown !== 'normal' && !freshness.isStale ? (
          <SeverityMark severity={shown} hasText={Boolean(severityText)} />
        ) : null}
      </h2>
      {freshness.isStale ? (
        <p className="tile-stale">
          <span>
            {freshness.ageMs === null ? t('stale.never') : t('stale.short', { age: ageWords(freshness.ageMs, t) })}
          </span>
        </p>
      ) : (
        <>
          <p className={`tile-value${value === null ? ' tile-none' : isWord ? ' tile-word' : ''}`}>
            <span data-testid={`${testId}-value`}>{value ?? t('figure.noData')}</span>
            {aside && value !== null ? <small className="tile-aside">{aside}</small> : null}
          </p>
          <Meter meter={value === null ? undefined : meter} />
          <p className="tile-note">
            {severityText && shown !== 'normal' ? <b>{severityText} </b> : null}
            {note}
          </p>
        </>
      )}
    </section>
  );
}

function Meter({ meter }: { readonly meter: FigureTileProps['meter'] }) {
  if (!meter) return null;
  const percent = (share: number) => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return (
    <span className="meter" aria-hidden="true">
      <i style={{ width: percent(meter.value) }} />
      {meter.target === null ? null : <b style={{ left: percent(meter.target) }} />}
    </span>
  );
}
