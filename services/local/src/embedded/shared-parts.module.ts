import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type LatestFeed, STATUS_FEED } from '#platform/event-log/latest-feed.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';

/** Providers that every module of the embedded shape can inject. */
@Global()
@Module({})
export class SharedPartsModule {
  static of(database: Database, statuses: LatestFeed): DynamicModule {
    const providers = [
      { provide: DATABASE, useValue: database },
      { provide: STATUS_FEED, useValue: statuses },
    ];
    return { module: SharedPartsModule, providers, exports: [DATABASE, STATUS_FEED] };
  }
}
