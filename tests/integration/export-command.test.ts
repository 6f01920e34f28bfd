import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from '../_support/api-server.js';
import { fileAsker } from '../_support/file-asker.js';
import { mnara, mnaraArguments } from '../_support/mnara.js';
import { HAS_OPENPYXL, readBook, readParquet } from '../_support/read-files.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const HOUR = 3_600_000;
/** Monday 9 March 2026, 07:00 in Nairobi. */
const START = Date.UTC(2026, 2, 9, 4);
const PERIOD = ['--from', '2026-03-09', '--to', '2026-03-10'];

const folder = mkdtempSync(join(tmpdir(), 'mnara-export-'));
const out = join(folder, 'out');
const tokenFile = join(folder, 'token');
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, smallDay(START, 200, 1), START + 96 * HOUR);
  api = await startApi(network.database, { now: () => START + 96 * HOUR });
  token = await api.token({ kind: 'network' });
  writeFileSync(tokenFile, token);
  mkdirSync(out);
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (url: string): string[] => ['--url', url, '--token-file', tokenFile];
const run = (kind: string, format: string, file: string, ...args: string[]) =>
  mnara('export', kind, '--format', format, '--out', file, ...at(api.url), ...args);

describe('mnara export', () => {
  test('saves every kind in every format, and says how many rows it has', async () => {
    const file = join(out, 'legs.csv');
    const saved = await run('legs', 'csv', file, ...PERIOD, '--form', 'machine', '--clock', 'left_queue');
    const rows = parse(readFileSync(file), { columns: true }) as object[];
    expect(saved).toMatchObject({ code: 0, stdout: '' });
    expect(saved.stderr).toContain(`${file}: ${rows.length} rows, `);
    expect(rows.length).toBeGreaterThan(150);
    for (const kind of ['alerts', 'directives', 'quality', 'desk-states']) {
      const { code, stderr } = await run(kind, 'json', join(out, kind), ...PERIOD);
      expect([code, stderr], kind).toEqual([0, expect.stringContaining(' rows, ')]);
      expect(JSON.parse(readFileSync(join(out, kind), 'utf8')).trailer.rows).toMatch(/^\d+$/);
    }
    for (const format of ['xlsx', 'pdf', 'parquet'])
      expect(await run('legs', format, join(out, `legs.${format}`), ...PERIOD)).toMatchObject({ code: 0 });
    expect(await readParquet(join(out, 'legs.parquet'), 'SELECT count(*)::int AS n FROM FILE')).toEqual([
      { n: expect.any(Number) },
    ]);
    expect(readFileSync(join(out, 'legs.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test.skipIf(!HAS_OPENPYXL)('gives KPIs whose totals are those of mnara kpi', async () => {
    const question = ['--by', 'region,day', '--totals'];
    const file = join(out, 'kpis.xlsx');
    expect(await run('kpis', 'xlsx', file, '--ids', 'served,wait_mean', ...PERIOD, ...question)).toMatchObject({
      code: 0,
    });
    const table = await mnara('kpi', 'served,wait_mean', ...PERIOD, ...question, '--format', 'json', ...at(api.url));
    const [total] = JSON.parse(table.stdout).totals;
    const rows =
      (await readBook(file)).sheets['figures']?.rows.map((row) => row.map((cell) => cell?.value ?? null)) ?? [];
    const whole = rows.find((row) => row[0] === 'total' && row[1] === null);
    expect(whole).toContain(total.values.served.value);
    const waits = (whole ?? []).filter((cell) => typeof cell === 'number').map((cell) => Number(cell).toFixed(3));
    expect(waits).toContain(total.values.wait_mean.value.toFixed(3));
  });

  test('says what is wrong with a call, exits with 2 and leaves nothing', async () => {
    const before = readdirSync(out);
    for (const [args, said] of [
      [['legs', '--from', '2026-02-31', '--to', '2026-03-10'], 'is not a date of the calendar'],
      [['legs', ...PERIOD, '--where', 'centre'], 'KEY=VALUE'],
      [['kpis', ...PERIOD, '--ids', 'nonsense'], 'nonsense'],
      [['legs', ...PERIOD, '--separator', 'comma', '--decimal', 'comma'], 'separator=semicolon'],
    ] as const) {
      const called = await run(args[0], 'csv', join(out, 'bad.csv'), ...args.slice(1));
      expect(called).toMatchObject({ code: 2, stdout: '' });
      expect(called.stderr).toContain(said);
    }
    expect((await run('legs', 'csv', join(out, 'none', 'x.csv'), ...PERIOD)).stderr).toContain(
      'does not exist; make it',
    );
    expect((await run('legs', 'csv', out, ...PERIOD)).stderr).toContain('is a folder');
    expect(await mnara('export', 'legs', '--format', 'docx', '--out', 'x', ...PERIOD)).toMatchObject({ code: 2 });
    expect(readdirSync(out)).toEqual(before);
  });
});

describe('a file that does not arrive whole', () => {
  /** A server that answers 200 and then what the test wants. */
  async function broken(answer: (response: ServerResponse) => void): Promise<{ url: string; close: () => void }> {
    const server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => server.closeAllConnections() };
  }
  const fetched = (url: string, file: string) =>
    mnara('export', 'legs', '--format', 'csv', '--out', file, ...at(url), ...PERIOD);

  test('leaves nothing when the connection breaks off, and keeps what was there', async () => {
    const file = join(out, 'kept.csv');
    writeFileSync(file, 'the file of yesterday');
    const server = await broken((response) => {
      response.write('a,b\r\n1,2\r\n');
      setImmediate(() => response.destroy());
    });
    const called = await fetched(server.url, file);
    expect(called).toMatchObject({ code: 3, stdout: '' });
    expect(called.stderr).toContain('broke off');
    expect(readFileSync(file, 'utf8')).toBe('the file of yesterday');
    expect(readdirSync(out).filter((name) => name.includes('.part-'))).toEqual([]);
  });

  test('leaves nothing when the bytes are not those that were sent', async () => {
    const server = await broken((response) => {
      response.setHeader('Trailer', 'Content-Digest');
      response.write('a,b\r\n');
      response.addTrailers({ 'Content-Digest': 'sha-256=:AAAA:' });
      response.end();
    });
    const called = await fetched(server.url, join(out, 'other.csv'));
    expect(called).toMatchObject({ code: 3, stderr: expect.stringContaining('not what was sent') });
    expect(readdirSync(out)).not.toContain('other.csv');
  });

  test('leaves nothing when the command is stopped', async () => {
    const server = await broken((response) => void response.write('a,b\r\n'));
    const file = join(out, 'stopped.csv');
    const args = ['export', 'legs', '--format', 'csv', '--out', file, ...at(server.url), ...PERIOD];
    const child = spawn(process.execPath, [...mnaraArguments, ...args], { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const parts = () => readdirSync(out).filter((name) => name.startsWith('stopped.csv'));
    await until(
      'a part of the file',
      async () => parts().length === 1,
      async () => parts(),
    );
    child.kill('SIGTERM');
    expect(await ended).toBe(3);
    expect(parts()).toEqual([]);
    server.close();
  });

  test.skipIf(process.getuid?.() !== 0)('leaves nothing on a full disk, and says so (E20)', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
    try {
      const called = await run('legs', 'json', join(disk, 'legs.json'), ...PERIOD);
      expect(called).toMatchObject({ code: 3, stdout: '' });
      expect(called.stderr).toMatch(
        /The disk of .* is full; .* Free some space, or give another --out\. Nothing was left/,
      );
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('is whole otherwise: the control', async () => {
    const file = join(out, 'whole.json');
    expect(await run('legs', 'json', file, ...PERIOD)).toMatchObject({ code: 0 });
    const whole = await fileAsker(api.url, token).json('legs?from=2026-03-09&to=2026-03-10&format=json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(whole);
  });
});
