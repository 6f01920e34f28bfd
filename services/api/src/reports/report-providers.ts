import { Logger, type Provider } from '@nestjs/common';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { ReportStores } from '#store/reports/report-stores.js';
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

/** Everything that makes, sends and shows reports. */
export function reportProviders(config: FullApiConfig): readonly Provider[] {
  const reports = config.reports ?? REPORT_DEFAULTS;
  const { now, smallestCell, endedTokens } = config;
  const logger = new Logger('reports');
  return [
    { provide: ReportStores, useFactory: (database: Database) => new ReportStores(database), inject: [DATABASE] },
    {
      provide: ReportRunner,
      useFactory: (database: Database, questions: Questions, hub: LiveHub, { archive }: ReportStores) => {
        const directory = () => hub.directory();
        const ask = reportAsker(questions, directory, smallestCell);
        return new ReportRunner({
          database,
          directory,
          renderer: new DocumentRenderer({ database, directory, ask }),
          restater: new ReportRestater(archive, ask),
          config: reports,
          isTokenEnded: async (tokenId) => (await endedTokens?.isEnded(tokenId)) === true,
          // A history that has not begun is not loaded either.
          isLoadingHistory: () => config.history !== undefined && config.history()?.isDone !== true,
          now,
          onFailure: (message, error) =>
            logger.error(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
        });
      },
      inject: [DATABASE, Questions, LiveHub, ReportStores],
    },
    {
      provide: ChangeSubscriptions,
      useFactory: ({ subscriptions, runs }: ReportStores, views: SavedViewStore, hub: LiveHub) =>
        new ChangeSubscriptions({ subscriptions, runs, views, directory: () => hub.directory(), now }),
      inject: [ReportStores, SavedViewStore, LiveHub],
    },
    {
      provide: ChangeRecipients,
      useFactory: ({ recipients }: ReportStores, changes: ChangeSubscriptions) =>
        new ChangeRecipients(recipients, changes, reports, now),
      inject: [ReportStores, ChangeSubscriptions],
    },
    ReportHost,
    ReportResolver,
    ReportRunResolver,
  ];
}
