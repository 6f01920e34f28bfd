import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoadAgent } from './administration.js';
import type { System } from './system.js';

/** The first message to the agents' process. */
export interface AgentsOrder {
  readonly url: string;
  readonly folder: string;
  readonly agents: readonly LoadAgent[];
  readonly services: number;
  readonly desks: number;
}

/** The report that it sends twice a second. */
export interface AgentsReport {
  /** Time of the report, Unix milliseconds. */
  readonly at: number;
  readonly recorded: number;
  /** Recorded and not yet acknowledged. */
  readonly pending: number;
  /** How far the load is behind its schedule. */
  readonly behindMs: number;
  readonly rss: number;
}

/** Agents in a separate process. */
export interface LoadAgents {
  readonly pid: number;
  /** Sets the events a second of all agents together. */
  setRate(perSecond: number): void;
  /**
   * Records this number of events of past days as fast as they are acknowledged; resolves when all are acknowledged.
   */
  flood(events: number): Promise<void>;
  report(): AgentsReport;
  /** Resolves when everything recorded is acknowledged and the process has ended; the last report has the totals. */
  stop(): Promise<AgentsReport>;
}

/**
 * Enrols an agent for each of the centres, starting with C0 or `first`; resolves when all have reported their desks as
 * open.
 */
export async function startAgents(
  system: System,
  size: { centres: number; services: number; desks: number; first?: number },
  nodeOptions: readonly string[] = [],
): Promise<LoadAgents> {
  const { first = 0 } = size;
  const agents: LoadAgent[] = [];
  for (let n = first; n < first + size.centres; n += 1) agents.push(await system.agent(`C${n}`));
  const child = fork(fileURLToPath(new URL('agents-process.js', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let newest: AgentsReport | undefined;
  const started = new Promise<void>((resolve, reject) => {
    child.on('message', (report) => {
      newest = report as AgentsReport;
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`The agents' process ended with ${code}.`)));
  });
  const { gatewayUrl: url, folder } = system;
  child.send({ url, folder, agents, services: size.services, desks: size.desks } satisfies AgentsOrder);
  await started;
  const report = (): AgentsReport => newest ?? { at: 0, recorded: 0, pending: 0, behindMs: 0, rss: 0 };
  let isStopping = false;
  child.once('exit', (code) => {
    if (!isStopping) throw new Error(`The agents' process ended with ${code} during the load.`);
  });
  return {
    pid: child.pid ?? 0,
    setRate: (rate) => void child.send({ rate }),
    flood: async (events) => {
      const wanted = report().recorded + events;
      child.send({ flood: events });
      while (report().recorded < wanted || report().pending > 0) await sleep(200);
    },
    report,
    stop: async () => {
      isStopping = true;
      child.send('stop');
      await ended;
      return report();
    },
  };
}
