// How long the event loop is held while the largest allowed KPI table is answered. `npm run bench -- large-table`
import { request } from 'node:http';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import { startApi } from '../_support/api-server.js';
import { applyEvents, smallDay } from '../_support/small-day.js';
import { startSmallNetwork } from '../_support/small-network.js';

const START = Date.UTC(2026, 2, 9, 4);
const DAY = 86_400_000;
const EVERY = KPI_CATALOGUE.filter(({ isDistribution }) => isDistribution !== true)
  .map(({ id }) => id)
  .filter((id) => id !== 'idle_while_waiting_time');

const QUESTIONS = {
  'quarter hours of a year, 5 KPIs': {
    ids: ['served', 'wait_mean', 'visits', 'abandonment_rate', 'satisfaction'],
    from: '2026-01-01',
    to: '2027-01-01',
    by: ['quarter_hour'],
  },
  'hours of 5 months, 52 KPIs': { ids: EVERY, from: '2026-01-01', to: '2026-06-01', by: ['hour'] },
  'centres and days of a year, every KPI': { ids: EVERY, from: '2026-01-01', to: '2027-01-01', by: ['centre', 'day'] },
} as const;

const TABLE = `query($request: KpiRequest!) { kpis(request: $request) { notes { code } rows { group { key value label }
  values { id value n d complete errorBound noData suppressed distribution } } } }`;

/** Sends the question and counts the answer's bytes without reading it: a client would hold this very loop. */
function bytesOf(url: string, token: string, body: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const asked = request(`${url}/graphql`, { method: 'POST', headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.once('end', () => resolve(bytes));
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });
}

/**
 * The most processor time of this thread between two turns of the loop, and those over 20 ms: others may use the
 * processor too.
 */
function watchLoop(): () => { readonly maxMs: number; readonly over20: number; readonly turns: number } {
  let [isOver, maxMs, over20, turns, before] = [false, 0, 0, 0, 0];
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const look = (): void => {
    const now = cpuMs();
    turns += 1;
    maxMs = Math.max(maxMs, now - before);
    if (now - before > 20) over20 += 1;
    before = now;
    if (!isOver) setImmediate(look);
  };
  before = cpuMs();
  setImmediate(look);
  return () => {
    isOver = true;
    return { maxMs, over20, turns };
  };
}

const network = await startSmallNetwork();
const days = Array.from({ length: 20 }, (_, day) =>
  smallDay(START + day * DAY, 150, day + 1).map((event) => ({ ...event, visitId: `${day}-${event.visitId}` })),
);
await applyEvents(network.database, days.flat(), START + 40 * DAY);
const api = await startApi(network.database);
const token = await api.token({ kind: 'network' });
for (const [name, question] of Object.entries(QUESTIONS)) {
  for (const run of [1, 2, 3]) {
    globalThis.gc?.();
    const watched = watchLoop();
    const since = performance.now();
    const bytes = await bytesOf(api.url, token, { query: TABLE, variables: { request: question } });
    const { maxMs, over20, turns } = watched();
    console.log(
      `${name}, run ${run}: ${((performance.now() - since) / 1000).toFixed(1)} s, ${(bytes / 1e6).toFixed(1)} MB, ` +
        `loop held at most ${maxMs.toFixed(1)} ms of processor time, ${over20} of ${turns} turns over 20 ms, ` +
        `heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`,
    );
  }
}
await api.stop();
await network.stop();
