import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { mnara, ROOT } from '../_support/mnara.js';
import { queueLog } from '../_support/queue-log.js';

// The test starts the program many times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'mnara-use-'));
// When the test runs as root, the database runs as another user, who needs access to the folder.
chmodSync(folder, 0o755);
const small = queueLog();
afterAll(() => {
  for (const made of [folder, small.folder]) rmSync(made, { recursive: true });
});
const KPI = ['kpi', 'served', '--from', '2026-01-05', '--to', '2026-01-06'];

const COMMANDS = ['serve', 'network', 'agent', 'import', 'kpi', 'live', 'rules', 'verify', 'doctor'];

test('--help lists the commands, on standard output, and so does each command', async () => {
  const { code, stdout, stderr } = await mnara('--help');
  expect([code, stderr]).toEqual([0, '']);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  for (const command of COMMANDS) {
    const help = await mnara(command, '--help');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain(`Usage: mnara ${command}`);
  }
});

test.each([
  [['nosuch'], 'unknown command'],
  [['verify', '--nosuch'], 'unknown option'],
  [['kpi', 'served', '--from', '2026-01-05'], '--to'],
  [['kpi', 'served', '--period', 'last_decade'], 'last_quarter'],
  [[...KPI, '--compare', 'nothing'], 'before'],
  [['doctor', '--format', 'xml'], 'use table, json or csv'],
  [['serve', '--port', 'eighty'], 'use 0 (any free one) to 65535'],
  [['kpi', ...KPI.slice(1), '--where', 'centre'], 'KEY=VALUE'],
  [['live', '--url', 'http://127.0.0.1:9'], '--token-file'],
  [['import', small.log, '--mapping', join(folder, 'none.yaml')], 'check the path given with --mapping'],
])('%j is wrong use: the program exits with 2 and prints nothing on standard output', async (args, said) => {
  const called = await mnara(...args);
  expect(called).toMatchObject({ code: 2, stdout: '' });
  expect(called.stderr).toContain(said);
});

test('a command exits with 3 without a server, and names the command that starts one', async () => {
  for (const args of [KPI, ['live'], ['import', small.log, '--mapping', small.mapping]]) {
    const called = await mnara(...args, '--data', folder);
    expect(called).toMatchObject({ code: 3, stdout: '' });
    expect(called.stderr).toContain(`mnara serve --data ${folder}`);
  }
  const verified = await mnara('verify', '--data', folder);
  expect(verified).toMatchObject({ code: 3, stdout: '' });
  expect(verified.stderr).toContain('check --data');
});

test('network check exits with 0 and prints the counts, or exits with 1 and says how to fix every fault', async () => {
  const good = await mnara('network', 'check', small.network);
  expect(good).toMatchObject({ code: 0, stderr: '' });
  expect(good.stdout).toContain('1 regions, 2 centres, 1 desks, 1 agencies, 2 services');
  const faulty = join(folder, 'faulty.yaml');
  writeFileSync(
    faulty,
    'network: { id: x, names: { en: X }, timeZone: Mars/Olympus }\nregions: [{ id: north, names: { en: North } }]\nagencies: []\nservices: []\ncentres:\n  - { id: C1, names: { en: One }, region: south, kind: stationary }\n',
  );
  const bad = await mnara('network', 'check', faulty);
  expect(bad).toMatchObject({ code: 1, stdout: '' });
  expect(bad.stderr).toMatch(/faulty\.yaml:1:\d+ .*Mars\/Olympus/);
  expect(bad.stderr).toMatch(/faulty\.yaml:6:\d+ .*south/);
  expect(bad.stderr).toContain('2 faults');
  expect(await mnara('network', 'check', join(folder, 'none.yaml'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the file does not exist; check the path'),
  });
});

const taken = (): Promise<{ server: Server; port: number }> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });

