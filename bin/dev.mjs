#!/usr/bin/env node
// `npm run dev`: the embedded shape with the demonstration, built and started again at each change of a service, and
// the dashboard with hot reload. Builds like every other start (bin/transpile.mjs); types are checked after each
// change and reported, but do not stop anything. Ctrl-C ends all of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createSocket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAs, runProgram, watchNpm } from './launch.mjs';
import { ensureBuilt, ensureInstalled, isNewEnough, nodeOf, ROOT } from './prepare.mjs';

const MAIN = 'dist/services/cli/src/main.js';
const NODE_OPTIONS = ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024', '--enable-source-maps'];
/** An editor that saves several files at once causes one restart. */
const GATHER_MS = 150;
const PATH = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env['PATH'] ?? ''}`;
const say = (text) => process.stdout.write(`dev: ${text}\n`);

/** A free port; the server keeps it when it restarts, so that the dashboard finds it again. */
async function freePort() {
  const socket = createSocket().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** The program as a child process; it ends in order when this process goes, however that happens. */
class Server {
  #child;

  constructor(port) {
    this.args = [...NODE_OPTIONS, MAIN, 'serve', '--demo', '--port', String(port), ...process.argv.slice(2)];
  }

  start() {
    const child = spawn(nodeOf(), this.args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PATH, MNARA_LAUNCHED: '1' },
    });
    this.#child = child;
    child.once('exit', (code) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      say(`the server ended (exit code ${code}); it starts again at the next change of a service.`);
    });
  }

  async stop() {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Looks at the types of services and tests; a newer look replaces one that is under way. */
class Types {
  #child;

  check() {
    this.stop();
    const child = spawn(nodeOf(), ['node_modules/typescript/bin/tsc', '--noEmit', '--pretty'], { cwd: ROOT });
    this.#child = child;
    // The server starts at the same time and goes first.
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.once('close', (code) => {
      if (this.#child !== child) return;
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      say(code === 0 ? 'types are right.' : 'the types above are wrong; the server runs all the same.');
    });
  }

  stop() {
    this.#child?.kill('SIGTERM');
    this.#child = undefined;
  }
}

/** Builds and restarts, one change after the other; changes during a restart cause one more. */
class Reload {
  #timer;
  #work = Promise.resolve();
  #isStopped = false;

  constructor(server, types) {
    this.server = server;
    this.types = types;
  }

  changed(path) {
    say(`${relative(ROOT, path)} changed`);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#run());
    }, GATHER_MS);
  }

  async #run() {
    if (this.#isStopped) return;
    try {
      await ensureBuilt(['services']);
    } catch (error) {
      say(`${error.message} The server goes on as it was.`);
      return;
    }
    await this.server.stop();
    if (this.#isStopped) return;
    this.server.start();
    this.types.check();
  }

  async stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#work;
  }
}

async function watchServices(reload) {
  const { watch } = await import('chokidar');
  const watcher = watch(['services', 'infra/migrations'], {
    cwd: ROOT,
    ignoreInitial: true,
    ignored: (path) => /\.test\.ts$/.test(path),
  });
  watcher.on('all', (event, path) => {
    if (event !== 'addDir') reload.changed(join(ROOT, path));
  });
  await once(watcher, 'ready');
  return watcher;
}

async function serveDashboard() {
  const { createLogger, createServer } = await import('vite');
  const logger = createLogger('info', { allowClearScreen: false });
  const { error } = logger;
  // While the server restarts, the dashboard's calls fail; it shows this itself and tries again.
  logger.error = (text, options) => /(http|ws) proxy/.test(text) || error(text, options);
  const vite = await createServer({
    customLogger: logger,
    configFile: join(ROOT, 'dashboard/vite.config.ts'),
    server: { host: '127.0.0.1' },
  });
  await vite.listen();
  say(`the dashboard with hot reload: ${vite.resolvedUrls.local[0]}`);
  return vite;
}

async function dev() {
  const port = Number(process.env['MNARA_PORT'] ?? (await freePort()));
  process.env['MNARA_URL'] = `http://127.0.0.1:${port}`;
  const server = new Server(port);
  const types = new Types();
  const reload = new Reload(server, types);
  const [watcher, vite] = await Promise.all([watchServices(reload), serveDashboard()]);
  server.start();
  let isStopping = false;
  const stop = async () => {
    // A terminal and npm both pass Ctrl-C on.
    if (isStopping) return;
    isStopping = true;
    types.stop();
    await watcher.close();
    await reload.stop();
    await Promise.all([vite.close(), server.stop()]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  process.on('disconnect', stop);
  watchNpm(stop);
}

try {
  await ensureInstalled('test');
  if (isNewEnough()) {
    await ensureBuilt();
    await dev();
  } else {
    // The tools want the project's own Node; it ends in order when this process goes.
    const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
    endAs(await runProgram(nodeOf(), args, { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] }));
  }
} catch (error) {
  process.stderr.write(`npm run dev: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
