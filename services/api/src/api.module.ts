import type { ServerResponse } from 'node:http';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
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
import type { Request } from 'express';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { AlertLoadStore } from '#store/alerts/alert-load-store.js';
import { AlertStore } from '#store/alerts/alert-store.js';
import { ExpectedAppointmentStore } from '#store/appointments/expected-appointments.js';
import { DirectiveStore } from '#store/directives/directive-store.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { FIGURE_STORE, type FigureStore } from '#store/live/figure-sums.js';
import { PostgresFigureStore } from '#store/live/postgres-figure-store.js';
import { NoticeStore } from '#store/messages/notice-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { PeopleStore } from '#store/people/people-store.js';
import { QualityStore } from '#store/quality/quality-store.js';
import { SavedViewStore } from '#store/views/saved-view-store.js';
import { accessProviders } from './access/access-providers.js';
import { ProviderController } from './access/provider.controller.js';
import { languageOf } from './access/reader-language.js';
import { SessionController } from './access/session.controller.js';
import { SignInController } from './access/sign-in.controller.js';
import { goneSignal, viewerOf } from './access/viewer-context.js';
import { AlertResolver } from './alerts/alert.resolver.js';
import { AlertHub } from './alerts/alert-hub.js';
import { AlertLoadResolver } from './alerts/alert-load.resolver.js';
import { AlertRunner } from './alerts/alert-runner.js';
import { NoticeResolver } from './alerts/notice.resolver.js';
import { API_CONFIG, type ApiConfig, type FullApiConfig, fullConfig } from './api-config.js';
import { AppointmentResolver } from './appointments/appointment.resolver.js';
import { DirectiveResolver } from './directives/directive.resolver.js';
import { ExportLane } from './exports/export-lane.js';
import { FileResponder } from './exports/file-responder.js';
import { answeredBy, sendInPieces, stringifyInSlices } from './graphql/answer-in-slices.js';
import { presentError } from './graphql/present-error.js';
import { QUERY_LIMITS, queryProtection } from './graphql/query-rules.js';
import { readSchema } from './graphql/schema-files.js';
import { KpiResolver } from './kpi/kpi.resolver.js';
import { FigureBudget, Questions } from './kpi/questions.js';
import { LIVE_KPIS, LiveResolver } from './live/live.resolver.js';
import { LiveHub } from './live/live-hub.js';
import { LiveRunner } from './live/live-runner.js';
import { NetworkResolver } from './network/network.resolver.js';
import { originGuard, securityHeaders } from './pages/page-security.js';
import { staticFiles } from './pages/static-files.js';
import { PeopleResolver } from './people/people.resolver.js';
import { ReportLinksController } from './reports/report-links.controller.js';
import { reportProviders } from './reports/report-providers.js';
import { RestController } from './rest/rest.controller.js';
import { RuleResolver } from './rules/rule.resolver.js';
import { LiveSocketRunner } from './socket/live-socket-runner.js';
import { ViewResolver } from './views/view.resolver.js';

const RESOLVERS: readonly Provider[] = [
  AlertResolver,
  AlertLoadResolver,
  NoticeResolver,
  RuleResolver,
  NetworkResolver,
  AppointmentResolver,
  LiveResolver,
  KpiResolver,
  DirectiveResolver,
  PeopleResolver,
  ViewResolver,
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
      controllers: [SessionController, SignInController, ProviderController, RestController, ReportLinksController],
      providers: [
        { provide: API_CONFIG, useValue: config },
        { provide: SessionTokens, useValue: tokens },
        ...stores(config),
        ...hubs(config, logger),
        FileResponder,
        LiveRunner,
        LiveSocketRunner,
        AlertRunner,
        ...RESOLVERS,
        ...accessProviders(config),
        ...reportProviders(config),
      ],
      exports: [SessionTokens, LiveHub],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    const { staticFolder, allowedOrigins } = this.config;
    const files = staticFolder === undefined ? [] : staticFiles(staticFolder);
    consumer.apply(securityHeaders(), originGuard(allowedOrigins), sendInPieces(), ...files).forRoutes('{*path}');
  }
}

/** No landing page, and no cache hints: those would be asked for at every field of every figure. */
const withoutDefaults = () => [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()];

/** What reads and writes the database, each on the connections of its kind. */
function stores({ databases, questions, now }: FullApiConfig): Provider[] {
  const made = <Made>(token: symbol | (new (...parts: never[]) => Made), make: (database: Database) => Made) => ({
    provide: token,
    useFactory: make,
    inject: [DATABASE],
  });
  const live = <Made>(token: symbol | (new (...parts: never[]) => Made), make: (database: Database) => Made) =>
    made(token, (database) => make(databases?.live ?? database));
  return [
    live(FIGURE_STORE, (database) => new PostgresFigureStore(database)),
    live(LIVE_KPIS, (database) => new KpiStore(database)),
    live(ExpectedAppointmentStore, (database) => new ExpectedAppointmentStore(database)),
    live(NetworkStore, (database) => new NetworkStore(database)),
    live(QualityStore, (database) => new QualityStore(database)),
    live(AlertHub, (database) => new AlertHub(new AlertStore(database), now)),
    made(Questions, (database) => new Questions(databases?.questions ?? database, questions)),
    made(ExportLane, (database) => new ExportLane(databases?.exports ?? database)),
    made(KpiStore, (database) => new KpiStore(database)),
    made(DirectiveStore, (database) => new DirectiveStore(database)),
    made(PeopleStore, (database) => new PeopleStore(database)),
    made(AlertStore, (database) => new AlertStore(database)),
    made(NoticeStore, (database) => new NoticeStore(database)),
    made(SavedViewStore, (database) => new SavedViewStore(database)),
    made(AlertLoadStore, (database) => new AlertLoadStore(database)),
  ];
}

const hubs = (config: FullApiConfig, logger: Logger): readonly Provider[] => [
  {
    provide: LiveHub,
    useFactory: (figures: FigureStore) =>
      new LiveHub(figures, { buildId: config.buildId, now: config.now, onError: (error) => logger.error(error) }),
    inject: [FIGURE_STORE],
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
    stringifyResult: (result) => stringifyInSlices(result),
    parseOptions: { maxTokens: QUERY_LIMITS.tokens },
    validationRules: [...rules],
    plugins: [...plugins, ...withoutDefaults()] as NonNullable<ApolloDriverConfig['plugins']>,
    context: async ({ req, res }: { req: Request; res: ServerResponse }) => ({
      language: languageOf(req),
      viewer: await viewerOf(req, tokens, config.now()),
      req,
      gone: goneSignal(res),
      answered: answeredBy(res),
      budget: new FigureBudget(),
    }),
    formatError: (formatted, error) =>
      presentError(formatted, error, (cause) => logger.error(cause instanceof Error ? cause.stack : cause)),
  } satisfies ApolloDriverConfig & { validationRules: unknown };
}
