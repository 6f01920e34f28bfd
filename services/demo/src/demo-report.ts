import type { Database } from '#platform/postgres/database.js';
import { NetworkStore } from '#store/network/network-store.js';
import { RecipientStore } from '#store/reports/recipient-store.js';
import { SubscriptionStore } from '#store/reports/subscription-store.js';

/** The subscription of the demonstration: always the same, so that a restart adds no second one. */
const DEMO_REPORT_ID = '00000000-0000-4000-8000-0000000000de';
const WEEK_MS = 7 * 86_400_000;
/** A mobile centre can be without a link for hours, and a visitor does not wait for it that long. */
const DEADLINE_SECONDS = 600;
/** No mail reaches it (RFC 2606): without a mail server the report stays in the archive and says why. */
const NOWHERE = 'secretariat@demonstration.invalid';

/**
 * Keeps the weekly letter of the demonstration. The last week is due at once, and is made when its history has been
 * recorded, or after ten minutes. It goes to the installation's own mail address, to nobody else.
 * @param mailAddress address that mails are sent from; undefined: no mail server is configured
 */
export async function keepDemoReport(database: Database, mailAddress: string | undefined, now: number): Promise<void> {
  const subscriptions = new SubscriptionStore(database);
  if ((await subscriptions.find(DEMO_REPORT_ID)) === undefined) {
    const { network } = await new NetworkStore(database).directory();
    const content = {
      name: 'Weekly letter to the secretariat',
      template: 'weekly_letter',
      viewId: null,
      cadence: 'weekly',
      wallTime: '07:30',
      timeZone: network.timeZone,
      language: 'en',
      formats: ['pdf', 'xlsx'],
      deadlineSeconds: DEADLINE_SECONDS,
    } as const;
    await subscriptions.add(
      DEMO_REPORT_ID,
      content,
      { name: 'demonstration', scope: { kind: 'network' } },
      now - WEEK_MS,
    );
  }
  await new RecipientStore(database).keepOwn(DEMO_REPORT_ID, mailAddress ?? NOWHERE, 'demonstration', now);
}
