import type { NestExpressApplication } from '@nestjs/platform-express';
import { openSetUp, setUpLink } from '#administration/access/set-up.js';
import type { DemoProcess } from '#demo/demo-process.js';
import { keepDemoReport } from '#demo/demo-report.js';
import { startDemo } from '#demo/start-demo.js';
import type { Database } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { listen } from '#platform/process/nest-app.js';
import { runService, type ServiceStart } from '#platform/process/run-service.js';
import { ShutdownSteps } from '#platform/process/shutdown-steps.js';
import { type Log, makeLog, toStandardError } from '#platform/telemetry/log.js';
import { AccountStore } from '#store/access/account-store.js';
import { SignInStore } from '#store/access/sign-in-store.js';
import { TokenStore } from '#store/access/token-store.js';
import { DataFolderError, publishCredential, takeDataFolder, withdrawCredential } from '../data-folder.js';
import { loadNetwork } from '../network-loader.js';
import { makeApi, startApp } from './embedded-app.js';
import { openDatabases } from './embedded-databases.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { ServeOptions } from './serve-options.js';

/** A server that runs inside another program. */
export interface RunningServer {
  readonly url: string;
  /** Stops the agents first, then the HTTP server, then the processor, and the database last. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** @returns the server's address. @throws DataFolderError when the port is in use and no other may be used */
async function startListening(app: NestExpressApplication, { listen: wanted, report }: ServeOptions): Promise<string> {
  const open = async (port: number): Promise<string> => `http://${LOOPBACK}:${await listen(app, port, LOOPBACK)}`;
  try {
    return await open(wanted.port);
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (!isTaken) throw cause;
    if (!wanted.mayUseAnotherPort)
      throw new DataFolderError(
        `Port ${wanted.port} is in use by another program. Choose another with --port, or stop that program.`,
        { cause },
      );
    report(`Port ${wanted.port} is in use; using a free one instead (choose one with --port).`);
    return open(0);
  }
}

/** Maximum time for one step of the shutdown, milliseconds: a database may have much to write. */
const STEP_MS = 150_000;

/** What `startServer` needs besides its options: the parts of `runService`, and the log of the process. */
interface ServerFrame extends ServiceStart {
  readonly log: Log;
}

/** The log of the embedded shape: plain lines on standard error. */
const embeddedLog = (): Log => makeLog({ service: 'mnara', level: 'info', shape: 'human', write: toStandardError });

/**
 * Starts the embedded shape on a data folder. Adds a shutdown step for everything that it starts, also when it throws.
 * @returns its address.
 * @throws DataFolderError, EmbeddedDatabaseError: the message says how to fix it; the reason of `stopping` when that is
 *   aborted before the
 * server is live
 */
async function startServer(options: ServeOptions, { shutdown, stopping, log }: ServerFrame): Promise<string> {
  const { folder, report } = options;
  await takeDataFolder(folder);
  report(`Data folder: ${folder}`);
  const postgres = await startEmbeddedPostgres(folder);
  shutdown.add('the database', () => postgres.stop());
  stopping.throwIfAborted();
  await migrate(postgres.url);
  const databases = openDatabases(postgres.url, report, shutdown);
  stopping.throwIfAborted();
  await loadNetwork(databases.database, options.network, Date.now());
  if (options.network.isDemo) await keepDemoReport(databases.database, options.outward?.mailAddress, Date.now());
  let demo: DemoProcess | undefined;
  const given = new TokenStore(databases.database);
  const history = options.network.isDemo ? () => demo?.progress() : undefined;
  const api = await makeApi(options, history, given, databases.apiDatabases);
  stopping.throwIfAborted();
  const { app, readiness } = await startApp({ options, shutdown, log }, databases, api);
  stopping.throwIfAborted();
  const url = await startListening(app, options);
  await publishCredential(folder, { url, pid: process.pid, token: api.adminToken });
  shutdown.add('the credential', () => withdrawCredential(folder));
  readiness.started();
  if (!options.network.isDemo) await offerSetUp(databases.database, url, report);
  if (options.network.isDemo) {
    const started = await startDemo(databases.database, folder, url, report);
    demo = started;
    shutdown.add('the agents of the demonstration', () => started.stop());
  }
  shutdown.add('readiness', async () => readiness.stopping());
  stopping.throwIfAborted();
  return url;
}

/** At a first start nobody can sign in yet: shows the link that makes the first administrator. */
async function offerSetUp(database: Database, url: string, report: ServeOptions['report']): Promise<void> {
  const code = await openSetUp(new AccountStore(database), new SignInStore(database), Date.now());
  if (code === undefined) return;
  report(`Nobody can sign in yet. Open this link within 24 hours to become the first administrator; it works once:`);
  report(setUpLink(url, code));
}

/**
 * Runs the embedded shape inside another program, which stops it. @throws as `startServer`; nothing is left running
 * then
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const log = embeddedLog();
  const shutdown = new ShutdownSteps(log);
  try {
    const url = await startServer(options, { shutdown, log, stopping: new AbortController().signal });
    return { url, stop: async () => void (await shutdown.run(STEP_MS)) };
  } catch (error) {
    await shutdown.run(STEP_MS);
    throw error;
  }
}

/**
 * `mnara serve`: runs the embedded shape until this process is asked to stop.
 * @returns the exit code
 * @throws as `startServer`
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
    // An abandoned start could leave a database running after this process.
    isStartAwaited: true,
    start: async (parts) => on.onLive(await startServer(options, { ...parts, log })),
  });
}
