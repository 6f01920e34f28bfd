import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Verification } from '#administration/verification/verification.js';
import { recordedInOutboxes } from '#cli/verify.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { childrenOf, mnara, type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';
import { until } from '../_support/until.js';

const ROUNDS = 21;
/** Number of events that must be applied between the kills. */
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

/** The report of `mnara verify`. It is retried, because a database that was just killed needs a moment to restart. */
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
    body: JSON.stringify({ recompute, recorded: recordedInOutboxes(folder) }),
  });
}

const totalOf = (agents: Verification['agents']): number => agents.reduce((sum, { applied }) => sum + applied, 0);

/** Kills the process of this round and checks all counts. @returns the number of events that have been applied */
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

test(`${ROUNDS} kills of the server, the agents or the database lose no event and count none twice`, async () => {
  let applied = 0;
  const kill = async (round: number): Promise<void> => {
    const total = await killAndVerify(round);
    expect(total).toBeGreaterThanOrEqual(applied);
    applied = total;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    // 150 ms to 2.1 s, spread by a fixed multiplicative step, so that kills occur at any point of a batch, a start or
    // the recording of history.
    await sleep(150 + ((round * 7919) % 1950));
    await kill(round);
  }
  const atRandom = applied;
  let round = ROUNDS;
  // On a slow machine most of these kills occurred during a start. More kills follow while events arrive; ten at most,
  // because each waits for a tenth of the required events.
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

test('all events of the outboxes arrive after the kills', async () => {
  // Heartbeats and live visits are recorded all the time, so a few events may always be in flight.
  await until(
    'the outboxes are empty',
    async () => (await verified(false)).agents.every(({ inFlight }) => inFlight < 200),
    async () => (await verified(false)).agents,
  );
});

test('mnara verify reports the same result', async () => {
  expect(await mnara('verify', '--recompute', '--data', folder)).toMatchObject({ code: 0 });
});
