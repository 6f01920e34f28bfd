// The examples of docs/rest.md that need nothing but curl and Python, as they stand there.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from '../_support/api-server.js';
import { ROOT } from '../_support/mnara.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

const START = Date.UTC(2026, 2, 9, 4);
const NEXT_MONTH = Date.UTC(2026, 3, 2);
const PAGE = readFileSync(join(ROOT, 'docs/rest.md'), 'utf8');

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let token: string;
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, smallDay(START, 1200, 1), START + 86_400_000);
  api = await startApi(network.database, { now: () => NEXT_MONTH });
  token = await api.token({ kind: 'network' });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

/** The code block of that language. */
function example(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(PAGE) ?? [];
  if (code === undefined) throw new Error(`docs/rest.md has no example in ${language}`);
  return code;
}

/** Runs a program with the address and a token in its environment. */
function run(program: string, args: readonly string[], as = token): Promise<{ code: number | null; stdout: string }> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', MNARA_URL: api.url, MNARA_TOKEN: as };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: parts.join('') }));
  });
}

test('curl prints a table of last month', async () => {
  const { code, stdout } = await run('sh', ['-c', example('sh')]);
  expect(code).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer.period).toEqual({ from: '2026-03-01T00:00:00', to: '2026-04-01T00:00:00' });
  expect(answer.rows.map(({ labels }: { labels: object }) => labels)).toEqual([
    { region: 'North' },
    { region: 'South' },
  ]);
  const [north, south, whole] = [...answer.rows, ...answer.totals].map((row) => row.values.served.value);
  expect(north).toBeGreaterThan(0);
  expect(whole).toBe(north + south);
});

test('curl fails and shows the problem where the token is not valid', async () => {
  const { code, stdout } = await run('sh', ['-c', example('sh')], 'nonsense');
  expect(code).toBe(22);
  expect(JSON.parse(stdout)).toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('Python writes every leg of last month, of several pages', async () => {
  const { code, stdout } = await run('python3', ['-c', example('python')]);
  expect(code).toBe(0);
  const [header, ...rows] = stdout.trim().split(/\r?\n/);
  expect(header).toBe('centreId,serviceId,issuedAt,waitSeconds,outcome');
  const { rows: counted } = await network.database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM mnara.leg WHERE issued_at IS NOT NULL',
  );
  expect(rows.length).toBe(counted[0]?.n);
  expect(rows.length).toBeGreaterThan(1000);
  expect(new Set(rows).size).toBeGreaterThan(1000);
});
