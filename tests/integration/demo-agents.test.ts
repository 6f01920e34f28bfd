import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_SEED, demoCentres } from '#demo/demo-centres.js';
import { type DemoNetwork, demoNetwork } from '#demo/demo-network.js';
import { type AgentIdentity, type DemoOptions, type RunningDemo, runDemo } from '#demo/run-demo.js';
import { incidentsOf } from '#demo/simulator/incidents.js';
import { dateOf } from '#demo/simulator/local-day.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { createAgent } from '#store/agents/enrol.js';
import { PostgresAgentRegistry } from '#store/agents/postgres-agent-registry.js';
import { applyNetwork } from '#store/network/apply-network.js';
import { startPostgres } from '../_support/embedded-postgres.js';
import { type GatewayHost, startGateway } from '../_support/gateway-host.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let network: DemoNetwork;
let identities: Map<string, AgentIdentity>;
let host: GatewayHost;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres('migrated');
  database = openDatabase(postgres.url);
  network = demoNetwork(Date.now());
  await applyNetwork(database, network.network, network.yamlText, Date.now());
  const registry = new PostgresAgentRegistry(database);
  identities = new Map();
  for (const { id } of network.network.centres) {
    const { key } = await createAgent(registry, `demo-${id}`, id, Date.now());
    identities.set(id, { agentId: `demo-${id}`, key });
  }
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});
beforeEach(async () => {
  host = await startGateway(database);
  folder = await mkdtemp(join(tmpdir(), 'mnara-demo-'));
});
afterEach(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (change: Partial<DemoOptions> = {}): Promise<RunningDemo> =>
  runDemo({
    gatewayUrl: host.url,
    dataDir: folder,
    network: network.network,
    agents: identities,
    historyDays: 0,
    historyDelayMs: 500,
    ...change,
  });

/** Waits for as long as the test may run, because a slow machine is no failure. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(50);
};

const countsOf = (): { events: number; ids: number } => {
  const events = host.events();
  return { events: events.length, ids: new Set(events.map(({ agentId, seq }) => `${agentId} ${seq}`)).size };
};

describe('the demonstration', () => {
  it('connects 55 agents, records the events of today, and continues after a restart', async () => {
    const first = await start();
    await until(() => first.progress().linked >= 53);
    await until(() => first.progress().recorded > 3000);
    await first.stop();
    const second = await start();
    await until(() => second.progress().isDone);
    await until(() => second.statuses().every((status) => status.pending < 50 || status.link.state !== 'live'));
    await second.stop();
    const { events, ids } = countsOf();
    expect(ids).toBe(events);
    // It is mid-morning, so every centre has been open for two hours.
    expect(events).toBeGreaterThan(10_000);
    const kinds = new Set(host.events().map((event) => event.fact.kind));
    expect(kinds).toContain('service_ended');
    expect(second.statuses().every((status) => status.rejected === 0)).toBe(true);
  });

  it('cuts the link of a van only, and the van continues to record', async () => {
    const offset = nextOffline() - Date.now() + 1000;
    const demo = await start({ now: () => Date.now() + offset, historyDelayMs: 3_600_000 });
    try {
      const agentOf = (centreId: string) => demo.statuses().find((status) => status.agentId === `demo-${centreId}`);
      const isLinked = (centreId: string) => agentOf(centreId)?.link.state === 'live';
      await until(() => !isLinked('mashinani-turkana') && isLinked('nyeri'));
      // Its next heartbeat at the latest has to wait for the link.
      await until(() => (agentOf('mashinani-turkana')?.pending ?? 0) > 0);
      expect(isLinked('nyeri')).toBe(true);
    } finally {
      await demo.stop();
    }
  });
});

/** The next moment at which the link of the first van is down. */
function nextOffline(): number {
  const { timeZone } = network.network.network;
  const van = demoCentres(network.network).find((centre) => centre.id === 'mashinani-turkana');
  if (van === undefined) throw new Error('The demonstration has no van.');
  const date = dateOf(Date.now(), timeZone);
  return incidentsOf(van, date, DEMO_SEED, Date.now()).offline[0]!.from;
}
