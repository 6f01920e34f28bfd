import 'reflect-metadata';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { listen, openHttpApp } from '#platform/process/nest-app.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { type GatewayConfig, readGatewayConfig } from './environment.js';
import { GatewayModule } from './gateway.module.js';
import { PathWsAdapter } from './link/path-ws-adapter.js';

const DATABASE_USE = { connections: 8, statementTimeoutMs: 30_000 };

/**
 * Runs a gateway until the process receives a stop signal; any number of gateways may run. Resolves to the exit code.
 * @throws ConfigError
 */
export const runGateway = (config: GatewayConfig = readGatewayConfig()): Promise<number> =>
  runNetworkedService(
    { service: 'gateway', config, healthPort: config.MNARA_GATEWAY_HEALTH_PORT, database: DATABASE_USE },
    (frame) => start(frame, config),
  );

/**
 * Connects to the event log before it opens the port for agents, so that acknowledged events are always stored.
 * Shutdown uses the reverse order.
 */
async function start(frame: ServiceFrame, config: GatewayConfig): Promise<void> {
  const { log, shutdown, metrics, readiness, database, kafka } = frame;
  await kafka.waitForTopics(config);
  await frame.waitForSchema();
  const eventLog = new KafkaEventLog(kafka.options);
  shutdown.add('the event log', () => eventLog.close());
  const app = await openHttpApp(GatewayModule.forRoot({ database, log: eventLog, metrics }), { log, readiness });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  shutdown.add('the links of agents', () => app.close());
  const port = await listen(app, config.MNARA_GATEWAY_PORT, config.MNARA_HOST);
  log.info('agents may connect', { host: config.MNARA_HOST, port });
}
