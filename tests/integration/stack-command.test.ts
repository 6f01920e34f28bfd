import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '#platform/process/process-life.js';
import { CHROMIUM, openBrowser, openPage } from '../_support/browser.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { kafkaMissing } from '../_support/kafka-server.js';
import { mnara, ROOT, smallDemoNetwork } from '../_support/mnara.js';
import { drillDown, untilOnPage } from '../_support/page-walk.js';
import { queueLog } from '../_support/queue-log.js';
import { type StackCommand, type StackStatus, stackCommand } from '../_support/stack-command.js';
import { timescaleMissing } from '../_support/timescale-server.js';
import { until } from '../_support/until.js';

const missing = kafkaMissing ?? timescaleMissing;
async function untilWell(stack: StackCommand, isWanted: (status: StackStatus) => boolean): Promise<StackStatus> {
  let status = await stack.status();
  await until(
    'the stack is well',
    async () => {
      status = await stack.status();
      return status.well && isWanted(status);
    },
    () => status,
  );
  return status;
}

const partOf = (status: Pick<StackStatus, 'parts'>, name: string) => status.parts.find((part) => part.name === name);

describe.skipIf(missing !== undefined)(`mnara stack (skipped where it cannot run: ${missing ?? 'it can'})`, () => {
  let stack: StackCommand;
  beforeAll(async () => {
    stack = await stackCommand();
  });
  afterAll(() => stack?.remove());

  test('starts once, restarts dead parts, stops in order, and starts again with its data', async () => {
    const network = join(stack.folder, 'network.yaml');
    await smallDemoNetwork(network, 4);
    expect(await stack.call('up', '--demo', '--network', network)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Mnara is live at http:/),
    });
    const first = await untilWell(stack, () => true);
    expect(first.parts.map(({ name }) => name)).toEqual([
      'timescaledb',
      'kafka',
      'processor',
      'alerting',
      'gateway',
      'api',
      'agents',
    ]);
    expect(JSON.stringify(first)).not.toContain('postgres://');
    await showsTheWall(first.url, stack.folder);

    const again = await stack.call('up');
    expect(again.stderr).toContain('is already running');
    expect((await stack.status()).parts).toEqual(first.parts);

    const killed = ['kafka', 'timescaledb', 'gateway', 'agents'];
    for (const name of killed) process.kill(partOf(first, name)?.pid ?? 0, 'SIGKILL');
    const restarted = await untilWell(stack, (status) =>
      killed.every((name) => partOf(status, name)?.pid !== partOf(first, name)?.pid),
    );
    const servers = ({ parts }: StackStatus) => parts.slice(0, -1).map(({ address }) => address);
    expect(servers(restarted)).toEqual(servers(first));
    // Agents, gateway and processor continue where they stopped: events in flight are counted once.
    await untilVerified(stack.folder);

    expect(await stack.call('wipe', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Stop it first'),
    });
    expect(await stack.call('down')).toMatchObject({ code: 0, stdout: 'The stack is down.\n' });
    expect(restarted.parts.filter(({ pid }) => pid === 0 || isAlive(pid))).toEqual([]);
    expect(await stack.call('status')).toMatchObject({ code: 1 });
    expect(await stack.call('down')).toMatchObject({ code: 0, stdout: expect.stringContaining('No stack runs') });
  });

  test('uses existing servers and does not start its own; a prefix separates two installations', async () => {
    expect(await stack.call('up')).toMatchObject({ code: 0 });
    const { parts: own } = await stack.status();
    const postgres = await startPostgres();
    const small = queueLog();
    const brokers = partOf({ parts: own }, 'kafka')?.address ?? '';
    const second = await stackCommand({ KAFKA_BROKERS: brokers, DATABASE_URL: postgres.url, KAFKA_PREFIX: 'second' });
    try {
      const said = await second.call('up', '--network', small.network);
      expect(said).toMatchObject({ code: 0 });
      expect(said.stderr).not.toContain(new URL(postgres.url).password);
      const { parts } = await second.status();
      expect(parts.slice(0, 3)).toMatchObject([
        { name: 'timescaledb', pid: 0, health: 'given', address: `${new URL(postgres.url).host}/postgres` },
        { name: 'kafka', pid: 0, health: 'given', address: brokers },
        { name: 'processor', health: 'ready' },
      ]);
      const data = ['--data', second.folder];
      expect(await mnara('import', small.log, '--mapping', small.mapping, ...data)).toMatchObject({ code: 0 });
      const period = ['--from', '2026-01-05', '--to', '2026-01-06', '--format', 'json'];
      const { stdout } = await mnara('kpi', 'served,demand', ...period, ...data);
      expect(JSON.parse(stdout).rows[0].values).toMatchObject({ served: { value: 3 }, demand: { value: 4 } });
      expect(await mnara('verify', '--recompute', ...data)).toMatchObject({ code: 0 });
      expect(await second.call('down')).toMatchObject({ code: 0 });
      expect(isAlive(partOf({ parts: own }, 'kafka')?.pid ?? 0)).toBe(true);
    } finally {
      await second.remove();
      await postgres.stop();
      rmSync(small.folder, { recursive: true });
    }
  });

  test('after a killed supervisor, down stops all parts and up takes them over', async () => {
    expect(await stack.call('up')).toMatchObject({ code: 0 });
    const before = await untilWell(stack, () => true);
    await killSupervisor(stack);
    expect(await stack.status()).toMatchObject({ running: false, well: false });
    expect(await stack.call('up')).toMatchObject({ code: 0 });
    const after = await untilWell(stack, () => true);
    for (const name of ['kafka', 'timescaledb']) expect(partOf(after, name)?.pid).toBe(partOf(before, name)?.pid);
    await killSupervisor(stack);
    expect(await stack.call('down')).toMatchObject({ code: 0, stdout: 'The stack is down.\n' });
    expect(after.parts.filter(({ pid }) => pid === 0 || isAlive(pid))).toEqual([]);
    expect(await stack.call('wipe')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(existsSync(`${stack.folder}/stack`)).toBe(true);
    expect(await stack.call('wipe', '--yes')).toMatchObject({ code: 0 });
    expect(existsSync(`${stack.folder}/stack`)).toBe(false);
  });
});

