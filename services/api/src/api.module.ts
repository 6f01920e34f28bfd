import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Inject, Logger, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { AlertRunner } from './adapters/alert-runner.js';
import { LiveRunner } from './adapters/live-runner.js';
import { originGuard, securityHeaders } from './adapters/page-security.js';
import { PostgresAlertLoad } from './adapters/postgres-alert-load.js';
import { PostgresAlertPort } from './adapters/postgres-alert-port.js';
import { PostgresDirectiveStore } from './adapters/postgres-directive-store.js';
import { PostgresDirectoryStore } from './adapters/postgres-directory-store.js';
import { PostgresFigureStore } from './adapters/postgres-figure-store.js';
import { PostgresKpiStore } from './adapters/postgres-kpi-store.js';
import { PostgresNotices } from './adapters/postgres-notices.js';
import { PostgresPeoplePort } from './adapters/postgres-people-port.js';
import { PostgresQualityStore } from './adapters/postgres-quality-store.js';
import { presentError } from './adapters/present-error.js';
import { QUERY_LIMITS, queryProtection } from './adapters/query-rules.js';
import { readSchema } from './adapters/schema-files.js';
import { SessionController } from './adapters/session.controller.js';
import { staticFiles } from './adapters/static-files.js';
import { viewerOf } from './adapters/viewer-context.js';
import { API_CONFIG, type ApiConfig, type FullApiConfig, fullConfig } from './api-config.js';
import { AlertHub } from './application/alerts/alert-hub.js';
import { ALERT_LOAD_STORE } from './application/alerts/alert-load.js';
import { ALERT_PORT, type AlertPort } from './application/alerts/alert-port.js';
import { NOTICES } from './application/alerts/notices.js';
import { DIRECTIVE_STORE } from './application/directives/directive-ports.js';
import { FIGURE_STORE, type FigureStore } from './application/live/figure-sums.js';
import { LiveHub } from './application/live/live-hub.js';
import { PEOPLE_PORT } from './application/people/people-port.js';
import { DIRECTORY_STORE, KPI_STORE, QUALITY_STORE } from './application/ports.js';
import { AlertResolver } from './resolvers/alert.resolver.js';
import { AlertLoadResolver } from './resolvers/alert-load.resolver.js';
import { DirectiveResolver } from './resolvers/directive.resolver.js';
import { KpiResolver } from './resolvers/kpi.resolver.js';
import { LiveResolver } from './resolvers/live.resolver.js';
import { NetworkResolver } from './resolvers/network.resolver.js';
import { NoticeResolver } from './resolvers/notice.resolver.js';
import { PeopleResolver } from './resolvers/people.resolver.js';
import { RuleResolver } from './resolvers/rule.resolver.js';

/**
 * Wires the API: queries over POST /graphql, subscriptions over a socket on the same path, sessions, and the dashboard's files. The host
 * provides DATABASE and STATUS_FEED, and RULE_STORE where rules may be administered. The socket attaches itself to the host's HTTP server when the application starts.
 */
@Module({})
export class ApiModule implements NestModule {
  constructor(@Inject(API_CONFIG) private readonly config: FullApiConfig) {}

  static register(given: ApiConfig): DynamicModule {
    const config = fullConfig(given);
    const tokens = new SessionTokens(config.sessionSecret, config.endedTokens);
    const logger = new Logger('api');
    const store = <Store>(token: symbol, make: (database: Database) => Store) => ({
      provide: token,
      useFactory: make,
      inject: [DATABASE],
    });
    return {
      module: ApiModule,
      imports: [
        ...(given.imports ?? []),
        GraphQLModule.forRoot<ApolloDriverConfig>(graphqlOptions(config, tokens, logger)),
      ],
      controllers: [SessionController],
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: SessionTokens, useValue: tokens },
        store(KPI_STORE, (database) => new PostgresKpiStore(database)),
        store(DIRECTORY_STORE, (database) => new PostgresDirectoryStore(database)),
        store(DIRECTIVE_STORE, (database) => new PostgresDirectiveStore(database)),
        store(QUALITY_STORE, (database) => new PostgresQualityStore(database)),
        store(FIGURE_STORE, (database) => new PostgresFigureStore(database)),
        {
          provide: LiveHub,
          useFactory: (figures: FigureStore) =>
            new LiveHub(figures, { buildId: config.buildId, now: config.now, onError: (error) => logger.error(error) }),
          inject: [FIGURE_STORE],
        },
        store(PEOPLE_PORT, (database) => new PostgresPeoplePort(database)),
        store(ALERT_PORT, (database) => new PostgresAlertPort(database)),
        store(NOTICES, (database) => new PostgresNotices(database)),
        store(ALERT_LOAD_STORE, (database) => new PostgresAlertLoad(database)),
        {
          provide: AlertHub,
          useFactory: (alerts: AlertPort) => new AlertHub(alerts, config.now),
          inject: [ALERT_PORT],
        },
        LiveRunner,
        AlertRunner,
        AlertResolver,
        AlertLoadResolver,
        NoticeResolver,
        RuleResolver,
        NetworkResolver,
        LiveResolver,
        KpiResolver,
        DirectiveResolver,
        PeopleResolver,
      ],
      exports: [SessionTokens, LiveHub],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    const { staticFolder, allowedOrigins } = this.config;
    const files = staticFolder === undefined ? [] : staticFiles(staticFolder);
    consumer.apply(securityHeaders(), originGuard(allowedOrigins), ...files).forRoutes('{*path}');
  }
}

function graphqlOptions(config: FullApiConfig, tokens: SessionTokens, logger: Logger): ApolloDriverConfig {
  const { rules, plugins } = queryProtection(config.introspection);
  return {
    driver: ApolloDriver,
    typeDefs: readSchema(),
    path: '/graphql',
    playground: false,
    graphiql: false,
    introspection: config.introspection,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: QUERY_LIMITS.tokens },
    validationRules: [...rules],
    plugins: [...plugins, ApolloServerPluginLandingPageDisabled()] as NonNullable<ApolloDriverConfig['plugins']>,
    context: async ({ req }: { req: Parameters<typeof viewerOf>[0] }) => ({
      viewer: await viewerOf(req, tokens, config.now()),
    }),
    formatError: (formatted, error) =>
      presentError(formatted, error, (cause) => logger.error(cause instanceof Error ? cause.stack : cause)),
  } satisfies ApolloDriverConfig & { validationRules: unknown };
}
