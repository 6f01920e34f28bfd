import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { administratorToken } from '#administration/access/administrator-token.js';
import type { Verification } from '#administration/verification/verification.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { freePort } from '#platform/process/free-port.js';
import { isAlive } from '#platform/process/process-life.js';
import { startKafka, type TestKafka } from '../../_support/kafka-server.js';
import { childrenOf } from '../../_support/mnara.js';
import { type ServiceProcess, startService } from '../../_support/service-process.js';
import { startTcpProxy, type TcpProxy } from '../../_support/tcp-proxy.js';
import { startTimescale, type TestTimescale } from '../../_support/timescale-server.js';
import { BrokerView } from './broker-view.js';
import { StackAgent } from './stack-agent.js';

const SECRET = 'a-secret-of-the-fault-tests-0123456789abcdef';
const TOKEN_SECONDS = 6 * 3600;
const CENTRES = ['C1', 'C2', 'C3', 'C4'];
const NETWORK = `
network: { id: faults, names: { en: Faults }, timeZone: Africa/Nairobi }
regions: [{ id: R1, names: { en: Region } }]
agencies: [{ id: A1, names: { en: Agency } }]
services:
  - { id: S1, names: { en: Identity card }, agency: A1, targetSeconds: 900 }
  - { id: S2, names: { en: Passport }, agency: A1, targetSeconds: 600 }
centres:
${CENTRES.map((id) => `  - { id: ${id}, names: { en: ${id} }, kind: stationary, region: R1, desks: [{ id: D1, names: { en: D1 } }, { id: D2, names: { en: D2 } }, { id: D3, names: { en: D3 } }] }`).join('\n')}
`;

/** The people in a centre according to its status. */
export interface LiveCentre {
  readonly waiting: number;
  readonly serving: number;
}

/** A service that can be restarted with the same settings. */
export class Part {
  #process: ServiceProcess | undefined;
  #said = '';

  constructor(
    readonly name: 'gateway' | 'processor' | 'api',
    readonly variables: Readonly<Record<string, string>>,
  ) {}

  async start(): Promise<void> {
    this.#said += this.#process?.said() ?? '';
    this.#process = await startService(this.name, this.variables);
  }

  ready(): Promise<void> {
    return this.#process?.ready() ?? Promise.reject(new Error(`${this.name} was not started.`));
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.signal(name);
  }

