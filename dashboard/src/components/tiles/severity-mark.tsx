import { useTranslation } from 'react-i18next';
import type { Severity } from '../../live/live-state';

const SHAPES: Readonly<Record<Severity | 'closed', string>> = {
  critical: 'M12 1 23 12 12 23 1 12Z',
  warning: 'M12 2 23 21.500H1Z',
  unknown: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z',
  normal: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z',
  closed: 'M6 10.500h12v3H6Z',
};

/**
 * The shape of a severity (diamond, triangle, dashed ring, dot, bar); its word is read out unless text beside it
 * says it already.
 */
export function SeverityMark({
  severity,
  hasText = false,
}: {
  readonly severity: Severity | 'closed';
  readonly hasText?: boolean;
}) {
  const { t } = useTranslation();
  const sign =
    severity === 'critical'
      ? 'M10.800 6.500h2.400l-.4 7h-1.600ZM10.700 15.300h2.600v2.400h-2.600Z'
      : severity === 'warning'
        ? 'M10.900 9h2.200l-.3 6h-1.600ZM10.800 16.400h2.400v2.200h-2.400Z'
        : '';
  return (
    <svg
      className={`mark mark-${severity}`}
      viewBox="0 0 24 24"
      role={hasText ? 'presentation' : 'img'}
      aria-label={hasText ? undefined : t(`severity.${severity}`)}
      aria-hidden={hasText || undefined}
    >
      <path className="mark-shape" d={SHAPES[severity]} />
      {sign ? <path className="mark-sign" d={sign} /> : null}
      {severity === 'unknown' ? (
        <text className="mark-question" x="12" y="16.500" textAnchor="middle">
          ?
        </text>
      ) : null}
    </svg>
  );
}
