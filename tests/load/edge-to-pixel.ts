// How long an event takes from an agent's outbox to a pixel of the wall. `npm run bench -- edge-to-pixel [--shape
// stack] [--rate 1000] [--probes 200] [--centres 50] [--screens 0] [--stations 1] [--all 1] [--data DIR]`
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '#edge-agent/start-agent.js';
import { type LoadAgents, startAgents } from './agents.js';
import { Distribution } from './distribution.js';
import { QUIET_CENTRE } from './load-description.js';
import { readOptions } from './options.js';
import { coresOf, coresOfMachine, otherProcesses, processorTime } from './processor-time.js';
import { openScreens } from './screens.js';
import { openStackSystem } from './stack-system.js';
import { startStageTimes } from './stage-times.js';
import { openStations, type Passing, type Station, stationTable } from './stations.js';
import { openSystem } from './system.js';
import { openWall } from './wall-probe.js';

const options = readOptions({
  rate: 1_000,
  probes: 200,
  centres: 50,
  services: 10,
  desks: 8,
  warm: 10,
  screens: 0,
  stations: 0,
  all: 0,
});
const { probes, warm } = options;

/** The loads under which a system is measured, one after the other: the requested one, or the whole table. */
const LOADS =
  options.all > 0
    ? [50, 500].flatMap((screens) => [1_000, 5_000, 10_000].map((rate) => ({ rate, screens })))
    : [{ rate: options.rate, screens: options.screens }];

const MAX_WAIT_MS = 20_000;

/** @throws when it does not resolve in time */
function within<T>(work: Promise<T>, what: string): Promise<T> {
  const late = sleep(MAX_WAIT_MS, undefined, { ref: false }).then(() => {
    const { pending, behindMs } = agents?.report() ?? { pending: 0, behindMs: 0 };
    throw new Error(
      `Not within ${MAX_WAIT_MS / 1000} s: ${what}; ${pending} events wait for the gateway, the load is ${behindMs.toFixed(0)} ms behind.`,
    );
  });
  return Promise.race([work, late]);
}

let agents: LoadAgents | undefined;
const system = options.shape === 'stack' ? await openStackSystem(options) : await openSystem(options.data, options);
try {
  agents = await startAgents(system, options);
  const probed = await system.agent(QUIET_CENTRE);
  const prober = await startAgent({
    ...probed,
    gatewayUrl: system.gatewayUrl,
    dataDir: `${system.folder}/prober`,
    connectors: [],
  });
  // The load opens and closes no desk: only the probe changes this figure, while the load keeps the wall busy.
  const wall = await openWall(system.url, 'desks-open-value');
  const stations =
    options.stations > 0 && system.brokers !== undefined ? await openStations(system.brokers, probed) : undefined;
  let open = options.centres * options.desks;
  for (const { rate, screens: count } of LOADS) {
    const { url, token } = system;
    agents.setRate(rate);
    const screens =
      count > 0 ? await openScreens({ url, token, screens: count, probeCentreId: QUIET_CENTRE }) : undefined;
    await sleep(warm * 1_000);
    const passings: Passing[] = [];
    // When the load exceeds the system's capacity, the wall falls further and further behind; that is then the result.
    await within(wall.seen(open), `the wall shows ${open} open desks`);
    await screens?.arrivals();
    const before = agents.report();
    const stageTimes = await startStageTimes(system.healthUrls);
    const startedAt = performance.now();
    const cpuBefore = processorTime();
    for (let probe = 0; probe < probes; probe += 1) {
      // No fixed interval: a probe must not synchronise with a timer on the path.
      await sleep(100 + Math.random() * 150);
      const isOpening = probe % 2 === 0;
      open += isOpening ? 1 : -1;
      const seen = wall.seen(open);
      const at = performance.timeOrigin + performance.now();
      await prober.sink.record([
        {
          occurredAtMs: Math.trunc(at),
          clock: 'local',
          deskId: 'D0',
          fact: isOpening ? { case: 'deskOpened', value: {} } : { case: 'deskClosed', value: {} },
        },
      ]);
      const storedAt = performance.timeOrigin + performance.now();
      const { changedAt, paintedAt } = await within(seen, `the wall shows probe ${probe}`);
      passings.push({ recorded: at, 'in the outbox': storedAt, 'changed on the wall': changedAt, painted: paintedAt });
    }
    const after = agents.report();
    const perSecond = ((after.recorded - before.recorded) / (after.at - before.at)) * 1000;
    const cpuAfter = processorTime();
    const stages = await stageTimes();
    const arrivals = await screens?.arrivals();
    const took = (performance.now() - startedAt) / 1000;
    stations?.complete(passings, arrivals?.sightings ?? []);
    await screens?.stop();

    console.log(
      `load: ${perSecond.toFixed(0)} events/s of ${options.centres} agents (asked: ${rate}), at most ${after.behindMs.toFixed(0)} ms behind, ${after.pending} in flight at the end`,
    );
    if (arrivals !== undefined) {
      const { messages, bytes } = arrivals;
      console.log(
        `${count} screens beside the wall: ${(messages / took / count).toFixed(1)} messages/s each, ${(bytes / messages / 1024).toFixed(1)} KiB a message`,
      );
    }
    const to = (station: Station): Distribution =>
      new Distribution(passings.map((passing) => (passing[station] ?? Number.NaN) - (passing.recorded ?? 0)));
    console.log(`to the outbox's disk:  ${to('in the outbox')}`);
    console.log(`to the figure's change: ${to('changed on the wall')}`);
    console.log(`to the painted frame:   ${to('painted')}`);
    if (stations !== undefined) console.log(stationTable(passings));
    if (stages !== undefined) console.log(stages);
    const pids = { ...system.parts, agents: agents.pid, ...(screens === undefined ? {} : { screens: screens.pid }) };
    const cores = Object.entries(pids).map(([name, pid]) => [name, coresOf(pid, cpuBefore, cpuAfter)] as const);
    const browser = coresOf(process.pid, cpuBefore, cpuAfter, /chrom/);
    const rest = coresOfMachine(cpuBefore, cpuAfter) - cores.reduce((sum, [, used]) => sum + used, 0) - browser;
    const ours = [process.pid, ...Object.values(pids)];
    console.log(
      `cores: ${cores.map(([name, used]) => `${name} ${used.toFixed(2)}`).join(', ')}, browser ${browser.toFixed(2)}, this process and others ${rest.toFixed(2)} (of others: ${otherProcesses(ours, cpuBefore, cpuAfter)})`,
    );
  }
  await stations?.stop();
  await wall.close();
  await prober.stop();
  await agents.stop();
} finally {
  await system.stop();
}