test('serve exits with 3 and says how to fix a port in use, and doctor reports it before', async () => {
  const { server, port } = await taken();
  try {
    const called = await mnara('serve', '--data', join(folder, 'port'), '--port', String(port));
    expect(called).toMatchObject({ code: 3, stdout: '' });
    expect(called.stderr).toContain(`Port ${port} is in use by another program. Choose another with --port`);
    const looked = await mnara('doctor', '--data', folder, '--port', String(port), '--format', 'json');
    expect(looked.code).toBe(1);
    const { ok, findings } = JSON.parse(looked.stdout) as { ok: boolean; findings: { check: string; ok: boolean }[] };
    expect(ok).toBe(false);
    expect(findings.filter((finding) => !finding.ok)).toEqual([
      { check: 'port', ok: false, message: `port ${port} is in use; choose another with --port` },
    ]);
  } finally {
    server.close();
  }
  const healthy = await mnara('doctor', '--data', folder, '--port', '0', '--format', 'table');
  expect(healthy).toMatchObject({ code: 0, stderr: '' });
  expect(healthy.stdout).toContain('ok     port:');
});

test("serve exits with 3 and says how to fix a data folder that the database's user cannot enter", async () => {
  const barred = join(folder, 'barred');
  const isRoot = userInfo().uid === 0;
  // When the test runs as root, the database runs as another user, who may not enter; otherwise this user may not
  // write.
  mkdirSync(barred, { mode: isRoot ? 0o700 : 0o500 });
  const data = join(barred, 'data');
  const called = await mnara('serve', '--data', data, '--port', '0');
  expect(called).toMatchObject({ code: 3, stdout: '' });
  expect(called.stderr).toContain(isRoot ? `chmod o+x ${barred}` : 'Choose another with --data');
  expect(called.stderr).not.toContain('    at ');
  if (isRoot) expect((await mnara('doctor', '--data', data, '--port', '0')).stdout).toContain(`chmod o+x ${barred}`);
});

test('serve exits with 3 and lists every fault of a faulty network, and nothing is left running', async () => {
  const called = await mnara(
    'serve',
    '--data',
    join(folder, 'faulty-data'),
    '--port',
    '0',
    '--network',
    join(folder, 'faulty.yaml'),
  );
  expect(called).toMatchObject({ code: 3, stdout: '' });
  expect(called.stderr).toMatch(/faulty\.yaml:6:\d+ .*south/);
  expect(called.stderr).not.toContain('    at ');
});

test('the launcher forwards arguments and exit codes', async () => {
  const { execFileSync } = await import('node:child_process');
  expect(execFileSync(process.execPath, [join(ROOT, 'bin/mnara.mjs'), '--help'], { encoding: 'utf8' })).toContain(
    'Usage: mnara',
  );
  expect(() => execFileSync(process.execPath, [join(ROOT, 'bin/mnara.mjs'), 'nosuch'], { stdio: 'pipe' })).toThrow(
    expect.objectContaining({ status: 2 }),
  );
});

test('connector try shows the next rows as events, before the agent is enrolled, and sends nothing', async () => {
  const home = mkdtempSync(join(folder, 'agent-'));
  mkdirSync(join(home, 'drop'));
  writeFileSync(
    join(home, 'drop', 'monday.csv'),
    'id,at,state\nA,2026-01-05T08:00:00,done\nB,2026-01-05T08:01:00,new\n',
  );
  writeFileSync(
    join(home, 'mapping.yaml'),
    `{ mapping: 1, input: { format: csv, timeZone: Africa/Nairobi }, every: { visit: { column: id },
      service: { column: state, map: { done: passport } } }, rows: [{ events: [{ kind: ticket_issued,
      at: { column: at, format: iso } }] }] }`,
  );
  const config = join(home, 'agent.yaml');
  writeFileSync(
    config,
    `{ agentId: A, centreId: C, gatewayUrl: 'http://127.0.0.1:9', keyFile: agent.key, dataDir: data,
      connectors: [{ kind: local-http, port: 0 }, { kind: file-drop, folder: drop, mapping: mapping.yaml }] }`,
  );
  const tried = await mnara('connector', 'try', '--config', config, '--format', 'table');
  expect([tried.code, tried.stderr]).toEqual([0, '']);
  expect(tried.stdout).toMatch(/ticket_issued +2026-01-05T08:00:00\+03:00 +2026-01-05T05:00:00\.000Z +A +passport/);
  expect(tried.stdout).toMatch(/contents of "state" that the map does not list\s+content +rows\s+-+ +-+\s+new +1/);
  const other = await mnara('connector', 'try', '--config', config, '--connector', 'tickets');
  expect([other.code, other.stdout]).toEqual([2, '']);
  expect(other.stderr).toContain('There is no connector tickets; the file has 1 (local-http), 2 (file-drop).');
});
