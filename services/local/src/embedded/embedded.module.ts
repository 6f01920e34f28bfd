import { type DynamicModule, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { SessionTokens } from '#administration/access/session-tokens.js';
import { AdministrationModule } from '#administration/administration.module.js';
import { AlertingModule } from '#alerting/alerting.module.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { Log } from '#platform/telemetry/log.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import type { EmbeddedDatabases } from './embedded-databases.js';
import type { KeptDays, OutwardOptions } from './serve-options.js';
import { SharedPartsModule } from './shared-parts.module.js';

/** What the four services share in the embedded shape. */
export interface EmbeddedParts {
  readonly databases: EmbeddedDatabases;
  readonly eventLog: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics: Registry;
  readonly log: Log;
  /** The API, as `ApiModule.register` makes it. */
  readonly api: DynamicModule;
  readonly tokens: SessionTokens;
  /** Called at once when the network changed. */
  readonly onNetworkApplied: () => void;
  readonly kept: KeptDays;
  readonly outward: OutwardOptions;
}

/** Gateway, processor, alerting and API in one process. */
@Module({})
export class EmbeddedModule {
  static forRoot(parts: EmbeddedParts): DynamicModule {
    const { statuses, metrics, kept } = parts;
    const { database, processorDatabase, alertingDatabase } = parts.databases;
    const { channels, smsReceipts, watchdogUrl } = parts.outward;
    return {
      module: EmbeddedModule,
      imports: [
        SharedPartsModule.of(database, statuses),
        StreamProcessorModule.forRoot({
          database: processorDatabase,
          log: parts.eventLog,
          statuses,
          metrics,
          retentionDays: kept.legs,
          minuteRetentionDays: kept.minutes,
        }),
        AlertingModule.forRoot({
          database: alertingDatabase,
          statuses,
          metrics,
          watchdogUrl,
          messageDays: kept.messages,
          dispatch: channels === undefined ? undefined : { channels, log: parts.log.part('alerting') },
        }),
        GatewayModule.forRoot({ database, log: parts.eventLog, metrics }),
        parts.api,
        AdministrationModule.forRoot({
          database,
          tokens: parts.tokens,
          onNetworkApplied: parts.onNetworkApplied,
          smsReceipts,
        }),
      ],
    };
  }
}
