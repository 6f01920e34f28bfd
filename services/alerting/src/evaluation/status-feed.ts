import { statusPicture } from '#contracts/status/read-status.js';
import type { StatusPicture } from '#domain/status/status-picture.js';
import type { FeedEntry, LatestFeed } from '#platform/event-log/latest-feed.js';

/** Hears the newest picture of each centre; what cannot be decoded is told and left out. Returns what ends it. */
export function hearStatuses(
  feed: LatestFeed,
  apply: (pictures: readonly StatusPicture[]) => void,
  onError: (error: unknown) => void,
): () => void {
  const decode = ({ value }: FeedEntry): readonly StatusPicture[] => {
    try {
      return [statusPicture(value)];
    } catch (error) {
      onError(error);
      return [];
    }
  };
  return feed.subscribe((entries) => apply(entries.flatMap(decode)));
}
