import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { kafkaAccess } from '#platform/config/service-settings.js';
import { STATUS_FEED } from '#platform/event-log/latest-feed.js';
import { eventLogCheck } from '#platform/health/checks.js';
import { operationsHandler } from '#platform/health/operations-handler.js';
import { refuseUnfitBrokers } from '#platform/kafka/check-brokers.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { DATABASE, type Database } from '#platform/postgres/database.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { measureLog } from '#platform/telemetry/metrics.js';
import { NestLog } from '#platform/telemetry/nest-log.js';
import { tellSometimes } from '#platform/telemetry/tell-sometimes.js';
import { GivenTokens } from '#store/access/given-tokens.js';
import { ApiModule } from './api.module.js';
import { type ApiEnvironment, readApiEnvironment } from './environment.js';
import { historyOfFile } from './live/history-file.js';
import { LiveHub } from './live/live-hub.js';
import { measureApi } from './live/prometheus-api-metrics.js';
import { builtDashboard } from './pages/built-dashboard.js';

const CONNECTIONS = 12;
const STATEMENT_MS = 60_000;

/** What a host may add to the API's process: it gets the database, the tokens and the variables. */
export type ApiExtension = (parts: {
  readonly database: Database;
  readonly tokens: SessionTokens;
  readonly config: ApiEnvironment;
}) => DynamicModule;

/** Runs an API until it is told to stop; any number of them may run. Resolves to the exit code. @throws ConfigError */
export function runApi(
  config: ApiEnvironment = readApiEnvironment(),
  extensions: readonly ApiExtension[] = [],
): Promise<number> {
  return runNetworkedService(
    {
      service: 'api',
      logLevel: config.MNARA_LOG_LEVEL,
      host: config.MNARA_HOST,
      healthPort: config.MNARA_API_HEALTH_PORT,
      healthPortVariable: 'MNARA_API_HEALTH_PORT',
      databaseUrl: config.DATABASE_URL,
      databaseConnections: CONNECTIONS,
      statementTimeoutMs: STATEMENT_MS,
      isLaunched: config.MNARA_LAUNCHED === '1',
    },
    (frame) => start(frame, config, extensions),
  );
}

function rootModule(
  { database }: ServiceFrame,
  statuses: KafkaLatestFeed,
  modules: readonly DynamicModule[],
): DynamicModule {
  class ApiProcess {}
  Module({})(ApiProcess);
  const providers = [
    { provide: DATABASE, useValue: database },
    { provide: STATUS_FEED, useValue: statuses },
  ];
  return { module: ApiProcess, global: true, imports: [...modules], providers, exports: [DATABASE, STATUS_FEED] };
}

function apiModule(config: ApiEnvironment, endedTokens: GivenTokens): DynamicModule {
  return ApiModule.register({
    endedTokens,
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

/** Lives from the status feed and the database. The end is in the reverse order: screens, feed, database. */
async function start(frame: ServiceFrame, config: ApiEnvironment, extensions: readonly ApiExtension[]): Promise<void> {
  const { log, endings, readiness, metrics, database, patiently } = frame;
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    ...kafkaAccess(config),
    prefix: config.KAFKA_PREFIX,
    clientId: 'mnara-api',
    onTrouble: tellSometimes(log),
  };
  const monitor = new KafkaLogMonitor(kafka);
  endings.add('the health connection to the event log', () => monitor.close());
  readiness.add('eventLog', eventLogCheck(monitor));
  measureLog(metrics, monitor);
  // History is answered without brokers too; the feed of live pictures waits for them by itself.
  await refuseUnfitBrokers(kafka, (error) =>
    log.warn('the event log does not answer yet; live pictures come when it does', { error }),
  );
  await frame.untilSchemaIsThere();
  const statuses = new KafkaLatestFeed(kafka);
  endings.add('the status feed', () => statuses.close());
  const given = new GivenTokens(database);
  const tokens = new SessionTokens(new TextEncoder().encode(config.MNARA_SESSION_SECRET), given);
  const modules = [apiModule(config, given), ...extensions.map((extend) => extend({ database, tokens, config }))];
  const app = await patiently('the database', () =>
    NestFactory.create<NestExpressApplication>(rootModule(frame, statuses, modules), new ExpressAdapter(), {
      logger: new NestLog(log),
      abortOnError: false,
    }),
  );
  const operations = operationsHandler({ readiness });
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!operations(request, response)) next();
  });
  app.useBodyParser('json', { limit: '6mb' });
  endings.add('the screens', () => app.close());
  await app.listen(config.MNARA_API_PORT, config.MNARA_HOST);
  measureApi(metrics, app.get(LiveHub));
  const { port } = app.getHttpServer().address() as AddressInfo;
  log.info('screens may connect', { host: config.MNARA_HOST, port });
}
