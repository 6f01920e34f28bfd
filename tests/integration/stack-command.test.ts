import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '#standalone/embedded/process-life.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { kafkaMissing } from '../_support/kafka-server.js';
import { ROOT } from '../_support/mnara.js';
import { type StackCommand, type StackStatus, stackCommand } from '../_support/stack-command.js';
import { timescaleMissing } from '../_support/timescale-server.js';

const missing = kafkaMissing ?? timescaleMissing;
const PATIENCE = 300;

async function untilWell(stack: StackCommand, isWanted: (status: StackStatus) => boolean): Promise<StackStatus> {
  for (let attempt = 0; ; attempt += 1) {
    const status = await stack.status();
    if (status.well && isWanted(status)) return status;
    if (attempt === PATIENCE) throw new Error(`not well: ${JSON.stringify(status)}`);
    await sleep(200);
  }
}

const partOf = (status: StackStatus, name: string) => status.parts.find((part) => part.name === name);

describe.skipIf(missing !== undefined)(`mnara stack (skipped where it cannot run: ${missing ?? 'it can'})`, () => {
  let stack: StackCommand;
  beforeAll(async () => {
    stack = await stackCommand();
  });
  afterAll(() => stack?.remove());

  test('comes up once, is looked after, goes down in order and comes up again with what it had', async () => {
    expect(await stack.call('up')).toMatchObject({ code: 0 });
    const first = await untilWell(stack, () => true);
    expect(first.parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['timescaledb', 'kafka']));
    expect(JSON.stringify(first)).not.toContain('postgres://');

    const again = await stack.call('up');
    expect(again.stderr).toContain('runs already');
    expect((await stack.status()).parts).toEqual(first.parts);

    for (const name of ['kafka', 'timescaledb']) process.kill(partOf(first, name)?.pid ?? 0, 'SIGKILL');
    const mended = await untilWell(stack, (status) =>
      ['kafka', 'timescaledb'].every((name) => partOf(status, name)?.pid !== partOf(first, name)?.pid),
    );
    expect(mended.parts.map(({ address }) => address)).toEqual(first.parts.map(({ address }) => address));

    expect(await stack.call('wipe', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Stop it first'),
    });
    expect(await stack.call('down')).toMatchObject({ code: 0, stdout: 'The stack is down.\n' });
    expect(mended.parts.filter(({ pid }) => pid === 0 || isAlive(pid))).toEqual([]);
    expect(await stack.call('status')).toMatchObject({ code: 1 });
    expect(await stack.call('down')).toMatchObject({ code: 0, stdout: expect.stringContaining('No stack runs') });
  });

  test('a supervisor that was killed leaves nothing that down does not end, or up does not take over', async () => {
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

async function killSupervisor(stack: StackCommand): Promise<void> {
  const { supervisorPid } = JSON.parse(await readFile(`${stack.folder}/stack/state.json`, 'utf8')) as {
    supervisorPid: number;
  };
  process.kill(supervisorPid, 'SIGKILL');
  while (isAlive(supervisorPid)) await sleep(20);
}

test('servers that exist already are used and not started', async () => {
  const postgres = await startPostgres();
  const stack = await stackCommand({ KAFKA_BROKERS: '127.0.0.1:9', DATABASE_URL: postgres.url });
  try {
    const said = await stack.call('up');
    expect(said).toMatchObject({ code: 0 });
    expect(said.stderr).not.toContain(new URL(postgres.url).password);
    const { parts } = await stack.status();
    expect(parts.slice(0, 2)).toMatchObject([
      { name: 'timescaledb', pid: 0, health: 'given', address: `${new URL(postgres.url).host}/postgres` },
      { name: 'kafka', pid: 0, health: 'given', address: '127.0.0.1:9' },
    ]);
  } finally {
    await stack.remove();
    await postgres.stop();
  }
});

test('a machine without Java is told what to do, and nothing is left running', async () => {
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
