import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { administratorToken } from '#administration/access/administrator-token.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import type { SmsReceiptConfig } from '#administration/messages/sms-receipts.js';
import { AlertingHost } from '#alerting/alerting.module.js';
import type { ChannelConfigs } from '#alerting/delivery/channels/channel-settings.js';
import { ApiModule } from '#api/api.module.js';
import type { ApiConfig } from '#api/api-config.js';
import { builtDashboard } from '#api/pages/built-dashboard.js';
import type { DemoProcess } from '#demo/demo-process.js';
import { startDemo } from '#demo/start-demo.js';
import { PathWsAdapter } from '#gateway/link/path-ws-adapter.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { databaseCheck, eventLogCheck, schemaCheck } from '#platform/health/checks.js';
import { operationsHandler } from '#platform/health/operations-handler.js';
import { ReadinessProbe } from '#platform/health/readiness.js';
import { type Database, isTransient, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { Endings } from '#platform/process/endings.js';
import { runService, type ServiceStart } from '#platform/process/run-service.js';
import { type Log, makeLog, toStandardError } from '#platform/telemetry/log.js';
import { makeMetrics, measureLog, measurePools } from '#platform/telemetry/metrics.js';
import { NestLog } from '#platform/telemetry/nest-log.js';
import { redactText } from '#platform/telemetry/redact.js';
import { VERSION } from '#platform/version.js';
import { GivenTokens } from '#store/access/given-tokens.js';
import { ProcessorHost } from '#stream-processor/stream-processor.module.js';
import {
  DataFolderError,
  installationSecret,
  publishCredential,
  takeDataFolder,
  withdrawCredential,
} from '../data-folder.js';
import { loadNetwork, type NetworkSource } from '../network-loader.js';
import { StandaloneModule } from './embedded.module.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

export interface ServeOptions {
  readonly folder: string;
  readonly port: number;
  /** Whether a taken port may be exchanged for a free one, when nobody asked for this one. */
  readonly mayMovePort: boolean;
  readonly network: NetworkSource;
  /** Days for which single legs are kept; undefined: for ever. */
  readonly retentionDays?: number | undefined;
  /** Address outside that hears every 30 s that alerts are evaluated; undefined: nobody does. */
  readonly watchdogUrl?: string | undefined;
  /** Days for which the minutes of regions are kept; undefined: for ever. */
  readonly minuteRetentionDays?: number | undefined;
  /** Days for which messages to people are kept; undefined: the default. */
  readonly messageDays?: number | undefined;
  /** The ways to people; undefined: nothing is sent, and messages wait. */
  readonly channels?: ChannelConfigs | undefined;
  /** How an SMS gateway writes delivery receipts; undefined: none are taken. */
  readonly smsReceipts?: SmsReceiptConfig | undefined;
  /** Says what is going on, to people. */
  readonly tell: (text: string) => void;
}

export interface RunningServer {
  readonly url: string;
  /** Agents first, then the door, then the processor, the database last. */
  stop(): Promise<void>;
}

async function listen(app: NestExpressApplication, { port, mayMovePort, tell }: ServeOptions): Promise<string> {
  try {
    await app.listen(port, '127.0.0.1');
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (!isTaken) throw cause;
    if (!mayMovePort)
      throw new DataFolderError(
        `Port ${port} is in use by another program. Choose another with --port, or stop that program.`,
        { cause },
      );
    tell(`Port ${port} is in use; taking a free one instead (choose with --port).`);
    await app.listen(0, '127.0.0.1');
  }
  const address = app.getHttpServer().address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
}

/** Says once in a while that connections were lost, and nothing of it while stopping: then they are meant to go. */
function lostConnectionsTold(tell: ServeOptions['tell'], endings: Endings): (error: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (endings.isRunning || !isTransient(error) || performance.now() - toldAt < TELL_AGAIN_MS) return;
    toldAt = performance.now();
    tell('The database closed connections; they are opened again when needed.');
  };
}

