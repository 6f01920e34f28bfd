import { type DynamicModule, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { SessionTokens } from '#administration/access/session-tokens.js';
import { AdministrationModule } from '#administration/administration.module.js';
import type { AdministrationOptions } from '#administration/administration-options.js';
import { AlertingModule, type AlertingOptions } from '#alerting/alerting.module.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { Database } from '#platform/postgres/database.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { SharedPartsModule } from './shared-parts.module.js';

/** The parts that the four apps share in the embedded shape. */
export interface StandaloneParts {
  /** The processor's own connections: a slow question of a screen must not hold up events. */
  readonly processorDatabase: Database;
  readonly database: Database;
  /** Those of alerting: its rounds must not wait for screens. */
  readonly alertingDatabase: Database;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics: Registry;
  /** Modules of the API, made by the caller. */
  readonly api: DynamicModule;
  readonly tokens: SessionTokens;
  /** Told at once of a changed network. */
  readonly onNetworkApplied: () => void;
  /** Days for which single legs are kept; undefined: for ever. */
  readonly retentionDays: number | undefined;
  /** Address outside that hears the watchdog; undefined: nobody does. */
  readonly watchdogUrl: string | undefined;
  readonly minuteRetentionDays: number | undefined;
  /** Days for which messages to people are kept; undefined: the default. */
  readonly messageDays: number | undefined;
  readonly dispatch: AlertingOptions['dispatch'];
  readonly smsReceipts: AdministrationOptions['smsReceipts'];
}

/** Gateway, processor, alerting and API in one process. */
@Module({})
export class StandaloneModule {
  static forRoot({
    processorDatabase,
    database,
    alertingDatabase,
    log,
    statuses,
    metrics,
    api,
    tokens,
    onNetworkApplied,
    retentionDays,
    watchdogUrl,
    minuteRetentionDays,
    messageDays,
    dispatch,
    smsReceipts,
  }: StandaloneParts): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        SharedPartsModule.of(database, statuses),
        StreamProcessorModule.forRoot({
          database: processorDatabase,
          log,
          statuses,
          metrics,
          retentionDays,
          minuteRetentionDays,
        }),
        AlertingModule.forRoot({
          database: alertingDatabase,
          statuses,
          metrics,
          watchdogUrl,
          messageDays,
          dispatch,
        }),
        GatewayModule.forRoot({ database, log, metrics }),
        api,
        AdministrationModule.forRoot({ database, tokens, onNetworkApplied, smsReceipts }),
      ],
    };
  }
}
