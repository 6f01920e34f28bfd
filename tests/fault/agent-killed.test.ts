import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { type AgentProcess, isAgentBuilt, startAgentProcess } from '../_support/agent-process.js';
import { type GatewayHost, startGateway } from '../_support/gateway-host.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const ROUNDS = 8;

describe.skipIf(!isAgentBuilt)('an agent that is killed (skipped if the project is not built)', () => {
  let network: Awaited<ReturnType<typeof startSmallNetwork>>;
  let host: GatewayHost;
  let folder: string;
  let agent: AgentProcess | undefined;

  beforeAll(async () => {
    network = await startSmallNetwork();
    host = await startGateway(network.database);
    folder = await mkdtemp(join(tmpdir(), 'mnara-killed-'));
  });
  afterAll(async () => {
    await agent?.kill();
    await host?.stop();
    await network?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<number> => {
    agent = await startAgentProcess(join(folder, 'agent.yaml'));
    return agent.pid;
  };
  const kill = async (): Promise<void> => agent?.kill();

  test('delivers every confirmed event exactly once, in order and without gaps', async () => {
    const port = 20_000 + (process.pid % 20_000);
    const { key } = await createAgent(new PostgresAgentRegistry(network.database), 'A1', 'C1', Date.now());
    await writeFile(join(folder, 'agent.key'), key);
    await writeFile(
      join(folder, 'agent.yaml'),
      `agentId: A1\ncentreId: C1\ngatewayUrl: ${host.url}\nkeyFile: agent.key\ndataDir: ` +
        `data\nheartbeatSeconds: 0\nconnectors: [{ kind: local-http, port: ${port} }]\n`,
    );
    const confirmed: string[] = [];
    let sent = 0;
    const post = async (): Promise<void> => {
      sent += 1;
      const visit = `V${sent}`;
      const response = await fetch(`http://127.0.0.1:${port}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ occurredAtMs: Date.now(), visitId: visit, serviceId: 'S1', ticketIssued: {} }),
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      if (response?.status === 200) confirmed.push(visit);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await start();
      let isRunning = true;
      const posting = Promise.all(
        [1, 2, 3].map(async () => {
          while (isRunning) await post();
        }),
      );
      // At a random moment after the first event that the agent confirmed.
      const before = confirmed.length;
      await until('the agent has confirmed an event', () => confirmed.length > before);
      await sleep(Math.random() * 400);
      await kill();
      isRunning = false;
      await posting;
    }
    const pid = await start();
    for (let more = 0; more < 500; more += 1) await post();
    const missing = (): string[] => {
      const arrived = new Set(host.events().map((event) => String(event.visitId)));
      return confirmed.filter((visit) => !arrived.has(visit));
    };
    await until('every confirmed event has arrived', () => missing().length === 0, missing);
    const arrived = host.events().map((event) => String(event.visitId));
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    // A cheap computer has little memory, so an agent must use less than 100 MB.
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024).toBeLessThan(100);
    expect(confirmed.filter((visit) => !arrived.includes(visit))).toEqual([]);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(host.gaps()).toEqual([]);
    expect(host.applied.map((record) => record.seq)).toEqual(host.applied.map((_, index) => index + 1));
  });
});
