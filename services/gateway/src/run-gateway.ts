import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { kafkaAccess } from '#platform/config/service-settings.js';
import { eventLogCheck } from '#platform/health/checks.js';
import { operationsHandler } from '#platform/health/operations-handler.js';
import { checkBrokers } from '#platform/kafka/check-brokers.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { measureLog } from '#platform/telemetry/metrics.js';
import { NestLog } from '#platform/telemetry/nest-log.js';
import { tellSometimes } from '#platform/telemetry/tell-sometimes.js';
import { type GatewayConfig, readGatewayConfig } from './environment.js';
import { GatewayModule } from './gateway.module.js';
import { PathWsAdapter } from './link/path-ws-adapter.js';

const CONNECTIONS = 8;

/** Runs a gateway until it is told to stop; any number of them may run. Resolves to the exit code. @throws ConfigError */
export function runGateway(config: GatewayConfig = readGatewayConfig()): Promise<number> {
  return runNetworkedService(
    {
      service: 'gateway',
      logLevel: config.MNARA_LOG_LEVEL,
      host: config.MNARA_HOST,
      healthPort: config.MNARA_GATEWAY_HEALTH_PORT,
      healthPortVariable: 'MNARA_GATEWAY_HEALTH_PORT',
      databaseUrl: config.DATABASE_URL,
      databaseConnections: CONNECTIONS,
      statementTimeoutMs: 30_000,
      isLaunched: config.MNARA_LAUNCHED === '1',
    },
    (frame) => start(frame, config),
  );
}

/** Takes agents only when what it acknowledges is safe: the log first, the door last. The end is in the reverse order. */
async function start(frame: ServiceFrame, config: GatewayConfig): Promise<void> {
  const { log, endings, readiness, metrics, database, patiently } = frame;
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    ...kafkaAccess(config),
    prefix: config.KAFKA_PREFIX,
    clientId: 'mnara-gateway',
    onTrouble: tellSometimes(log),
  };
  const monitor = new KafkaLogMonitor(kafka);
  endings.add('the health connection to the event log', () => monitor.close());
  readiness.add('eventLog', eventLogCheck(monitor));
  measureLog(metrics, monitor);
  const topics = { partitions: config.KAFKA_PARTITIONS, replicas: config.KAFKA_REPLICAS, keepHours: 7 * 24 };
  await patiently('the event log', () => checkBrokers(kafka));
  await patiently('the event log', () => createTopics(kafka, topics));
  await frame.untilSchemaIsThere();
  const eventLog = new KafkaEventLog(kafka);
  endings.add('the event log', () => eventLog.close());
  const app = await NestFactory.create<NestExpressApplication>(
    GatewayModule.forRoot({ database, log: eventLog, metrics }),
    new ExpressAdapter(),
    { logger: new NestLog(log), abortOnError: false },
  );
  const operations = operationsHandler({ readiness });
  app.use((request: Request, response: Response, next: () => void) => {
    if (!operations(request, response)) next();
  });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  endings.add('the links of agents', () => app.close());
  await app.listen(config.MNARA_GATEWAY_PORT, config.MNARA_HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  log.info('agents may connect', { host: config.MNARA_HOST, port });
}

type Request = Parameters<ReturnType<typeof operationsHandler>>[0];
type Response = Parameters<ReturnType<typeof operationsHandler>>[1];
