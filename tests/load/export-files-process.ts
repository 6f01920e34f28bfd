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
  let cpu = process.cpuUsage();
  process.on('message', () => {
    const used = process.cpuUsage(cpu);
    process.send?.({
      rssMb: rss / 1e6,
      blockedMs: delay.max / 1e6,
      cpuSeconds: (used.user + used.system) / 1e6,
    } satisfies ExportReport);
    [rss, cpu] = [0, process.cpuUsage()];
    delay.reset();
  });
  process.send?.({ url: api.url, token: await api.token({ kind: 'network' }, true, 36_000) });
}
