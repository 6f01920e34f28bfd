// Memory of the server and of an agent after a growing number of events on the real path. `npm run bench -- memory
// [--events 6000000] [--centres 50]`
import { startAgents } from './agents.js';
import { type MeasuredServer, startMeasuredServer } from './measured-server.js';
import { readOptions } from './options.js';
import { openSystem } from './system.js';

const { events, centres } = readOptions({ events: 6_000_000, centres: 50 });
const size = { centres, services: 10, desks: 8 };
const MIB = 2 ** 20;
/**
 * Shares of the events. Up to two thirds of six million, the processor's cache of past days fills up to its limit
 * (8,000 timelines); after that, memory must not grow.
 */
const MARKS = [1 / 60, 1 / 6, 1 / 2, 2 / 3, 1];
/** As bin/mnara.mjs starts an agent. */
const AGENT_OPTIONS = ['--max-old-space-size=64', '--max-semi-space-size=2'];

let server: MeasuredServer | undefined;
const system = await openSystem(undefined, size, async (folder, network) => {
  server = await startMeasuredServer({ folder, network });
  return server;
});
try {
  const many = await startAgents(system, { ...size, centres: centres - 1 });
  // One agent alone in its process, as in a centre, with its share of the events.
  const single = await startAgents(system, { ...size, centres: 1, first: centres - 1 }, AGENT_OPTIONS);
  const figures: { rss: number; heapUsed: number; agent: number }[] = [];
  let sent = 0;
  for (const upTo of MARKS.map((mark) => Math.round(events * mark))) {
    const startedAt = performance.now();
    const share = Math.round((upTo - sent) / centres);
    await Promise.all([many.flood(share * (centres - 1)), single.flood(share)]);
    const perSecond = (share * centres * 1_000) / (performance.now() - startedAt);
    sent = upTo;
    const memory = await (server as MeasuredServer).memory();
    const agent = single.report().rss;
    figures.push({ ...memory, agent });
    console.log(
      `after ${upTo} events (${perSecond.toFixed(0)}/s): server ${(memory.rss / MIB).toFixed(0)} MiB resident, ${(memory.heapUsed / MIB).toFixed(1)} MiB of heap in use, ${(memory.external / MIB).toFixed(1)} MiB outside; one agent ${(agent / MIB).toFixed(0)} MiB resident; ${centres - 1} agents in one process ${(many.report().rss / MIB).toFixed(0)} MiB`,
    );
  }
  const [full, whole] = figures.slice(-2) as [(typeof figures)[number], (typeof figures)[number]];
  console.log(
    `ratio of the last two: server resident ${(whole.rss / full.rss).toFixed(2)}, heap ${(whole.heapUsed / full.heapUsed).toFixed(2)}, agent ${(whole.agent / full.agent).toFixed(2)}`,
  );
  await Promise.all([many.stop(), single.stop()]);
} finally {
  await system.stop();
}
