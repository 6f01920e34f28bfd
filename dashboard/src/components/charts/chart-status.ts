import type { TFunction } from 'i18next';
import type { Loaded } from '../../live/graphql-client';

/** Why there is no chart, in words: under way, failed, or really without data. */
export function chartStatus(loaded: Loaded<unknown>, t: TFunction): string {
  if (loaded.error !== null && loaded.data === null)
    return `${t('state.failed', { reason: loaded.error })} ${t('state.retrying')}`;
  return loaded.data === null ? t('state.loading') : t('state.noData');
}
