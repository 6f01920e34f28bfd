import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { administratorToken } from '#administration/access/administrator-token.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { AlertingHost } from '#alerting/alerting.module.js';
import { ApiModule } from '#api/api.module.js';
import type { ApiConfig, ApiDatabases } from '#api/api-config.js';
import { builtDashboard } from '#api/pages/built-dashboard.js';
import { REPORT_DEFAULTS } from '#api/reports/report-config.js';
import { PathWsAdapter } from '#gateway/link/path-ws-adapter.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { databaseCheck, eventLogCheck, schemaCheck } from '#platform/health/checks.js';
import { ReadinessProbe } from '#platform/health/readiness.js';
import { openHttpApp } from '#platform/process/nest-app.js';
import type { ShutdownSteps } from '#platform/process/shutdown-steps.js';
import type { Log } from '#platform/telemetry/log.js';
import { makeMetrics, measureLog, measurePools } from '#platform/telemetry/metrics.js';
import { redactText } from '#platform/telemetry/redact.js';
import { VERSION } from '#platform/version.js';
import type { TokenStore } from '#store/access/token-store.js';
import { ProcessorHost } from '#stream-processor/stream-processor.module.js';
import { installationSecret } from '../data-folder.js';
import { EmbeddedModule } from './embedded.module.js';
import type { EmbeddedDatabases } from './embedded-databases.js';
import type { ServeOptions } from './serve-options.js';

const DEMO_VIEWER = { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true } as const;
const ADMIN_TOKEN_SECONDS = 400 * 24 * 3600;

/** The API of the embedded shape, with its administrator token. */
export interface EmbeddedApi {
  readonly api: DynamicModule;
  readonly tokens: SessionTokens;
  /** Bearer token of the local administrator. */
  readonly adminToken: string;
}

/**
 * Creates the API and the token of the local administrator. In the demonstration visitors are signed in automatically
 * (the server listens on loopback only); otherwise people sign in.
 */
export async function makeApi(
  { folder, network, outward }: ServeOptions,
  history: ApiConfig['history'],
  given: TokenStore,
  databases: ApiDatabases,
): Promise<EmbeddedApi> {
  const sessionSecret = new TextEncoder().encode(await installationSecret(folder, 'session'));
  const api = ApiModule.register({
    sessionSecret,
    databases,
    reports: outward?.reports ?? REPORT_DEFAULTS,
    endedTokens: given,
    ...(network.isDemo ? { demoViewer: DEMO_VIEWER, mayTryRoles: true } : {}),
    ...(outward?.provider === undefined ? {} : { provider: outward.provider }),
    ...builtDashboard(),
    ...(history === undefined ? {} : { history }),
  });
  const adminToken = await administratorToken(sessionSecret, ADMIN_TOKEN_SECONDS);
  return { api, tokens: new SessionTokens(sessionSecret, given), adminToken };
}

/** Creates one metrics registry and one readiness probe for the whole process. */
function makeTelemetry(databases: EmbeddedDatabases, log: DirectEventLog) {
  const { database, processorDatabase, alertingDatabase, apiDatabases } = databases;
  const metrics = makeMetrics();
  const pools = { processor: processorDatabase, api: database, alerting: alertingDatabase, ...apiDatabases };
  measurePools(metrics, pools);
  measureLog(metrics, log);
  const readiness = new ReadinessProbe({ service: 'mnara', version: VERSION })
    .add('database', databaseCheck(database))
    .add('schema', schemaCheck(database))
    .add('eventLog', eventLogCheck(log));
  return { metrics, readiness };
}

/**
 * Opens the log whose consumer is in this process. @param processor the processor that failed batches are reported to
 */
const openEventLog = (report: ServeOptions['report'], processor: () => ProcessorHost | undefined): DirectEventLog =>
  new DirectEventLog({
    onRetry: (error, pauseMs) => {
      processor()?.batchFailed(error);
      const why = redactText(error instanceof Error ? error.message : String(error));
      report(
        `The database did not accept a batch (${why}); trying again in ${pauseMs} ms. Agents keep their events ` +
          'until then.',
      );
    },
  });

/** What the steps of the start share. */
export interface Starting {
  readonly options: ServeOptions;
  readonly shutdown: ShutdownSteps;
  readonly log: Log;
}

/** Wires gateway, processor, alerting and API; the caller starts listening. */
export async function startApp(
  { options, shutdown, log }: Starting,
  databases: EmbeddedDatabases,
  { api, tokens }: EmbeddedApi,
): Promise<{ readonly app: NestExpressApplication; readonly readiness: ReadinessProbe }> {
  let processor: ProcessorHost | undefined;
  const eventLog = openEventLog(options.report, () => processor);
  const { metrics, readiness } = makeTelemetry(databases, eventLog);
  const module = EmbeddedModule.forRoot({
    databases,
    eventLog,
    statuses: new DirectLatestFeed(),
    metrics,
    log,
    api,
    tokens,
    onNetworkApplied: () => processor?.networkChanged(),
    kept: options.kept ?? {},
    outward: options.outward ?? {},
  });
  const app = await openHttpApp(module, { log, readiness, metrics });
  const host = app.get(ProcessorHost);
  processor = host;
  const alerting = app.get(AlertingHost);
  readiness.add('batches', () => host.check());
  readiness.add('evaluation', () => alerting.check());
  app.useBodyParser('json', { limit: '6mb' });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  shutdown.add('the event log', () => eventLog.close());
  shutdown.add('gateway, processor, alerting and API', () => app.close());
  return { app, readiness };
}