const TELL_AGAIN_MS = 10_000;

function openDatabases(postgres: EmbeddedPostgres, tell: ServeOptions['tell'], endings: Endings): Databases {
  const onLostConnection = lostConnectionsTold(tell, endings);
  const processorDatabase = openDatabase(postgres.url, {
    connections: 4,
    applicationName: 'mnara-processor',
    onLostConnection,
  });
  endings.add('the database connections of the processor', () => processorDatabase.close());
  const database = openDatabase(postgres.url, {
    connections: 12,
    applicationName: 'mnara-api',
    statementTimeoutMs: 60_000,
    onLostConnection,
  });
  endings.add('the database connections', () => database.close());
  const alertingDatabase = openDatabase(postgres.url, {
    connections: 9,
    applicationName: 'mnara-alerting',
    statementTimeoutMs: 60_000,
    onLostConnection,
  });
  endings.add('the database connections of alerting', () => alertingDatabase.close());
  return { processorDatabase, database, alertingDatabase };
}

const ADMIN_TOKEN_SECONDS = 400 * 24 * 3600;

/**
 * The API, whose demonstration viewer is signed in without asking (the server listens on loopback only), and the
 * local administrator's token.
 */
async function makeApi(
  folder: string,
  isDemo: boolean,
  history: NonNullable<ApiConfig['history']>,
  given: GivenTokens,
): Promise<{ api: DynamicModule; tokens: SessionTokens; adminToken: string }> {
  const sessionSecret = new TextEncoder().encode(await installationSecret(folder, 'session'));
  const api = ApiModule.register({
    sessionSecret,
    endedTokens: given,
    demoViewer: { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true },
    mayTryRoles: isDemo,
    ...builtDashboard(),
    history,
  });
  const adminToken = await administratorToken(sessionSecret, ADMIN_TOKEN_SECONDS);
  return { api, tokens: new SessionTokens(sessionSecret, given), adminToken };
}

interface Databases {
  readonly processorDatabase: Database;
  readonly database: Database;
  readonly alertingDatabase: Database;
}

/** One log, one registry and one probe for everything in the process. */
function makeTelemetry({ database, processorDatabase, alertingDatabase }: Databases, log: DirectEventLog) {
  const metrics = makeMetrics();
  measurePools(metrics, { processor: processorDatabase, api: database, alerting: alertingDatabase });
  measureLog(metrics, log);
  const readiness = new ReadinessProbe({ service: 'mnara', version: VERSION })
    .add('database', databaseCheck(database))
    .add('schema', schemaCheck(database))
    .add('eventLog', eventLogCheck(log));
  return { metrics, readiness };
}

/** What the steps of a start share. */
interface Starting {
  readonly options: ServeOptions;
  readonly endings: Endings;
  readonly log: Log;
}

async function startApp(
  { options, endings, log }: Starting,
  databases: Databases,
  { api, tokens }: Awaited<ReturnType<typeof makeApi>>,
): Promise<{ readonly app: NestExpressApplication; readonly readiness: ReadinessProbe }> {
  let processor: ProcessorHost | undefined;
  const eventLog = new DirectEventLog({
    onRetry: (error, pauseMs) => {
      processor?.batchFailed(error);
      const why = redactText(error instanceof Error ? error.message : String(error));
      options.tell(
        `The database did not take a batch (${why}); trying again in ${pauseMs} ms. Agents keep their events meanwhile.`,
      );
    },
  });
  const { metrics, readiness } = makeTelemetry(databases, eventLog);
  const module = StandaloneModule.forRoot({
    ...databases,
    log: eventLog,
    statuses: new DirectLatestFeed(),
    metrics,
    api,
    tokens,
    onNetworkApplied: () => processor?.networkChanged(),
    retentionDays: options.retentionDays,
    watchdogUrl: options.watchdogUrl,
    minuteRetentionDays: options.minuteRetentionDays,
    messageDays: options.messageDays,
    smsReceipts: options.smsReceipts,
    dispatch: options.channels === undefined ? undefined : { channels: options.channels, log: log.part('alerting') },
  });
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), {
    logger: new NestLog(log),
    abortOnError: false,
  });
  const host = app.get(ProcessorHost);
  processor = host;
  const alerting = app.get(AlertingHost);
  readiness.add('batches', () => host.check());
  readiness.add('evaluation', () => alerting.check());
  const operations = operationsHandler({ readiness, metrics });
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (!operations(request, response)) next();
  });
  app.useBodyParser('json', { limit: '6mb' });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  endings.add('the event log', () => eventLog.close());
  endings.add('gateway, processor, alerting and API', () => app.close());
  return { app, readiness };
}

