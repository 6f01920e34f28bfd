// Installs packages and builds what is missing or older than its sources. Progress goes to standard error.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const say = (text) => process.stderr.write(`mnara: ${text}\n`);

/** Node 24 of the project's own packages; an older one of the host only starts it. */
export function nodeOf() {
  const own = join(ROOT, 'node_modules/node/bin/node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error('Node 24 is missing from node_modules; run `npm ci` and look at what it says.');
}

function run(what, command, args, options = {}) {
  const started = Date.now();
  say(`${what} ...`);
  const done = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (done.status !== 0)
    throw new Error(`${what} failed (${done.error?.message ?? `exit code ${done.status}`}); the lines above say why.`);
  say(`${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const newest = (path) => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  let latest = 0;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    if (entry.isDirectory() || /\.(tsx?|css|html|json|graphql|ya?ml|svg|woff2)$/.test(entry.name))
      latest = Math.max(latest, newest(join(path, entry.name)));
  }
  return latest;
};

const isOlder = (stamp, sources) => {
  const made = statSync(join(ROOT, stamp), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((source) => newest(join(ROOT, source)) > made);
};

const stampIt = (stamp) => writeFileSync(join(ROOT, stamp), `${new Date().toISOString()}\n`);

/** One preparation at a time: a second caller waits for the first. */
function alone(work) {
  const lock = join(ROOT, '.cache/prepare.lock');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 600_000) rmSync(lock, { recursive: true, force: true });
      if (waited === 0) say('another call is preparing the project; waiting for it ...');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

const INSTALLED = 'node_modules/.mnara-installed';

export function ensureInstalled() {
  if (!isOlder(INSTALLED, ['package-lock.json'])) return;
  alone(() => {
    if (!isOlder(INSTALLED, ['package-lock.json'])) return;
    run('installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    stampIt(INSTALLED);
  });
}

const SERVICES = ['services', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
const DASHBOARD = ['dashboard', 'package-lock.json'];

const ASSETS = /\.(graphql|ya?ml)$/;

/** Copies what services read beside their code, and removes what is no longer there. */
function copyAssets() {
  const assetsIn = (folder) =>
    existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => ASSETS.test(name)) : [];
  const [from, to] = [join(ROOT, 'services'), join(ROOT, 'dist/services')];
  for (const name of assetsIn(to)) rmSync(join(to, name));
  for (const name of assetsIn(from)) cpSync(join(from, name), join(to, name));
}

function buildServices() {
  run('building the services', nodeOf(), [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
  copyAssets();
  stampIt('dist/.services-built');
}

function buildDashboard() {
  run('building the dashboard', nodeOf(), [
    join(ROOT, 'node_modules/vite/bin/vite.js'),
    'build',
    '--config',
    'dashboard/vite.config.ts',
    '--logLevel',
    'warn',
  ]);
  stampIt('dist/.dashboard-built');
}

export function ensureBuilt() {
  const isStale = () => [isOlder('dist/.services-built', SERVICES), isOlder('dist/.dashboard-built', DASHBOARD)];
  if (!isStale().some(Boolean)) return;
  alone(() => {
    const [services, dashboard] = isStale();
    if (services) buildServices();
    if (dashboard && existsSync(join(ROOT, 'dashboard/vite.config.ts'))) buildDashboard();
  });
}
