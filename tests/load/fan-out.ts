// How fast the API sends changes to many screens, compared with unmodified graphql-ws in the same run. `npm run bench
// -- fan-out [--seconds 10] [--centres 50] [--screens N] [--rate N]`
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoadNetwork } from '../_support/load-network.js';
import { Distribution } from './distribution.js';
import { type ApiProcess, startApiProcess } from './fan-out-api.js';
import { readOptions } from './options.js';
import { latencies, openScreens } from './screens.js';

const options = readOptions({ seconds: 10, centres: 50, screens: 0, rate: 0 });
const { seconds, centres } = options;
const RATES = options.rate > 0 ? [options.rate] : [1_000, 5_000, 10_000];
const SCREENS = options.screens > 0 ? [options.screens] : [50, 500];
const PROBE = 'PROBE';

const network = await startLoadNetwork({ centres, services: 10, desks: 8 });
await network.database.query(
  `INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
    VALUES ($1, 1, '{"en":"Probe"}', 'stationary', 'Africa/Nairobi')`,
  [PROBE],
);

async function measure(api: ApiProcess, rate: number, screens: number, name: string): Promise<number> {
  const opened = await openScreens({ url: api.url, token: api.token, screens, probeCentreId: PROBE });
  api.setRate(rate);
  await sleep(3_000);
  await opened.arrivals();
  const before = await api.report();
  const startedAt = performance.now();
  await sleep(seconds * 1_000);
  const [after, arrivals, took] = [await api.report(), await opened.arrivals(), performance.now() - startedAt];
  // The last publications are still in flight.
  await sleep(1_000);
  const rest = await opened.arrivals();
  api.setRate(0);
  await opened.stop();
  const cpu = (report: typeof before): number =>
    (report.processorSeconds.user + report.processorSeconds.system) / 1_000_000;
  const cores = ((cpu(after) - cpu(before)) / took) * 1_000;
  const perCore = arrivals.messages / (cpu(after) - cpu(before));
  const times = latencies(after.probes, [...arrivals.sightings, ...rest.sightings], screens);
  const receivedShare = times.length / (after.probes.length * screens);
  console.log(
    `${name.padEnd(20)} ${String(screens).padStart(3)} screens ${String(rate).padStart(6)} events/s: ${new Distribution(times)}, ${(100 * receivedShare).toFixed(0)} % received within a second of the end; ${(arrivals.messages / (took / 1000)).toFixed(0)} messages/s of ${(arrivals.bytes / arrivals.messages / 1024).toFixed(1)} KiB, ${cores.toFixed(2)} cores, ${perCore.toFixed(0)} messages/s and core; ${after.executions} executions`,
  );
  return perCore;
}

try {
  for (const screens of SCREENS) {
    for (const rate of RATES) {
      const figures: number[] = [];
      for (const isShared of [true, false]) {
        const api = await startApiProcess({ databaseUrl: network.url, centres, isShared, probeCentreId: PROBE });
        try {
          figures.push(await measure(api, rate, screens, isShared ? 'shared executions' : 'unmodified graphql-ws'));
        } finally {
          await api.stop();
        }
      }
      const [shared = Number.NaN, single = Number.NaN] = figures;
      console.log(`ratio of messages/s and core: ${(shared / single).toFixed(1)}`);
    }
  }
} finally {
  await network.stop();
}
