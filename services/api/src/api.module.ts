import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type DynamicModule,
  Inject,
  Logger,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Provider,
} from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { AlertLoadStore } from '#store/alerts/alert-load-store.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { DirectiveStore } from '#store/directives/directive-store.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { FIGURE_STORE, type FigureStore } from '#store/live/figure-sums.js';
import { PostgresFigureStore } from '#store/live/postgres-figure-store.js';
import { NoticeStore } from '#store/messages/notice-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { PeopleStore } from '#store/people/people-store.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { SessionController } from './access/session.controller.js';
import { viewerOf } from './access/viewer-context.js';
import { AlertResolver } from './alerts/alert.resolver.js';
import { AlertHub } from './alerts/alert-hub.js';
import { AlertLoadResolver } from './alerts/alert-load.resolver.js';
import { AlertRunner } from './alerts/alert-runner.js';
import { NoticeResolver } from './alerts/notice.resolver.js';
import { API_CONFIG, type ApiConfig, type FullApiConfig, fullConfig } from './api-config.js';
import { DirectiveResolver } from './directives/directive.resolver.js';
import { presentError } from './graphql/present-error.js';
import { QUERY_LIMITS, queryProtection } from './graphql/query-rules.js';
import { readSchema } from './graphql/schema-files.js';
import { KpiResolver } from './kpi/kpi.resolver.js';
import { LiveResolver } from './live/live.resolver.js';
import { LiveHub } from './live/live-hub.js';
import { LiveRunner } from './live/live-runner.js';
import { NetworkResolver } from './network/network.resolver.js';
import { originGuard, securityHeaders } from './pages/page-security.js';
import { staticFiles } from './pages/static-files.js';
import { PeopleResolver } from './people/people.resolver.js';
import { RuleResolver } from './rules/rule.resolver.js';
import { LiveSocketRunner } from './socket/live-socket-runner.js';

const store = <Store>(made: new (database: Database) => Store, token: symbol | typeof made = made): Provider => ({
  provide: token,
  useFactory: (database: Database) => new made(database),
  inject: [DATABASE],
});

const STORES: readonly Provider[] = [
  store(KpiStore),
  store(NetworkStore),
  store(DirectiveStore),
  store(QualityStore),
  store(PostgresFigureStore, FIGURE_STORE),
  store(PeopleStore),
  store(AlertStore),
  store(NoticeStore),
  store(AlertLoadStore),
];

const RESOLVERS: readonly Provider[] = [
  AlertResolver,
  AlertLoadResolver,
  NoticeResolver,
  RuleResolver,
  NetworkResolver,
  LiveResolver,
  KpiResolver,
  DirectiveResolver,
  PeopleResolver,
];

/**
 * Wires the API: queries over POST /graphql, subscriptions over a socket on the same path, sessions, and the
 * dashboard's files. The host provides DATABASE and STATUS_FEED, and RuleStore where rules may be administered. The
 * socket is attached to the host's HTTP server when the application starts.
 */
@Module({})
export class ApiModule implements NestModule {
  constructor(@Inject(API_CONFIG) private readonly config: FullApiConfig) {}

  static register(given: ApiConfig): DynamicModule {
    const config = fullConfig(given);
    const tokens = new SessionTokens(config.sessionSecret, config.endedTokens);
    const logger = new Logger('api');
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
        ...STORES,
        ...hubs(config, logger),
        LiveRunner,
        LiveSocketRunner,
        AlertRunner,
        ...RESOLVERS,
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

const hubs = (config: FullApiConfig, logger: Logger): readonly Provider[] => [
  {
    provide: LiveHub,
    useFactory: (figures: FigureStore) =>
      new LiveHub(figures, { buildId: config.buildId, now: config.now, onError: (error) => logger.error(error) }),
    inject: [FIGURE_STORE],
  },
  {
    provide: AlertHub,
    useFactory: (alerts: AlertStore) => new AlertHub(alerts, config.now),
    inject: [AlertStore],
  },
];

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
