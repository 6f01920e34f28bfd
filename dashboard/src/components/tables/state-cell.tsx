import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Severity } from '../../live/live-state';
import { SeverityMark } from '../tiles/severity-mark';

interface StateCellProps {
  readonly severity: Severity;
  /** Nothing is open, and nothing should be. */
  readonly isClosed: boolean;
  /** Shown instead of the severity's own word where something is wrong. */
  readonly reason?: ReactNode;
}

/** How a region or a centre is, by colour, shape and words. */
export function StateCell({ severity, isClosed, reason }: StateCellProps) {
  const { t } = useTranslation();
  const state = severity === 'normal' && isClosed ? 'closed' : severity;
  const isWell = state === 'normal' || state === 'closed';
  return (
    <span className={`state state-${state}`}>
      <SeverityMark severity={state} hasText /> {isWell || reason === undefined ? t(`severity.${state}`) : reason}
    </span>
  );
}
