import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Loaded } from '../live/graphql-client';

/** Shows that a request failed, why, and that it is retried; shows nothing without an error. */
export function LoadFailure({ error, className = 'attention-status' }: LoadFailureProps) {
  const { t } = useTranslation();
  if (error === null) return null;
  return (
    <p className={className} role="status">
      {t('state.failed', { reason: error })} {t('state.retrying')}
    </p>
  );
}

interface LoadFailureProps {
  readonly error: string | null;
  readonly className?: string;
}

interface LoadedListProps<Item> {
  readonly answer: Pick<Loaded<unknown>, 'error'>;
  /** Undefined: not loaded. */
  readonly items: readonly Item[] | undefined;
  /** What is said of a list that is loaded and has no items. */
  readonly empty: string;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list, or why there is none: "loading", "failed" and "empty" are three different things. */
export function LoadedList<Item>({ answer, items, empty, children }: LoadedListProps<Item>) {
  const { t } = useTranslation();
  const words = items === undefined ? (answer.error === null ? t('state.loading') : null) : empty;
  return (
    <>
      <LoadFailure error={answer.error} />
      {items !== undefined && items.length > 0 ? (
        children(items)
      ) : words === null ? null : (
        <p className="attention-status">{words}</p>
      )}
    </>
  );
}
