import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { queryProtection } from '../graphql/query-rules.js';
import { attachLiveSocket } from './live-socket.js';

/** Attaches the live socket to the host's HTTP server when the application starts, and closes it at shutdown. */
@Injectable()
export class LiveSocketRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('api');
  #close: (() => Promise<void>) | undefined;

  constructor(
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
    @Inject(SessionTokens) private readonly tokens: SessionTokens,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
    @Inject(GraphQLSchemaHost) private readonly schemas: GraphQLSchemaHost,
  ) {}

  onApplicationBootstrap(): void {
    const { allowedOrigins, maxConnections, introspection, now } = this.config;
    this.#close = attachLiveSocket(this.http.httpAdapter.getHttpServer(), {
      schema: this.schemas.schema,
      rules: queryProtection(introspection).rules,
      allowedOrigins,
      maxConnections,
      now,
      verify: (token) => this.tokens.verify(token, now()),
      isEnded: (viewer) => this.tokens.isEnded(viewer),
      log: (error) => this.#logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#close?.();
  }
}
