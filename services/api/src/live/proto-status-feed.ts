import { statusPicture } from '#contracts/status/read-status.js';
import type { StatusPicture } from '#domain/status/status-picture.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';

/** Follows the status feed; a value that cannot be decoded is reported and left out. Returns what ends it. */
export function followStatusFeed(
  feed: LatestFeed,
  apply: (pictures: readonly StatusPicture[]) => void,
  onError: (error: unknown) => void,
): () => void {
  return feed.subscribe((entries) => {
    const pictures: StatusPicture[] = [];
    for (const { value } of entries) {
      try {
        pictures.push(statusPicture(value));
      } catch (error) {
        onError(error);
      }
    }
    apply(pictures);
  });
}
