import { type DynamicModule, Module } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { GatewayModule } from '#gateway/gateway.module.js';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { Database } from '#platform/postgres/database.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { ADMIN_OPTIONS, AdminController } from './admin.controller.js';
import { SharedPartsModule } from './shared-parts.module.js';

/** The parts that the four apps share in the embedded shape. */
export interface StandaloneParts {
  /** The processor's own connections: a slow question of a screen must not hold up events. */
  readonly processorDatabase: Database;
  readonly database: Database;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics: Registry;
  /** Modules of the API, made by the caller. */
  readonly api: DynamicModule;
  readonly adminToken: string;
  /** Days for which single legs are kept; undefined: for ever. */
  readonly retentionDays: number | undefined;
}

/** Gateway, processor and API in one process. */
@Module({})
export class StandaloneModule {
  static forRoot({
    processorDatabase,
    database,
    log,
    statuses,
    metrics,
    api,
    adminToken,
    retentionDays,
  }: StandaloneParts): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        SharedPartsModule.of(database, statuses),
        StreamProcessorModule.forRoot({ database: processorDatabase, log, statuses, metrics, retentionDays }),
        GatewayModule.forRoot({ database, log, metrics }),
        api,
      ],
      controllers: [AdminController],
      providers: [{ provide: ADMIN_OPTIONS, useValue: { database, token: adminToken } }],
    };
  }
}
