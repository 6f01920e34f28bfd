import { readCentreStatus } from '#contracts/status/read-status.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';

/** Follows the status feed; a value that cannot be decoded is reported and left out. Returns what ends it. */
export function followStatusFeed(
  feed: LatestFeed,
  apply: (pictures: readonly CentreStatus[]) => void,
  onError: (error: unknown) => void,
): () => void {
  return feed.subscribe((entries) => {
    const pictures: CentreStatus[] = [];
    for (const { value } of entries) {
      try {
        pictures.push(readCentreStatus(value));
      } catch (error) {
        onError(error);
      }
    }
    apply(pictures);
  });
}
