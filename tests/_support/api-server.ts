import { type DynamicModule, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { GraphQLSchema } from 'graphql';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { ApiModule } from '#api/api.module.js';
import type { ApiConfig } from '#api/api-config.js';
import { LiveHub } from '#api/live/live-hub.js';
import type { Role, Scope } from '#domain/access/viewer.js';
import { DirectLatestFeed, STATUS_FEED } from '#platform/event-log/latest-feed.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';

/** The data of an answer; each test knows its shape. */
// biome-ignore lint/suspicious/noExplicitAny: the test asserts the shape
export type Json = any;

export interface TestApi {
  readonly url: string;
  readonly feed: DirectLatestFeed;
  token(scope: Scope, seesStaff?: boolean, seconds?: number, role?: Role, name?: string): Promise<string>;
  ask(
    token: string,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{ data?: Json; errors?: { message: string; extensions?: { code?: string } }[] }>;
  /** Number of running executions; several subscribers may share one. */
  executions(): number;
  schema(): GraphQLSchema;
  stop(): Promise<void>;
}

/**
 * Starts the API, on a free port unless one is given, over a database that the test fills; alone, or with further
 * modules of a host.
 */
export async function startApi(
  database: Database,
  config: Partial<ApiConfig> = {},
  beside: readonly DynamicModule[] = [],
  port = 0,
): Promise<TestApi> {
  const feed = new DirectLatestFeed();
  const root = rootModule(database, feed, config, beside);
  const app = await NestFactory.create<NestExpressApplication>(root, { logger: ['error', 'warn'] });
  await app.listen(port, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const tokens = app.get(SessionTokens);
  return {
    url,
    feed,
    token: async (scope, seesStaff = true, seconds = 600, role, name = 'test') =>
      (await tokens.issue({ name, scope, seesStaff, ...(role && { role }) }, seconds, (config.now ?? Date.now)()))
        .token,
    ask: async (token, query, variables) => {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await answer.json()) as Awaited<ReturnType<TestApi['ask']>>;
    },
    schema: () => app.get(GraphQLSchemaHost, { strict: false }).schema,
    executions: () => app.get(LiveHub).subscribers,
    stop: () => app.close(),
  };
}

function rootModule(
  database: Database,
  feed: DirectLatestFeed,
  config: Partial<ApiConfig>,
  beside: readonly DynamicModule[],
): new () => object {
  class Host {}
  Global()(Host);
  Module({
    providers: [
      { provide: DATABASE, useValue: database },
      { provide: STATUS_FEED, useValue: feed },
    ],
    exports: [DATABASE, STATUS_FEED],
  })(Host);
  class Root {}
  Module({
    imports: [
      Host,
      ApiModule.register({ sessionSecret: new Uint8Array(32).fill(7), buildId: 'test', ...config }),
      ...beside,
    ],
  })(Root);
  return Root;
}
