import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkDescription } from '#config-files/network/network.js';
import type { AgentStatus, RunningAgent } from '#edge-agent/agent/agent.js';
import { type AgentLog, SILENT_LOG } from '#edge-agent/agent/agent-log.js';
import { startAgent } from '#edge-agent/start-agent.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { DEMO_SEED, demoCentres } from './demo-centres.js';
import type { HistoryProgress } from './simulator/history.js';
import type { SimulatedCentre } from './simulator/simulated-centre.js';
import { SimulatorConnector } from './simulator/simulator-connector.js';
import { Turns } from './simulator/turns.js';
import { WeakLink } from './weak-link.js';

/** An agent's id and key from its enrolment. */
export interface AgentIdentity {
  readonly agentId: string;
  readonly key: string;
}

export interface DemoOptions {
  readonly gatewayUrl: string;
  /** Outboxes are kept in DIR/agents/<agent id>/. */
  readonly dataDir: string;
  readonly network: NetworkDescription;
  /** Agents by centre id; a centre without an entry has no agent. */
  readonly agents: ReadonlyMap<string, AgentIdentity>;
  /** Default 7. */
  readonly historyDays?: number;
  /** Delay before history is recorded, so that live events start first, milliseconds; default 4 s. */
  readonly historyDelayMs?: number;
  readonly heartbeatSeconds?: number;
  readonly log?: AgentLog;
  readonly now?: () => number;
}

/** Progress of the demonstration. */
export interface DemoProgress extends HistoryProgress {
  readonly agents: number;
  readonly linked: number;
}

export interface RunningDemo {
  progress(): DemoProgress;
  /** Status of each agent, in the order of the network's centres. After `stop` it returns the last status before it. */
  statuses(): readonly AgentStatus[];
  /** Stops every agent cleanly; recorded events stay in the outboxes. */
  stop(): Promise<void>;
}

interface Station {
  readonly agent: RunningAgent;
  readonly simulator: SimulatorConnector;
  readonly weakLink: WeakLink | undefined;
}

/** Objects that the agents of this process share. */
interface SharedParts {
  readonly turns: Turns;
  readonly ready: Promise<void>;
}

const HISTORY_DELAY_MS = 4000;
const BETWEEN_STARTS_MS = 15;
/**
 * The number of centres that record a day of history at the same time, and the maximum number of unacknowledged events
 * of each.
 */
const CENTRES_AT_ONCE = 10;
const MAX_PENDING = 300;
const CHECK_LINKS_MS = 1000;
/** Acknowledged events of the demonstration are deleted after a day. */
const RETENTION_DAYS = 1;
const MAX_OUTBOX_BYTES = 256 * 1024 * 1024;

async function startStation(
  centre: SimulatedCentre,
  identity: AgentIdentity,
  options: DemoOptions,
  shared: SharedParts,
): Promise<Station> {
  const { historyDays, historyDelayMs = HISTORY_DELAY_MS, heartbeatSeconds, log = SILENT_LOG } = options;
  const now = options.now ?? Date.now;
  const weakLink = centre.isMobile ? await WeakLink.open(options.gatewayUrl) : undefined;
  const simulator = new SimulatorConnector({
    centre,
    seed: DEMO_SEED,
    historyDelayMs,
    maxPending: MAX_PENDING,
    ...shared,
    now,
    ...(historyDays === undefined ? {} : { historyDays }),
  });
  const agent = await startAgent({
    ...identity,
    centreId: centre.id,
    gatewayUrl: weakLink?.url ?? options.gatewayUrl,
    dataDir: join(options.dataDir, 'agents', identity.agentId),
    connectors: [simulator],
    retentionDays: RETENTION_DAYS,
    maxOutboxBytes: MAX_OUTBOX_BYTES,
    maxBackoffMs: 3000,
    log,
    now,
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  });
  return { agent, simulator, weakLink };
}

class Demo implements RunningDemo {
  readonly #stations: Station[] = [];
  readonly #now: () => number;
  #checking: Repeating | undefined;
  #isStopping = false;
  #statuses: readonly AgentStatus[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  async start(options: DemoOptions): Promise<void> {
    const onError = (error: unknown): void => options.log?.error({}, String(error));
    this.#checking = repeatEvery(likeTimer(CHECK_LINKS_MS), () => this.#checkLinks(), onError);
    const started = Promise.withResolvers<void>();
    const shared: SharedParts = { turns: new Turns(CENTRES_AT_ONCE), ready: started.promise };
    try {
      for (const centre of demoCentres(options.network)) {
        const identity = options.agents.get(centre.id);
        if (identity === undefined) continue;
        if (this.#isStopping) return;
        this.#stations.push(await startStation(centre, identity, options, shared));
        await sleep(BETWEEN_STARTS_MS);
      }
    } finally {
      started.resolve();
    }
  }

  #checkLinks(): void {
    const at = this.#now();
    for (const { simulator, weakLink } of this.#stations) {
      weakLink?.cut(simulator.offlinePeriods(at).some((span) => span.from <= at && at < span.to));
    }
  }

  progress(): DemoProgress {
    const all = this.#stations.map(({ simulator }) => simulator.progress());
    const states = this.statuses().map((status) => status.link.state);
    return {
      recorded: all.reduce((sum, one) => sum + one.recorded, 0),
      expected: all.reduce((sum, one) => sum + one.expected, 0),
      isDone: all.every((one) => one.isDone),
      agents: states.length,
      linked: states.filter((state) => state === 'live' || state === 'fallback').length,
    };
  }

  statuses(): readonly AgentStatus[] {
    // A closed outbox cannot be read.
    if (!this.#isStopping) this.#statuses = this.#stations.map(({ agent }) => agent.status());
    return this.#statuses;
  }

  async stop(): Promise<void> {
    this.statuses();
    this.#isStopping = true;
    await this.#checking?.stop();
    await Promise.all(this.#stations.map(({ agent }) => agent.stop()));
    await Promise.all(this.#stations.map(({ weakLink }) => weakLink?.close()));
  }
}

/**
 * Runs one agent with a real outbox for each centre of the demonstration network, in this process. When it is started
 * again on the same folder, it continues where it stopped.
 */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const demo = new Demo(options.now ?? Date.now);
  try {
    await demo.start(options);
  } catch (error) {
    await demo.stop();
    throw error;
  }
  return demo;
}
