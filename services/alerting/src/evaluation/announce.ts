import type { AlertChange } from '#contracts/alert/alert-change.js';
import type { AnnouncementStore } from '#store/alerts/announcement-store.js';

/** Where other systems read changes of alerts. */
export interface AlertChangeFeed {
  /** Resolves when the brokers have the messages, in this order. @throws when they do not take them: some may be there all the same */
  send(messages: readonly { readonly key: string; readonly value: string }[]): Promise<void>;
}

/** Changes of one centre stay together; those of no centre go by what they are about. */
const keyOf = ({ alert: { centreId, regionId, agencyId, ruleId } }: AlertChange): string =>
  centreId ?? regionId ?? agencyId ?? ruleId;

/**
 * Tells changes, oldest first, and forgets them once the brokers have them: at least once. Only one process at a time should, or what it tells comes
 * twice. @returns how many were told; as many as `most` means that there may be more
 */
export async function announce(announcements: AnnouncementStore, feed: AlertChangeFeed, most: number): Promise<number> {
  const changes = await announcements.oldest(most);
  if (changes.length === 0) return 0;
  await feed.send(changes.map((change) => ({ key: keyOf(change), value: JSON.stringify(change) })));
  await announcements.told(changes);
  return changes.length;
}
