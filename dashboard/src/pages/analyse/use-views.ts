import { useCallback, useEffect, useState } from 'react';
import type { Language, SavedViewPartsFragment } from '../../gql/graphql';
import { ask, type Loaded } from '../../live/graphql-client';
import { reasonOf } from '../../live/reason-of';
import { SAVED_VIEWS } from './analyse-operations';

/** The saved views that the reader may open, and how to ask for them again after a change. */
export function useViews(language: Language): {
  readonly views: Pick<Loaded<readonly SavedViewPartsFragment[]>, 'data' | 'error'>;
  readonly reload: () => void;
} {
  const [views, setViews] = useState<Pick<Loaded<readonly SavedViewPartsFragment[]>, 'data' | 'error'>>({
    data: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn stands for "ask again"
  useEffect(() => {
    let isOver = false;
    ask(SAVED_VIEWS, { language }).then(
      ({ savedViews }) => {
        if (!isOver) setViews({ data: savedViews, error: null });
      },
      (cause: unknown) => {
        if (!isOver) setViews((old) => ({ ...old, error: reasonOf(cause) }));
      },
    );
    return () => {
      isOver = true;
    };
  }, [language, turn]);
  return { views, reload: useCallback(() => setTurn((old) => old + 1), []) };
}
