// From a clean clone to a live wall, and from a stopped server to one. `npm run bench -- start-time [--restarts 3]`
import { execFileSync, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { runningServer } from '#local/data-folder.js';
import { openBrowser } from '../_support/browser.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { ROOT } from '../_support/mnara.js';
import { readOptions } from './options.js';

const { restarts } = readOptions({ restarts: 3 });
const folder = await temporaryFolder('mnara-start-');
const clone = join(folder, 'mnara');

/** Whether data arrives and desks are open. */
async function isLive(page: Page): Promise<boolean> {
  const isGood = (await page.getByTestId('light-data').first().getAttribute('data-state')) === 'good';
  return isGood && Number((await page.getByTestId('desks-open-value').first().innerText()).replaceAll(/\D/g, '')) > 0;
}

interface Started {
  readonly liveMs: number;
  readonly wallMs: number;
  stop(): Promise<void>;
}

/** Runs `npm start` as a new user does, and opens the printed address in a browser. */
async function npmStart(browser: Browser): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MNARA_PORT: '0' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const collect = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const found = /Mnara is live at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
  const liveMs = performance.now() - startedAt;
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${url}/wall`);
  while (!(await isLive(page))) await sleep(50);
  const wallMs = performance.now() - startedAt;
  await page.close();
  return {
    liveMs,
    wallMs,
    stop: async () => {
      const server = runningServer(join(clone, '.mnara'));
      if (server !== undefined) process.kill(server.pid, 'SIGTERM');
      await ended;
    },
  };
}

/** Describes what the first start installed. */
async function installed(): Promise<string> {
  const lock = await readFile(join(clone, 'node_modules/.package-lock.json'), 'utf8');
  const packages = Object.keys((JSON.parse(lock) as { packages: object }).packages).length;
  const megabytes = execFileSync('du', ['-sm', 'node_modules'], { cwd: clone, encoding: 'utf8' }).split('\t')[0];
  return `${packages} packages, ${megabytes} MB`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const browser = await openBrowser();
try {
  const clonedAt = performance.now();
  execFileSync('git', ['clone', '--quiet', ROOT, clone]);
  const cloneMs = performance.now() - clonedAt;
  const first = await npmStart(browser);
  console.log(
    `clean clone (${seconds(cloneMs)}), npm start -> server live ${seconds(first.liveMs)}, wall with live figures ${seconds(first.wallMs)}`,
  );
  console.log(`installed: ${await installed()}`);
  await first.stop();
  for (let n = 0; n < restarts; n += 1) {
    const again = await npmStart(browser);
    console.log(
      `npm start again -> server live ${seconds(again.liveMs)}, wall with live figures ${seconds(again.wallMs)}`,
    );
    await again.stop();
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  const left = (): number | undefined => runningServer(join(clone, '.mnara'))?.pid;
  const pid = left();
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
  while (left() !== undefined) await sleep(100);
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
}
