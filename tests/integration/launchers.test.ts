import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { type Launched, launch, takePort } from '../_support/launcher.js';
import { ROOT } from '../_support/mnara.js';

const NODE = join(ROOT, 'node_modules/node/bin/node');
const LAUNCHER = join(ROOT, 'bin/mnara.mjs');
const LIVE = /Mnara is live at (\S+)/;

let folder: string;
let n = 0;
beforeAll(async () => {
  folder = await temporaryFolder('mnara-launchers-');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A data folder, any free port, and a place of its own for what npx keeps. */
const variables = () => {
  n += 1;
  return { MNARA_DATA: join(folder, `data-${n}`), MNARA_PORT: '0', npm_config_cache: join(folder, 'npm') };
};

/** No process, no port and no claim on the data folder is left. */
async function expectNothingLeft(launched: Launched, url: string, data: string): Promise<void> {
  await launched.untilNothingIsLeft();
  await takePort(url);
  expect(existsSync(join(data, 'db/PG_VERSION'))).toBe(true);
  for (const claim of ['credential.json', 'db/postmaster.pid'])
    expect(existsSync(join(data, claim)), claim).toBe(false);
}

/** npx runs the program below a shell, which dies of a signal before the program has ended, and npx reports that. */
const LAUNCHERS: readonly [name: string, command: readonly string[], outcome: number | NodeJS.Signals][] = [
  ['the Node of the host', ['node', 'bin/mnara.mjs', 'serve'], 0],
  ['Node 24', [NODE, LAUNCHER, 'serve'], 0],
  ['npm start', ['npm', 'start'], 0],
  ['npm run', ['npm', 'run', 'mnara', 'serve'], 0],
  ['npx', ['npx', 'mnara', 'serve'], 'SIGTERM'],
];

test.each(LAUNCHERS)('%s ends a server in order when the launcher gets SIGTERM', async (_, command, outcome) => {
  const given = variables();
  const launched = launch(command, given);
  const url = await launched.untilSaid(LIVE);
  launched.signal('SIGTERM');
  expect(await launched.ended(), launched.said()).toBe(outcome);
  await expectNothingLeft(launched, url, given.MNARA_DATA);
  await launched.untilSaid(/SIGTERM: stopping\n/);
  expect(launched.said()).toMatch(/mnara: stopped\n$/);
});

test.each(LAUNCHERS.slice(2))('%s ends a server in order at Ctrl-C, which every process gets', async (_, command) => {
  const given = variables();
  const launched = launch(command, given);
  const url = await launched.untilSaid(LIVE);
  launched.signalAll('SIGINT');
  await launched.ended();
  await expectNothingLeft(launched, url, given.MNARA_DATA);
  expect(launched.said()).toMatch(/mnara: stopped\n$/);
});

test('a server that is still starting ends in order too', async () => {
  const given = variables();
  const launched = launch([NODE, LAUNCHER, 'serve'], given);
  await launched.untilSaid(/Data folder: /);
  launched.signalAll('SIGTERM');
  expect(await launched.ended(), launched.said()).toBe(0);
  await launched.untilNothingIsLeft();
  expect(existsSync(join(given.MNARA_DATA, 'db/postmaster.pid'))).toBe(false);
});

test('a server ends in order when its launcher is killed', async () => {
  const given = variables();
  const launched = launch([NODE, LAUNCHER, 'serve'], given);
  const url = await launched.untilSaid(LIVE);
  launched.signal('SIGKILL');
  expect(await launched.ended()).toBe('SIGKILL');
  await expectNothingLeft(launched, url, given.MNARA_DATA);
});

test.each(['agent', 'npx agent'])('%s ends with what it has acknowledged', async (name) => {
  const config = join(folder, `${name.replace(' ', '-')}.json`);
  const dataDir = join(folder, name.replace(' ', '-'));
  await writeFile(join(folder, 'agent.key'), 'k'.repeat(43));
  const connectors = [{ kind: 'local-http', port: 0 }];
  const gatewayUrl = 'http://127.0.0.1:9';
  await writeFile(
    config,
    JSON.stringify({ agentId: 'a', centreId: 'C1', keyFile: 'agent.key', gatewayUrl, dataDir, connectors }),
  );
  const command = name === 'agent' ? [NODE, LAUNCHER] : ['npx', 'mnara'];
  const launched = launch([...command, 'agent', 'run', '--config', config], variables());
  await launched.untilSaid(/The agent a runs/);
  launched.signal('SIGTERM');
  expect(await launched.ended(), launched.said()).toBe(name === 'agent' ? 0 : 'SIGTERM');
  await launched.untilNothingIsLeft();
});

test.each(['gateway', 'processor', 'alerting', 'api'])('%s ends with exit code 0 while it waits', async (service) => {
  const launched = launch([NODE, LAUNCHER, service], {
    DATABASE_URL: 'postgres://mnara:a-long-password@127.0.0.1:9/mnara',
    KAFKA_BROKERS: '127.0.0.1:9',
    MNARA_SESSION_SECRET: 's'.repeat(48),
    [`MNARA_${service.toUpperCase()}_HEALTH_PORT`]: '0',
  });
  await launched.untilSaid(/waiting for the (database|event log)/);
  // systemd signals the launcher and the service at the same time, unless its unit says otherwise.
  launched.signalAll('SIGTERM');
  expect(await launched.ended(), launched.said()).toBe(0);
  await launched.untilNothingIsLeft();
});

test('control: without the launcher, a server outlives the shell that started it, and is found', async () => {
  const given = variables();
  const main = join(ROOT, 'dist/services/cli/src/main.js');
  const launched = launch(['sh', '-c', `${NODE} --disable-warning=ExperimentalWarning ${main} serve; true`], given);
  await launched.untilSaid(LIVE);
  launched.signal('SIGTERM');
  expect(await launched.ended()).toBe('SIGTERM');
  const server = launched.left().find(({ command }) => command.includes('main.js serve'));
  expect(launched.left().length).toBeGreaterThan(1);
  process.kill(server?.pid ?? 0, 'SIGTERM');
  await launched.untilNothingIsLeft();
});
