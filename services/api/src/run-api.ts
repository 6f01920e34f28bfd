import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { AdministrationModule } from '#administration/administration.module.js';
import { smsReceiptConfig } from '#administration/messages/sms-receipts.js';
import { type LatestFeed, STATUS_FEED } from '#platform/event-log/latest-feed.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { listen, openHttpApp } from '#platform/process/nest-app.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { TokenStore } from '#store/access/token-store.js';
import { providerConfig } from './access/provider-config.js';
import { ApiModule } from './api.module.js';
import type { ApiDatabases } from './api-config.js';
import { type ApiEnvironment, readApiEnvironment } from './environment.js';
import { EXPORT_CONNECTIONS, EXPORT_STATEMENT_MS } from './exports/export-lane.js';
import { QUESTION_CONNECTIONS, QUESTION_LIMITS } from './kpi/questions.js';
import { historyOfFile } from './live/history-file.js';
import { LiveHub } from './live/live-hub.js';
import { measureApi } from './live/prometheus-api-metrics.js';
import { builtDashboard } from './pages/built-dashboard.js';
import { reportConfig } from './reports/report-config.js';

const DATABASE_USE = { connections: 8, statementTimeoutMs: 60_000 };
/** Figures of now, questions and files do not wait for one another, nor does anything else for them. */
const APART = {
  live: { connections: 4, statementTimeoutMs: 60_000 },
  questions: { connections: QUESTION_CONNECTIONS, statementTimeoutMs: QUESTION_LIMITS.seconds * 1000 },
  exports: { connections: EXPORT_CONNECTIONS, statementTimeoutMs: EXPORT_STATEMENT_MS },
};

/**
 * Runs an API, with administration, until it receives a stop signal; any number of them may run. Resolves to the exit
 * code.
 * @throws ConfigError
 */
export function runApi(config: ApiEnvironment = readApiEnvironment()): Promise<number> {
  const smsReceipts = smsReceiptConfig(config);
  return runNetworkedService(
    { service: 'api', config, healthPort: config.MNARA_API_HEALTH_PORT, database: DATABASE_USE, apart: APART },
    (frame) => start(frame, config, smsReceipts),
  );
}

/** Uses the status feed and the database. Shutdown is in the reverse order: screens, feed, database. */
async function start(
  frame: ServiceFrame,
  config: ApiEnvironment,
  smsReceipts: ReturnType<typeof smsReceiptConfig>,
): Promise<void> {
  const { log, shutdown, readiness, metrics, database, kafka } = frame;
  await kafka.refuseUnfitBrokers();
  await frame.waitForSchema();
  const statuses = new KafkaLatestFeed(kafka.options);
  shutdown.add('the status feed', () => statuses.close());
  const given = new TokenStore(database);
  const tokens = new SessionTokens(new TextEncoder().encode(config.MNARA_SESSION_SECRET), given);
  const module = rootModule(database, statuses, [
    apiModule(config, given, {
      live: frame.databaseApart('live'),
      questions: frame.databaseApart('questions'),
      exports: frame.databaseApart('exports'),
    }),
    AdministrationModule.forRoot({ database, tokens, gatewayUrl: config.MNARA_GATEWAY_URL, smsReceipts }),
  ]);
  const app = await frame.withRetry('the database', () => openHttpApp(module, { log, readiness }));
  app.useBodyParser('json', { limit: '6mb' });
  shutdown.add('the screens', () => app.close());
  const port = await listen(app, config.MNARA_API_PORT, config.MNARA_HOST);
  measureApi(metrics, app.get(LiveHub));
  log.info('screens may connect', { host: config.MNARA_HOST, port });
}

function rootModule(database: Database, statuses: LatestFeed, modules: readonly DynamicModule[]): DynamicModule {
  class ApiProcess {}
  Module({})(ApiProcess);
  const providers = [
    { provide: DATABASE, useValue: database },
    { provide: STATUS_FEED, useValue: statuses },
  ];
  return { module: ApiProcess, global: true, imports: [...modules], providers, exports: [DATABASE, STATUS_FEED] };
}

function apiModule(config: ApiEnvironment, endedTokens: TokenStore, databases: ApiDatabases): DynamicModule {
  const provider = providerConfig(config);
  return ApiModule.register({
    databases,
    endedTokens,
    reports: reportConfig(config),
    ...(provider === undefined ? {} : { provider }),
    ...builtDashboard(),
    sessionSecret: new TextEncoder().encode(config.MNARA_SESSION_SECRET),
    secureCookies: config.MNARA_SECURE_COOKIES,
    allowedOrigins: config.MNARA_ALLOWED_ORIGINS ?? [],
    maxConnections: config.MNARA_MOST_SCREENS,
    ...(config.MNARA_HISTORY_FILE === undefined ? {} : { history: historyOfFile(config.MNARA_HISTORY_FILE) }),
    ...(config.MNARA_DEMO_VIEWER
      ? { demoViewer: { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true } }
      : {}),
  });
}
