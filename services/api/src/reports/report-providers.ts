import { Logger, type Provider } from '@nestjs/common';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { ArchiveStore } from '#store/reports/archive-store.js';
import { RecipientStore } from '#store/reports/recipient-store.js';
import { ReportFileStore } from '#store/reports/report-file-store.js';
import { RunStore } from '#store/reports/run-store.js';
import { SubscriptionStore } from '#store/reports/subscription-store.js';
import { SavedViewStore } from '#store/views/saved-view-store.js';
import type { FullApiConfig } from '../api-config.js';
import { Questions } from '../kpi/questions.js';
import { LiveHub } from '../live/live-hub.js';
import { ChangeRecipients } from './change-recipients.js';
import { ChangeSubscriptions } from './change-subscriptions.js';
import { DocumentRenderer } from './document-renderer.js';
import { ReportResolver } from './report.resolver.js';
import { reportAsker } from './report-asker.js';
import { REPORT_DEFAULTS } from './report-config.js';
import { ReportHost } from './report-host.js';
import { ReportRestater } from './report-restater.js';
import { ReportRunResolver } from './report-run.resolver.js';
import { ReportRunner } from './report-runner.js';

const store = <Made>(made: new (database: Database) => Made): Provider => ({
  provide: made,
  useFactory: (database: Database) => new made(database),
  inject: [DATABASE],
});

/** Everything that makes, sends and shows reports. */
export function reportProviders(config: FullApiConfig): readonly Provider[] {
  const reports = config.reports ?? REPORT_DEFAULTS;
  const { now, smallestCell, endedTokens } = config;
  const logger = new Logger('reports');
  return [
    ...[SubscriptionStore, RecipientStore, ArchiveStore, ReportFileStore, RunStore].map(store<object>),
    {
      provide: ReportRunner,
      useFactory: (database: Database, questions: Questions, hub: LiveHub, archive: ArchiveStore) => {
        const directory = () => hub.directory();
        const ask = reportAsker(questions, directory, smallestCell);
        return new ReportRunner({
          database,
          directory,
          renderer: new DocumentRenderer({ database, directory, ask }),
          restater: new ReportRestater(archive, ask),
          config: reports,
          isTokenEnded: async (tokenId) => (await endedTokens?.isEnded(tokenId)) === true,
          isLoadingHistory: () => config.history?.()?.isDone === false,
          now,
          onFailure: (message, error) =>
            logger.error(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
        });
      },
      inject: [DATABASE, Questions, LiveHub, ArchiveStore],
    },
    {
      provide: ChangeSubscriptions,
      useFactory: (subscriptions: SubscriptionStore, runs: RunStore, views: SavedViewStore, hub: LiveHub) =>
        new ChangeSubscriptions({ subscriptions, runs, views, directory: () => hub.directory(), now }),
      inject: [SubscriptionStore, RunStore, SavedViewStore, LiveHub],
    },
    {
      provide: ChangeRecipients,
      useFactory: (recipients: RecipientStore, changes: ChangeSubscriptions) =>
        new ChangeRecipients(recipients, changes, reports, now),
      inject: [RecipientStore, ChangeSubscriptions],
    },
    ReportHost,
    ReportResolver,
    ReportRunResolver,
  ];
}