/**
 * The wall of the embedded shape, on Kafka and TimescaleDB: real agents, healthy indicators, the path to a desk, the
 * same figure everywhere.
 */
async function showsTheWall(url: string, folder: string): Promise<void> {
  if (CHROMIUM === undefined) return;
  const browser = await openBrowser();
  try {
    const page = await openPage(browser, { viewport: { width: 1920, height: 1080 } });
    await page.goto(`${url}/wall`);
    const textOf = (id: string): Promise<string> => page.getByTestId(id).first().innerText();
    await untilOnPage(page, 'a wall with data', async () => {
      const light = await page.getByTestId('light-data').getAttribute('data-state');
      return light === 'good' && (await textOf('desks-open-value')) !== '0';
    });
    // The wall changes its pages; this page stays.
    await page.goto(url);
    await untilOnPage(page, 'the same count of served today', async () => {
      const shown = Number((await textOf('served-today-value')).replaceAll(/\D/g, ''));
      const { stdout } = await mnara('live', '--data', folder, '--format', 'json');
      const live = JSON.parse(stdout) as Record<'served_today' | 'agents_total' | 'agents_silent', number>;
      return (
        shown > 0 && Math.abs(shown - live.served_today) <= 3 && live.agents_total === 4 && live.agents_silent === 0
      );
    });
    expect(await drillDown(page, url)).toMatch(/^\/centres\/.+\/desks\/.+/);
  } finally {
    await browser.close();
  }
}

async function untilVerified(folder: string): Promise<void> {
  let said = '';
  await until(
    'four agents are verified',
    async () => {
      const { code, stdout } = await mnara('verify', '--recompute', '--data', folder, '--format', 'json');
      said = stdout;
      return code === 0 && (JSON.parse(stdout) as { agents: unknown[] }).agents.length === 4;
    },
    () => said,
  );
}

async function killSupervisor(stack: StackCommand): Promise<void> {
  const { supervisorPid } = JSON.parse(await readFile(`${stack.folder}/stack/state.json`, 'utf8')) as {
    supervisorPid: number;
  };
  process.kill(supervisorPid, 'SIGKILL');
  while (isAlive(supervisorPid)) await sleep(20);
}

test('stack up reports a broker that does not answer before it starts anything', async () => {
  const stack = await stackCommand({ KAFKA_BROKERS: '127.0.0.1:1' });
  try {
    expect(await stack.call('up')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/KAFKA_BROKERS.*ECONNREFUSED/),
    });
  } finally {
    await stack.remove();
  }
});

test('stack up says how to install Java when it is missing, and leaves nothing running', async () => {
  const stack = await stackCommand({ PATH: `${ROOT}tests/no-such-folder` });
  try {
    expect(await stack.call('up')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/Kafka needs a Java runtime.*KAFKA_BROKERS/),
    });
    expect(await stack.status()).toMatchObject({ running: false });
  } finally {
    await stack.remove();
  }
});
