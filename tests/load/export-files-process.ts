import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openDatabase } from '#platform/postgres/database.js';
import { startApi } from '../_support/api-server.js';

/** What the process was told to serve. */
export interface ExportOrder {
  readonly databaseUrl: string;
}

/** The largest memory and the longest time without a turn of the event loop since the last report. */
export interface ExportReport {
  readonly rssMb: number;
  readonly blockedMs: number;
  readonly cpuSeconds: number;
  /** Of the thread that serves screens and questions too. */
  readonly ownSeconds: number;
}

/* An API alone in a process, so that what a file costs can be measured there. */
process.once('message', (message) => void serve(message as ExportOrder));
process.once('disconnect', () => process.exit(0));

async function serve({ databaseUrl }: ExportOrder): Promise<void> {
  const open = (connections: number) => openDatabase(databaseUrl, { connections });
  const database = open(4);
  const databases = { live: open(2), questions: open(5), exports: open(2) };
  const api = await startApi(database, { databases });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let rss = 0;
  setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss());
  }, 20);
  let [cpu, own] = [process.cpuUsage(), process.threadCpuUsage()];
  process.on('message', () => {
    const [used, ofThread] = [process.cpuUsage(cpu), process.threadCpuUsage(own)];
    process.send?.({
      rssMb: rss / 1e6,
      blockedMs: delay.max / 1e6,
      cpuSeconds: (used.user + used.system) / 1e6,
      ownSeconds: (ofThread.user + ofThread.system) / 1e6,
    } satisfies ExportReport);
    rss = 0;
    [cpu, own] = [process.cpuUsage(), process.threadCpuUsage()];
    delay.reset();
  });
  process.send?.({ url: api.url, token: await api.token({ kind: 'network' }, true, 36_000) });
}
