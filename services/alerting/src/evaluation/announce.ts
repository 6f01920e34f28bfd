import type { AlertChange } from '#contracts/alert/alert-change.js';
import type { AnnouncementStore } from '#store/alerts/announcement-store.js';

/** Where changes of alerts are published for other systems. */
export interface AlertChangeFeed {
  /**
   * Resolves when the brokers have stored the messages, in this order. @throws when they did not; some messages may be
   * stored all the same
   */
  send(messages: readonly { readonly key: string; readonly value: string }[]): Promise<void>;
}

/** Changes of one centre have the same key and keep their order; the others are keyed by the alert's identity. */
const keyOf = ({ alert: { centreId, regionId, agencyId, ruleId } }: AlertChange): string =>
  centreId ?? regionId ?? agencyId ?? ruleId;

/**
 * Publishes changes, oldest first, and deletes them from the database when the brokers have them: at least once. Only
 * one process at a time should run it, or changes are published twice. @returns the number of published changes; `max`
 * means that there may be more
 */
export async function announce(announcements: AnnouncementStore, feed: AlertChangeFeed, max: number): Promise<number> {
  const changes = await announcements.oldest(max);
  if (changes.length === 0) return 0;
  await feed.send(changes.map((change) => ({ key: keyOf(change), value: JSON.stringify(change) })));
  await announcements.markPublished(changes);
  return changes.length;
}
