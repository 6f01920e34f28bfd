import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMailServer } from '../_support/mail-server.js';
import { type Called, mnara, type Served, serveMnaraWith, smallDemoNetwork } from '../_support/mnara.js';
import { until } from '../_support/until.js';

// The program is started many times, and the demonstration records its history first.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'mnara-report-'));
// When the test runs as root, the database runs as another user, who needs access to the folder.
chmodSync(folder, 0o755);
const data = join(folder, 'data');
let mail: Awaited<ReturnType<typeof startMailServer>>;
let server: Served | undefined;

beforeAll(async () => {
  mail = await startMailServer({ mayBePlain: true });
  const smtp = {
    MNARA_SMTP_HOST: '127.0.0.1',
    MNARA_SMTP_PORT: String(mail.port),
    MNARA_SMTP_TLS: 'none',
    MNARA_SMTP_USER: 'mnara',
    MNARA_SMTP_PASSWORD: 'secret',
    MNARA_SMTP_FROM: 'mnara@ministry.example',
  };
  const network = join(folder, 'network.yaml');
  await smallDemoNetwork(network, 4);
  server = await serveMnaraWith(smtp, '--demo', '--data', data, '--port', '0', '--network', network);
});
afterAll(async () => {
  await server?.stop();
  await mail?.stop();
  rmSync(folder, { recursive: true });
});

const report = (...args: string[]): Promise<Called> => mnara('report', ...args, '--data', data);
const read = async (...args: string[]) => JSON.parse((await report(...args, '--format', 'json')).stdout);

test('the weekly report of the demonstration is in the mailbox of the mail server, with PDF and XLSX', async () => {
  // The report waits until the history of the demonstration is recorded, however long this takes.
  const arrived = () => mail.mails.find(({ raw }) => raw.includes('Weekly letter to the secretariat'));
  while (arrived() === undefined) {
    const [run] = (await read('list')).reports[0].runs;
    expect(['skipped', 'failed']).not.toContain(run?.state);
    await sleep(2000);
  }
  const found = arrived();
  expect(found?.to).toEqual(['mnara@ministry.example']);
  for (const format of ['pdf', 'xlsx'])
    expect(found?.raw.replaceAll(/\r\n\s+/g, '')).toMatch(new RegExp(`mnara-weekly-letter-[0-9-]+\\.${format}`));
});

test('report list says who gets which report, and with whose rights', async () => {
  const { reports } = await read('list');
  expect(reports).toMatchObject([
    {
      name: 'Weekly letter to the secretariat',
      runsAs: 'demonstration',
      scopeKind: 'network',
      recipients: [{ address: 'mnara@ministry.example', state: 'confirmed' }],
    },
  ]);
  const table = await report('list', '--format', 'table');
  expect(table.stdout).toContain('weekly 07:30');
});

test('archive writes the files of a run, and verify knows them, and no others', async () => {
  const { runs } = await until('the run has ended', async () => {
    const archive = await read('archive');
    return archive.runs[0]?.run.state === 'sent' ? archive : undefined;
  });
  const out = join(folder, 'out');
  const shown = await report('archive', runs[0].run.id, '--out', out, '--format', 'json');
  const kept = JSON.parse(shown.stdout);
  expect(kept.missing).toEqual([]);
  // It waited until the history of the four centres was recorded.
  const whole = kept.figures.find((one: { kpi: string; row: string }) => one.kpi === 'visits' && one.row === '[]');
  expect(whole.sent).toBeGreaterThan(2_000);
  const files = readdirSync(out).map((name) => join(out, name));
  expect(files).toHaveLength(2);
  expect(await report('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 files of 1 runs') });
  expect(await report('verify', ...files)).toMatchObject({ code: 0 });
  const changed = join(folder, 'changed.pdf');
  writeFileSync(changed, Buffer.concat([readFileSync(files[0] ?? ''), Buffer.from('\n')]));
  expect(await report('verify', changed)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not a file that was sent'),
  });
  expect(await report('verify', join(folder, 'none.pdf'))).toMatchObject({ code: 2 });
});

test('subscribe makes a report of a view, run makes its last period, and stop ends it', async () => {
  const made = await report(
    'subscribe',
    'Scorecard',
    '--template',
    'table',
    '--view',
    'scorecard-of-counties',
    '--cadence',
    'monthly',
  );
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('due next') });
  const id = made.stdout.trim();
  const ran = await report('run', id, '--wait');
  expect(JSON.parse(ran.stdout)).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
  expect(await report('run', id, '--period', '2031-01')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not ended'),
  });
  expect(await report('stop', id)).toMatchObject({ code: 0 });
  expect((await read('list')).reports.find((one: { id: string }) => one.id === id)).toMatchObject({
    stoppedWhy: 'person',
  });
});

test('wrong use is said with its fix', async () => {
  expect(await report('subscribe', 'x', '--cadence', 'hourly')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('daily, weekly'),
  });
  expect(await report('stop', 'nothing')).toMatchObject({ code: 2 });
  expect(await mnara('report', 'list', '--data', join(folder, 'empty'))).toMatchObject({ code: 3 });
});