  /** Why it is not ready, according to /readyz; empty when it is ready. */
  async reasons(): Promise<string> {
    return (await this.#process?.readiness())?.reasons.join(' ') ?? '';
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  /** No supervisor restarts it here: it must not end by itself, whatever happens. */
  get isAlive(): boolean {
    return isAlive(this.#process?.pid ?? 0);
  }

  said(): string {
    return this.#said + (this.#process?.said() ?? '');
  }
}

/**
 * The stack shape: Kafka, TimescaleDB, a gateway, two processors, an API and an agent for each of four centres, each a
 * process of its own. The gateway reaches the broker, and the processors reach the database, through proxies.
 */
export class FaultStack {
  readonly gateway: Part;
  readonly processors: readonly [Part, Part];
  readonly api: Part;
  readonly broker: BrokerView;
  agents: StackAgent[] = [];

  private constructor(
    readonly folder: string,
    readonly kafka: TestKafka,
    readonly timescale: TestTimescale,
    readonly brokerProxy: TcpProxy,
    readonly databaseProxy: TcpProxy,
    /** A direct connection to the database, without the proxy. */
    readonly database: Database,
    readonly ports: { readonly gateway: number; readonly api: number },
    readonly token: string,
  ) {
    const common = { DATABASE_URL: timescale.url, KAFKA_BROKERS: kafka.brokers, KAFKA_PARTITIONS: '8' };
    this.broker = new BrokerView(kafka.brokers);
    const throughProxy = new URL(timescale.url);
    throughProxy.port = String(databaseProxy.port);
    const processor = { ...common, DATABASE_URL: String(throughProxy), MNARA_PROCESSOR_HEALTH_PORT: '0' };
    this.processors = [new Part('processor', processor), new Part('processor', processor)];
    this.gateway = new Part('gateway', {
      ...common,
      KAFKA_BROKERS: `127.0.0.1:${brokerProxy.port}`,
      MNARA_GATEWAY_PORT: String(ports.gateway),
      MNARA_GATEWAY_HEALTH_PORT: '0',
    });
    this.api = new Part('api', {
      ...common,
      MNARA_API_PORT: String(ports.api),
      MNARA_API_HEALTH_PORT: '0',
      MNARA_SESSION_SECRET: SECRET,
    });
  }

  static async start(): Promise<FaultStack> {
    const door = await freePort();
    const brokerProxy = await startTcpProxy(door);
    const [kafka, timescale] = await Promise.all([
      startKafka({ port: door, advertisedPort: brokerProxy.port }),
      startTimescale(),
    ]);
    const stack = new FaultStack(
      await mkdtemp(join(tmpdir(), 'mnara-faults-')),
      kafka,
      timescale,
      brokerProxy,
      await startTcpProxy(Number(new URL(timescale.url).port)),
      openDatabase(timescale.url, { connections: 2 }),
      { gateway: await freePort(), api: await freePort() },
      await administratorToken(new TextEncoder().encode(SECRET), TOKEN_SECONDS),
    );
    try {
      await stack.#startServices();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  async #startServices(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.start()));
    await Promise.all(this.parts.map((part) => part.ready()));
    await this.#ask('/admin/network', { yaml: NETWORK });
    this.agents = await Promise.all(CENTRES.map((centreId) => this.#agentOf(centreId)));
  }

  get parts(): readonly Part[] {
    return [this.gateway, ...this.processors, this.api];
  }

  async #agentOf(centreId: string): Promise<StackAgent> {
    const agentId = `agent-${centreId}`;
    const { key } = await this.#ask<{ key: string }>('/admin/agents', { agentId, centreId });
    return StackAgent.start({
      agentId,
      centreId,
      key,
      gatewayUrl: `http://127.0.0.1:${this.ports.gateway}`,
      folder: join(this.folder, agentId),
    });
  }

  async #ask<Answer>(path: string, body: unknown): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${this.ports.api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** The API's data of each centre; undefined while it does not answer. */
  async live(): Promise<ReadonlyMap<string, LiveCentre> | undefined> {
    const query = '{ statuses { centreId waitingNow servingNow } }';
    try {
      const { data } = await this.#ask<{
        data: { statuses: { centreId: string; waitingNow: number; servingNow: number }[] };
      }>('/graphql', { query });
      return new Map(
        data.statuses.map(({ centreId, waitingNow, servingNow }) => [
          centreId,
          { waiting: waitingNow, serving: servingNow },
        ]),
      );
    } catch {
      return undefined;
    }
  }

  /** What `mnara verify --recompute` asks for. @param recorded newest seq by outbox id */
  verify(recorded: Readonly<Record<string, number>>): Promise<Verification> {
    return this.#ask('/admin/verify', { recompute: true, recorded });
  }

  /**
   * Sends a signal to all processes of the database: stopping only the postmaster would not stop the working processes.
   */
  signalDatabase(name: 'SIGSTOP' | 'SIGCONT'): void {
    const postmaster = this.timescale.pid();
    const children = (): number[] => childrenOf(postmaster).map(({ pid }) => pid);
    // The postmaster first, so that it starts no new processes; and last when they continue.
    if (name === 'SIGSTOP') process.kill(postmaster, name);
    for (const pid of children()) process.kill(pid, name);
    if (name === 'SIGCONT') process.kill(postmaster, name);
  }

  /** Resolves when one of the processors reports it in /readyz. */
  async untilProcessorSays(what: string): Promise<void> {
    while (!(await Promise.all(this.processors.map((part) => part.reasons()))).some((said) => said.includes(what)))
      await sleep(50);
  }

  /** The last output of all processes, for a failed round. */
  lastWords(): string {
    const words: [string, string][] = [
      ...this.parts.map((part): [string, string] => [part.name, part.said()]),
      ...this.agents.map((agent): [string, string] => [agent.agentId, agent.said()]),
    ];
    return words.map(([name, said]) => `-- ${name}\n${said.split('\n').slice(-12).join('\n')}`).join('\n');
  }

  async stop(): Promise<void> {
    for (const agent of this.agents) await agent.kill();
    for (const part of this.parts) await part.kill();
    await this.database.close();
    await this.brokerProxy.stop();
    await this.databaseProxy.stop();
    await this.kafka.stop();
    await this.timescale.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
