import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { SessionTokens } from '#api/adapters/session-tokens.js';
import { ApiModule } from '#api/api.module.js';
import type { ApiConfig } from '#api/api-config.js';
import { PathWsAdapter } from '#gateway/adapters/path-ws-adapter.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { type Database, isTransient, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import type { DemoProcess } from '../demo/demo-process.js';
import { startDemo } from '../demo/start-demo.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/embedded-postgres.js';
import {
  DataFolderError,
  installationSecret,
  publishCredential,
  takeDataFolder,
  withdrawCredential,
} from './data-folder.js';
import { loadNetwork, type NetworkSource } from './network-loader.js';
import { StandaloneModule } from './standalone.module.js';

export interface ServeOptions {
  readonly folder: string;
  readonly port: number;
  /** Whether a taken port may be exchanged for a free one, when nobody asked for this one. */
  readonly mayMovePort: boolean;
  readonly network: NetworkSource;
  /** Days for which single legs are kept; undefined: for ever. */
  readonly retentionDays?: number | undefined;
  /** Says what is going on, to people. */
  readonly tell: (text: string) => void;
}

export interface RunningServer {
  readonly url: string;
  /** Agents first, then the door, then the processor, the database last. */
  stop(): Promise<void>;
}

/** Ends, in reverse order, what was started. */
class Endings {
  readonly #endings: (() => Promise<void>)[] = [];
  #isRunning = false;

  add(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  async run(): Promise<void> {
    this.#isRunning = true;
    for (const ending of this.#endings.splice(0).reverse()) await ending();
  }
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

/** The built screens, beside the built services. */
const DASHBOARD = fileURLToPath(new URL('../../../../dashboard', import.meta.url));

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

async function openDatabases(
  postgres: EmbeddedPostgres,
  tell: ServeOptions['tell'],
  endings: Endings,
): Promise<[Database, Database]> {
  const onLostConnection = lostConnectionsTold(tell, endings);
  const processorDatabase = openDatabase(postgres.url, {
    connections: 4,
    applicationName: 'mnara-processor',
    onLostConnection,
  });
  endings.add(() => processorDatabase.close());
  const database = openDatabase(postgres.url, {
    connections: 12,
    applicationName: 'mnara-api',
    statementTimeoutMs: 60_000,
    onLostConnection,
  });
  endings.add(() => database.close());
  return [processorDatabase, database];
}

const ADMIN_TOKEN_SECONDS = 400 * 24 * 3600;

/** A page of another build reloads itself: the build is named by the time it was made. */
const buildId = (): string =>
  existsSync(DASHBOARD) ? String(statSync(`${DASHBOARD}/index.html`).mtimeMs) : randomUUID();

/** The API, whose demonstration viewer is signed in without asking (the server listens on loopback only), and the local administrator's token. */
async function makeApi(
  folder: string,
  history: NonNullable<ApiConfig['history']>,
): Promise<{ api: DynamicModule; adminToken: string }> {
  const sessionSecret = new TextEncoder().encode(await installationSecret(folder, 'session'));
  const api = ApiModule.register({
    sessionSecret,
    demoViewer: { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true },
    ...(existsSync(DASHBOARD) ? { staticFolder: DASHBOARD } : {}),
    buildId: buildId(),
    history,
  });
  const administrator = { name: 'administrator', scope: { kind: 'network' }, seesStaff: true } as const;
  const { token } = await new SessionTokens(sessionSecret).issue(administrator, ADMIN_TOKEN_SECONDS, Date.now());
  return { api, adminToken: token };
}

/** Starts the embedded shape on a data folder. @throws DataFolderError, EmbeddedDatabaseError: messages that say the mend */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { folder, tell } = options;
  const endings = new Endings();
  try {
    await takeDataFolder(folder);
    tell(`Data folder: ${folder}`);
    const postgres = await startEmbeddedPostgres(folder);
    endings.add(() => postgres.stop());
    await migrate(postgres.url);
    const [processorDatabase, database] = await openDatabases(postgres, tell, endings);
    await loadNetwork(database, options.network, Date.now());
    let demo: DemoProcess | undefined;
    const { api, adminToken } = await makeApi(folder, () => demo?.progress());
    const log = new DirectEventLog({
      onRetry: (error, pauseMs) =>
        tell(
          `The database did not take a batch (${error instanceof Error ? error.message : String(error)}); trying again in ${pauseMs} ms. Agents keep their events meanwhile.`,
        ),
    });
    const module = StandaloneModule.forRoot({
      processorDatabase,
      database,
      log,
      statuses: new DirectLatestFeed(),
      api,
      adminToken,
      retentionDays: options.retentionDays,
    });
    const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    app.useBodyParser('json', { limit: '6mb' });
    app.useWebSocketAdapter(new PathWsAdapter(app));
    endings.add(async () => {
      await log.close();
      await app.close();
    });
    const url = await listen(app, options);
    await publishCredential(folder, { url, pid: process.pid, token: adminToken });
    endings.add(() => withdrawCredential(folder));
    if (options.network.isDemo) {
      const started = await startDemo(database, folder, url, tell);
      demo = started;
      endings.add(() => started.stop());
    }
    return { url, stop: () => endings.run() };
  } catch (error) {
    await endings.run().catch(() => undefined);
    throw error;
  }
}