/** Longest time for one step of the shutdown: a database may have much to write. */
const STEP_MS = 60_000;

/** What `startServer` is given besides its options: the parts of `runService`, and the log of the process. */
export interface ServerFrame extends ServiceStart {
  readonly log: Log;
}

/** The log of the embedded shape: plain lines on standard error. */
const embeddedLog = (): Log => makeLog({ service: 'mnara', level: 'info', shape: 'human', write: toStandardError });

/**
 * Starts the embedded shape on a data folder. What has been started is in `endings`, also when it throws.
 * @returns its address. @throws DataFolderError, EmbeddedDatabaseError: messages that say how to fix it; the reason
 * of `stopping` when that is aborted before the server is live
 */
export async function startServer(options: ServeOptions, { endings, stopping, log }: ServerFrame): Promise<string> {
  const { folder, tell } = options;
  await takeDataFolder(folder);
  tell(`Data folder: ${folder}`);
  const postgres = await startEmbeddedPostgres(folder);
  endings.add('the database', () => postgres.stop());
  stopping.throwIfAborted();
  await migrate(postgres.url);
  const databases = openDatabases(postgres, tell, endings);
  stopping.throwIfAborted();
  await loadNetwork(databases.database, options.network, Date.now());
  let demo: DemoProcess | undefined;
  const given = new GivenTokens(databases.database);
  const api = await makeApi(folder, options.network.isDemo, () => demo?.progress(), given);
  stopping.throwIfAborted();
  const { app, readiness } = await startApp({ options, endings, log }, databases, api);
  stopping.throwIfAborted();
  const url = await listen(app, options);
  await publishCredential(folder, { url, pid: process.pid, token: api.adminToken });
  endings.add('the credential', () => withdrawCredential(folder));
  readiness.started();
  if (options.network.isDemo) {
    const started = await startDemo(databases.database, folder, url, tell);
    demo = started;
    endings.add('the agents of the demonstration', () => started.stop());
  }
  endings.add('readiness', async () => readiness.stopping());
  stopping.throwIfAborted();
  return url;
}

/** The embedded shape inside another program, which stops it. @throws as `startServer`; nothing is left running then */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const log = embeddedLog();
  const endings = new Endings(log);
  try {
    const url = await startServer(options, { endings, log, stopping: new AbortController().signal });
    return { url, stop: async () => void (await endings.run(STEP_MS)) };
  } catch (error) {
    await endings.run(STEP_MS);
    throw error;
  }
}

/**
 * `mnara serve`: runs the embedded shape until this process is asked to stop. @returns the exit code @throws as
 * `startServer`
 */
export function runServer(
  options: ServeOptions,
  on: { readonly isLaunched: boolean; readonly onLive: (url: string) => void },
): Promise<number> {
  const log = embeddedLog();
  return runService({
    log,
    stepMs: STEP_MS,
    isLaunched: on.isLaunched,
    // A database whose start is left behind would outlive this process.
    isStartAwaited: true,
    start: async (parts) => on.onLive(await startServer(options, { ...parts, log })),
  });
}
