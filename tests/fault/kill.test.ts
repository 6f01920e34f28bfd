import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Verification } from '#administration/verification/verification.js';
import { recordedInOutboxes } from '#cli/verify.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { childrenOf, mnara, type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';

const ROUNDS = 21;
const VICTIMS = ['server', 'agents', 'database'] as const;

let folder = '';
let server: Served;
const start = (): Promise<Served> =>
  serveMnara('--demo', '--data', folder, '--port', '0', '--network', join(folder, 'network.yaml'));

beforeAll(async () => {
  folder = await temporaryFolder('mnara-kill-');
  await smallDemoNetwork(join(folder, 'network.yaml'), 4);
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const agentsPid = (): number | undefined =>
  childrenOf(server.pid).find(({ command }) => command.includes('demo-agents'))?.pid;
const databasePid = async (): Promise<number> =>
  Number((await readFile(join(folder, 'db', 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function killed(victim: (typeof VICTIMS)[number]): Promise<void> {
  if (victim === 'server') {
    await server.kill();
    server = await start();
    return;
  }
  const pid = victim === 'agents' ? agentsPid() : await databasePid();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** What `mnara verify --recompute` asks the server for; a database that has just been killed may take a moment to be back. */
async function verified(): Promise<Verification> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask().catch((error: unknown) => new Response(String(error), { status: 503 }));
    if (answer.ok) return (await answer.json()) as Verification;
    if (attempt === 150) throw new Error(`verify answered ${answer.status}: ${await answer.text()}`);
    await sleep(100);
  }
}

async function ask(): Promise<Response> {
  const { url, token } = JSON.parse(await readFile(join(folder, 'credential.json'), 'utf8')) as Record<string, string>;
  return fetch(`${url}/admin/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ recompute: true, recorded: recordedInOutboxes(folder) }),
  });
}

test(`${ROUNDS} times kill -9 of the server, the agents or the database at a random moment: nothing is lost and nothing counted twice`, async () => {
  let applied = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // 150 ms to 2.1 s, spread by a fixed multiplicative step: at any point of a batch, a start or a back-fill.
    await sleep(150 + ((round * 7919) % 1950));
    await killed(VICTIMS[round % VICTIMS.length] ?? 'server');
    const { ok, agents, recomputation } = await verified();
    expect({
      round,
      ok,
      examples: recomputation?.examples,
      unbalanced: agents.filter(({ balanced }) => !balanced),
    }).toEqual({ round, ok: true, examples: [], unbalanced: [] });
    const total = agents.reduce((sum, agent) => sum + agent.applied, 0);
    expect(total).toBeGreaterThanOrEqual(applied);
    applied = total;
  }
  expect(applied).toBeGreaterThan(1000);
});

test('after all that, what the outboxes hold arrives', async () => {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const { agents } = await verified();
    // Heartbeats and live visits are recorded all the time: a handful may always be on their way.
    if (agents.every(({ inFlight }) => inFlight < 200)) return;
    await sleep(1000);
  }
  throw new Error('The outboxes did not empty within two minutes.');
});

test('mnara verify says the same', async () => {
  expect(await mnara('verify', '--recompute', '--data', folder)).toMatchObject({ code: 0 });
});
