import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { program } from '#cli/program.js';
import { ROOT } from '../_support/mnara.js';

const FOLDER = join(ROOT, 'infra/systemd');
const UNITS = readdirSync(FOLDER).filter((name) => name.endsWith('.service'));
const folder = mkdtempSync(join(tmpdir(), 'mnara-units-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The faults of a unit according to systemd; empty when this machine has no systemd. */
function verify(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text.replace('/usr/bin/node', process.execPath));
  const { error, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  return error === undefined ? stderr : '';
}

/** The settings of a unit by name; of a repeated setting, the last. */
const settingsOf = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

test('there is a unit for a server, for one service and for an agent', () => {
  expect(UNITS.sort()).toEqual(['mnara-agent.service', 'mnara.service', 'mnara@.service']);
});

test.each(UNITS)('%s calls an existing command and stops it with one signal to the launcher', async (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  expect(verify(name, text)).toBe('');
  const settings = settingsOf(text);
  const [, file = '', command = '', ...args] = settings.get('ExecStart')?.split(' ') ?? [];
  expect(existsSync(join(ROOT, file))).toBe(true);
  const commands = command === '%i' ? ['gateway', 'processor', 'alerting', 'api'] : [command];
  for (const called of commands) {
    const found = (await program()).commands.find((one) => one.name() === called);
    expect(found, called).toBeDefined();
    const inner = found?.commands.find((one) => one.name() === args[0]) ?? found;
    for (const option of args.filter((one) => one.startsWith('--')))
      expect(inner?.options.map(({ long }) => long)).toContain(option);
  }
  expect(settings.get('KillMode')).toBe('mixed');
  expect(settings.has('SuccessExitStatus')).toBe(false);
});

test('control: systemd finds a wrong setting, if it is installed', () => {
  const text = readFileSync(join(FOLDER, 'mnara.service'), 'utf8').replace('KillMode=mixed', 'KillMode=some');
  const isThere = spawnSync('systemd-analyze', ['--version']).error === undefined;
  expect(verify('control.service', text) !== '').toBe(isThere);
});
