// Installs packages and builds everything that is missing or older than its sources. Progress goes to standard error.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runProgram } from './launch.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const say = (text) => process.stderr.write(`mnara: ${text}\n`);

/** A signal ended the preparation. */
export class InterruptedError extends Error {
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** Whether the Node that runs this file can run the program. */
export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= 24;

/** The path of Node 24: from the project's packages, or the current one if it is new enough. */
export function nodeOf() {
  const own = join(ROOT, 'node_modules/node/bin/node');
  if (existsSync(own)) return own;
  if (isNewEnough()) return process.execPath;
  throw new Error(
    `Node 24 is needed, this is ${process.versions.node}, and node_modules has none. ` +
      'Install Node 24, or run `npm ci` and check its messages.',
  );
}

async function run(what, command, args) {
  const started = Date.now();
  say(`${what} ...`);
  let interruptedBy;
  const note = (signal) => {
    interruptedBy = signal;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, note);
  let outcome;
  try {
    outcome = await runProgram(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  } catch (error) {
    throw new Error(`${what} failed: ${command} could not be started (${error.message}).`);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, note);
  }
  if (interruptedBy !== undefined) throw new InterruptedError(interruptedBy);
  if (outcome !== 0) throw new Error(`${what} failed (exit code ${outcome}); see the messages above.`);
  say(`${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const changedAt = (path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether a file in the folder is newer than a moment; stops at the first such file. */
function hasNewer(folder, moment) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && hasNewer(path, moment)) return true;
    } else if (!/\.test\.tsx?$/.test(entry.name) && changedAt(path) > moment) return true;
  }
  return false;
}

/** @param at files that change later count as newer than the stamp */
function stampIt(stamp, at = new Date()) {
  writeFileSync(join(ROOT, stamp), `${at.toISOString()}\n`);
  utimesSync(join(ROOT, stamp), at, at);
}

const LOCK = join(ROOT, '.cache/prepare.lock');
const OLD_MS = 600_000;

/** Whether the process that holds the lock has ended, or has held it for too long. */
function isAbandoned() {
  const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since > OLD_MS) return true;
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** One preparation at a time: a second caller waits for the first. */
async function alone(work) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned()) rmSync(LOCK, { recursive: true, force: true });
      if (waited === 0) say('another process is preparing the project; waiting for it ...');
      await sleep(500);
    }
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid));
  try {
    await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

const INSTALLED = 'node_modules/.mnara-installed';

/** Whether node_modules matches package-lock.json, installed by this file or by npm. */
const isInstalled = () =>
  Math.max(changedAt(INSTALLED), changedAt('node_modules/.package-lock.json')) >= changedAt('package-lock.json');

/** Whether the test tools are installed too. */
const hasTestTools = () => existsSync(join(ROOT, 'node_modules/vitest/package.json'));

const QUIET_OPTIONS = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Deletes 68 MB of headers and manuals of the Node package, which the program does not need. */
function trimNode() {
  const folder = join(ROOT, 'node_modules/node/node_modules');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((found) => /^node-\w+-\w+$/.test(found)))
    for (const part of ['include', 'share', 'CHANGELOG.md'])
      rmSync(join(folder, name, part), { recursive: true, force: true });
}

/**
 * Installs the packages for a start, or also those for the tests. Never removes what a developer has installed.
 * @param purpose `start` or `test`
 */
export async function ensureInstalled(purpose) {
  const isEnough = () => isInstalled() && (purpose === 'start' || hasTestTools());
  if (isEnough()) return;
  await alone(async () => {
    if (isEnough()) return;
    if (isInstalled())
      // Only adds packages, because a server may be running from the installed ones.
      await run('installing the test tools', 'npm', ['install', '--no-save', '--include=dev', ...QUIET_OPTIONS]);
    else {
      const extent = purpose === 'test' || hasTestTools() ? '--include=dev' : '--omit=dev';
      await run('installing packages', 'npm', ['ci', extent, ...QUIET_OPTIONS]);
    }
    trimNode();
    stampIt(INSTALLED);
  });
}

const SETTINGS = ['tsconfig.json', 'package-lock.json'];

const isStale = (stamp, folder) => {
  const made = changedAt(stamp);
  return SETTINGS.some((file) => changedAt(file) > made) || hasNewer(folder, made);
};

async function buildServices() {
  const startedAt = new Date();
  await run('building the services', nodeOf(), [join(ROOT, 'bin/transpile.mjs'), 'services']);
  stampIt('dist/.services-built', startedAt);
}

async function buildDashboard() {
  const startedAt = new Date();
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const args = ['build', '--config', 'dashboard/vite.config.ts', '--logLevel', 'warn'];
  await run('building the dashboard', nodeOf(), [vite, ...args]);
  stampIt('dist/.dashboard-built', startedAt);
}

/** Builds services and dashboard if their sources are newer than the last build. */
export async function ensureBuilt() {
  const stale = () => [isStale('dist/.services-built', 'services'), isStale('dist/.dashboard-built', 'dashboard')];
  if (!stale().some(Boolean)) return;
  await alone(async () => {
    const [services, dashboard] = stale();
    const builds = await Promise.allSettled([services && buildServices(), dashboard && buildDashboard()]);
    const failed = builds.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  });
}
