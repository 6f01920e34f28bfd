import { useEffect } from 'react';
import { create } from 'zustand';
import type { AlertFeedSubscription } from '../gql/graphql';
import { useLanguage } from '../language/use-language';
import { supervise } from '../live/connection';
import { type Freshness, freshnessOf, HEARTBEAT_MS } from '../live/freshness';
import { ALERT_LIST } from './alert-operations';
import { type AlertFeedState, applyAlertMessage, EMPTY_FEED } from './alert-state';

/** The open alerts that this viewer may see, live. */
export const useAlertStore = create<AlertFeedState>(() => EMPTY_FEED);

/** How old the list is; like every figure it is stale when the server has been silent for three heartbeats. */
export const feedFreshness = ({ trueAt }: Pick<AlertFeedState, 'trueAt'>, now: number): Freshness =>
  freshnessOf(trueAt, HEARTBEAT_MS, now);

/** Follows the open alerts while the component is shown; another language subscribes again and keeps the old list. */
export function useAlertFeed(): void {
  const language = useLanguage();
  useEffect(
    () =>
      supervise(
        {
          query: ALERT_LIST.toString(),
          variables: { language },
          pick: ({ alertList }: AlertFeedSubscription) => alertList,
        },
        {
          phase: () => undefined,
          message: (message) => {
            const next = applyAlertMessage(useAlertStore.getState(), message);
            if (next !== null) useAlertStore.setState(next);
            return next !== null;
          },
        },
      ),
    [language],
  );
}
