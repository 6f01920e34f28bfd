import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Verification } from '#administration/verification/verification.js';
import { outboxesIn } from '#cli/verify.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { childrenOf, mnara, type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';
import { until } from '../_support/until.js';

const ROUNDS = 21;
/** Events that must have been applied between the kills. */
const ENOUGH = 1000;
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

/** What `mnara verify` asks the server for; a database that has just been killed may take a moment to be back. */
async function verified(recompute: boolean): Promise<Verification> {
  let refused = '';
  return until(
    'the server verifies its counts',
    async () => {
      const answer = await ask(recompute).catch((error: unknown) => new Response(String(error), { status: 503 }));
      if (answer.ok) return (await answer.json()) as Verification;
      refused = `${answer.status}: ${await answer.text()}`;
      return undefined;
    },
    () => refused,
  );
}

async function ask(recompute: boolean): Promise<Response> {
  const { url, token } = JSON.parse(await readFile(join(folder, 'credential.json'), 'utf8')) as Record<string, string>;
  return fetch(`${url}/admin/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ recompute, outboxes: outboxesIn(folder) }),
  });
}

const totalOf = (agents: Verification['agents']): number => agents.reduce((sum, { applied }) => sum + applied, 0);

/** Kills this round's victim and checks all counts. @returns how many events have been applied */
async function killAndVerify(round: number): Promise<number> {
  await killed(VICTIMS[round % VICTIMS.length] ?? 'server');
  const { ok, agents, recomputation } = await verified(true);
  expect({
    round,
    ok,
    examples: recomputation?.examples,
    unbalanced: agents.filter(({ balanced }) => !balanced),
  }).toEqual({ round, ok: true, examples: [], unbalanced: [] });
  return totalOf(agents);
}

test(`${ROUNDS} times kill -9 of the server, the agents or the database at a random moment: nothing is lost and nothing counted twice`, async () => {
  let applied = 0;
  const kill = async (round: number): Promise<void> => {
    const total = await killAndVerify(round);
    expect(total).toBeGreaterThanOrEqual(applied);
    applied = total;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    // 150 ms to 2.1 s, spread by a fixed multiplicative step: at any point of a batch, a start or a back-fill.
    await sleep(150 + ((round * 7919) % 1950));
    await kill(round);
  }
  const atRandom = applied;
  let round = ROUNDS;
  // On a slow machine these kills mostly met starts. More of them follow, each in the midst of events that arrive:
  // ten at most, since each waits for a tenth of what is needed.
  for (; applied < ENOUGH; round += 1) {
    const wanted = applied + ENOUGH / 10;
    await until(
      `${wanted} events are applied`,
      async () => totalOf((await verified(false)).agents) >= wanted,
      () => verified(false),
    );
    await kill(round);
  }
  process.stdout.write(`${ROUNDS} kills: ${atRandom} events applied; ${round} kills: ${applied} events applied\n`);
});

test('after all that, what the outboxes hold arrives', async () => {
  // Heartbeats and live visits are recorded all the time: a handful may always be on their way.
  await until(
    'the outboxes are empty',
    async () => (await verified(false)).agents.every(({ inFlight }) => inFlight < 200),
    async () => (await verified(false)).agents,
  );
});

test('mnara verify says the same', async () => {
  expect(await mnara('verify', '--recompute', '--data', folder)).toMatchObject({ code: 0 });
});
