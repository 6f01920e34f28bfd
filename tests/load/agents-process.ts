import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningAgent } from '#edge-agent/agent/agent.js';
import { startAgent } from '#edge-agent/start-agent.js';
import type { AgentsOrder, AgentsReport } from './agents.js';
import { CentreVisits } from './visits.js';

/* The load's agents, all in this process, each with its own outbox and link. The parent process controls it; it ends with the parent. */
const TICK_MS = 10;
/**
 * Maximum recordings a second in this process: real agents have a disk each, these share one. Above it, each recording
 * has several events.
 */
const MAX_RECORDINGS = 400;
/** In a flood: events of one recording, and maximum pending events of an agent. */
const FLOOD_EVENTS = 250;
const MAX_PENDING = 2_000;

process.once('message', (message) => void work(message as AgentsOrder));
process.once('disconnect', () => process.exit(0));

interface Station {
  readonly agent: RunningAgent;
  readonly visits: CentreVisits;
}

async function startStations({ url, folder, agents, services, desks }: AgentsOrder): Promise<readonly Station[]> {
  const stations: Station[] = [];
  for (const one of agents) {
    const dataDir = join(folder, 'agents', one.agentId);
    const agent = await startAgent({ ...one, gatewayUrl: url, dataDir, connectors: [], retentionDays: 0 });
    const visits = new CentreVisits(one.agentId, services, desks);
    await agent.sink.record(visits.opening(Date.now()));
    stations.push({ agent, visits });
  }
  return stations;
}

async function work(order: AgentsOrder): Promise<void> {
  const stations = await startStations(order);
  const report = (recorded: number, behindMs: number): void => {
    const pending = stations.reduce((sum, { agent }) => sum + agent.sink.pending(), 0);
    process.send?.({
      at: performance.timeOrigin + performance.now(),
      recorded,
      pending,
      behindMs,
      rss: process.memoryUsage().rss,
    } satisfies AgentsReport);
  };
  await Promise.all(stations.map(({ agent }) => agent.drained()));
  let [rate, since, made, recorded, turn, isDone] = [0, performance.now(), 0, 0, 0, false];
  let flood = 0;
  process.on('message', (next: { rate: number } | { flood: number } | 'stop') => {
    if (next === 'stop') isDone = true;
    else if ('flood' in next) flood += next.flood;
    else [rate, since, made] = [next.rate, performance.now(), 0];
  });
  report(0, 0);
  for (let beat = 1; !isDone; beat += 1) {
    await sleep(TICK_MS);
    const due = Math.floor(((performance.now() - since) / 1000) * rate);
    const now = Date.now();
    const together = Math.max(1, Math.ceil(rate / MAX_RECORDINGS));
    for (; made + together <= due; made += together) {
      const station = stations[turn++ % stations.length];
      recorded += together;
      void station?.agent.sink.record(Array.from({ length: together }, () => station.visits.next(now)));
    }
    for (const { agent, visits } of stations) {
      if (flood <= 0 || agent.sink.pending() > MAX_PENDING) continue;
      const events = Array.from({ length: Math.min(FLOOD_EVENTS, flood) }, () => visits.past());
      flood -= events.length;
      recorded += events.length;
      void agent.sink.record(events);
    }
    if (beat % 50 === 0) {
      const behindMs = rate === 0 ? 0 : performance.now() - since - (1000 * made) / rate;
      report(recorded, behindMs);
    }
  }
  await Promise.all(stations.map(({ agent }) => agent.drained(AbortSignal.timeout(30_000)).catch(() => undefined)));
  report(recorded, 0);
  await Promise.all(stations.map(({ agent }) => agent.stop()));
  process.disconnect?.();
}
