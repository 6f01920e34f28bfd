import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXPORT_CONNECTIONS } from '#api/exports/export-lane.js';
import { QUESTION_CONNECTIONS } from '#api/kpi/questions.js';
import { BEHIND_OTHERS } from '#local/embedded/embedded-databases.js';
import { startOperationsServer } from '#platform/health/operations-server.js';
import { ReadinessProbe } from '#platform/health/readiness.js';
import { openDatabase } from '#platform/postgres/database.js';
import { makeMetrics } from '#platform/telemetry/metrics.js';
import { startApi } from '../_support/api-server.js';
import { startDefaultServer } from './default-live-server.js';
import type { ApiOrder, ApiReport, Probe } from './fan-out-api.js';
import { centrePicture } from './pictures.js';

/*
 * The API alone in this process, fed with statuses as a processor publishes them: once a batch, for the centres in
 * that batch.
 */
const BATCH_MS = 25;
const PROBE_EVERY = 8;

process.once('message', (message) => void work(message as ApiOrder));
process.once('disconnect', () => process.exit(0));

async function work(order: ApiOrder): Promise<void> {
  const { databaseUrl, centres, isShared, probeCentreId, askers = 0, isBehind = false } = order;
  const open = (connections: number, behind = false) =>
    openDatabase(databaseUrl, { connections, ...(behind ? BEHIND_OTHERS : {}) });
  const databases = {
    live: open(4),
    questions: open(QUESTION_CONNECTIONS, isBehind),
    exports: open(EXPORT_CONNECTIONS, isBehind),
  };
  const api = await startApi(open(4), { databases });
  const health = await startOperationsServer(
    { readiness: new ReadinessProbe({ service: 'load', version: '0' }), metrics: makeMetrics() },
    { host: '127.0.0.1', port: 0, variable: 'none' },
  );
  const viewers = Array.from({ length: askers }, (_, number) =>
    api.token({ kind: 'network' }, true, 3_600, undefined, `asker ${number}`),
  );
  const url = isShared ? api.url : await startDefaultServer(api);
  process.send?.({
    kind: 'open',
    url,
    token: await api.token({ kind: 'network' }, true, 3_600),
    askers: await Promise.all(viewers),
    livezUrl: `http://127.0.0.1:${health.port}/livez`,
  } satisfies ApiReport);
  const totals = new Array<number>(centres).fill(0);
  let [perSecond, turn, due, isDone] = [0, 0, 0, false];
  let probes: Probe[] = [];
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on('message', (order: { perSecond: number } | 'stop' | 'report') => {
    if (order === 'stop') isDone = true;
    else if (order === 'report') {
      process.send?.({
        kind: 'report',
        probes,
        processorSeconds: process.cpuUsage(),
        executions: api.executions(),
        loopDelayMs: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
      } satisfies ApiReport);
      probes = [];
      delay.reset();
    } else [perSecond, due] = [order.perSecond, 0];
  });
  let before = performance.now();
  for (let batch = 1; !isDone; batch += 1) {
    await sleep(BATCH_MS);
    const now = performance.now();
    due += ((now - before) / 1000) * perSecond;
    before = now;
    const touched = new Set<number>();
    for (; due >= 1; due -= 1, turn += 1) {
      const centre = turn % centres;
      totals[centre] = (totals[centre] ?? 0) + 1;
      touched.add(centre);
    }
    const entries = [...touched].map((centre) => centrePicture(`C${centre}`, totals[centre] ?? 0));
    if (batch % PROBE_EVERY === 0) {
      const at = performance.timeOrigin + performance.now();
      probes.push({ value: batch, at });
      entries.push(centrePicture(probeCentreId, batch));
    }
    await api.feed.publish(entries);
  }
  process.exit(0);
}
