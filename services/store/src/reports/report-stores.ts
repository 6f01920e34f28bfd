import type { Database } from '#platform/postgres/database.js';
import { ArchiveStore } from './archive-store.js';
import { RecipientStore } from './recipient-store.js';
import { ReportFileStore } from './report-file-store.js';
import { RunStore } from './run-store.js';
import { readDeliveries } from './send-reports.js';
import { SubscriptionStore } from './subscription-store.js';

/** Everything that is stored of reports. */
export class ReportStores {
  readonly subscriptions: SubscriptionStore;
  readonly recipients: RecipientStore;
  readonly archive: ArchiveStore;
  readonly files: ReportFileStore;
  readonly runs: RunStore;

  constructor(readonly database: Database) {
    this.subscriptions = new SubscriptionStore(database);
    this.recipients = new RecipientStore(database);
    this.archive = new ArchiveStore(database);
    this.files = new ReportFileStore(database);
    this.runs = new RunStore(database);
  }

  /** What became of the mails of runs, by recipient. */
  deliveries(runIds: readonly number[]): ReturnType<typeof readDeliveries> {
    return readDeliveries(this.database, runIds);
  }
}
