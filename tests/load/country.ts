// A country of one-stop shops on the stack: the drain after an outage, then live. `npm run bench -- country [--centres
// 12638] [--times 1] [--outage 60] [--heartbeat 60] [--seconds 30] [--screens 50]`
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser } from '../_support/browser.js';
import { ROOT } from '../_support/mnara.js';
import { heartbeats, outageOf, playLive } from './country-feeds.js';
import { openLinks } from './country-links.js';
import { sayCost, startCountry, untilApplied } from './country-run.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';
import { processorTime } from './processor-time.js';
import { openScreens } from './screens.js';
import { startStageTimes } from './stage-times.js';

const options = readOptions({ centres: 12_638, times: 1, outage: 60, heartbeat: 60, seconds: 30, screens: 50 });
const { centres, heartbeat, seconds, screens } = options;
const BOUND_SECONDS = 170;
const MINUTE_MS = 60_000;
const MIB = 2 ** 20;

/** A wall in Chromium: milliseconds until it shows figures, received bytes, MiB of its heap. */
async function measureWall(url: string): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
    let [socketBytes, largest, messages] = [0, 0, 0];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        messages += 1;
        socketBytes += payload.length;
        largest = Math.max(largest, payload.length);
      }),
    );
    const startedAt = performance.now();
    await page.goto(`${url}/wall?page=attention&panel=55&distance=3`);
    await page.locator('.attention-row').first().waitFor({ timeout: 60_000 });
    const shownMs = performance.now() - startedAt;
    const [before, bytesBefore] = [messages, socketBytes];
    await sleep(5_000);
    const heap = Number(await page.evaluate('performance.memory.usedJSHeapSize')) / MIB;
    const rows = await page.locator('.attention-row').count();
    return `${shownMs.toFixed(0)} ms to its rows; largest message ${(largest / 1024).toFixed(0)} KiB, then ${((messages - before) / 5).toFixed(1)} messages/s of ${((socketBytes - bytesBefore) / Math.max(1, messages - before) / 1024).toFixed(1)} KiB; ${rows} rows of centres; heap of the page ${heap.toFixed(0)} MiB`;
  } finally {
    await browser.close();
  }
}

/** The query that the dashboard sends once: the names of every centre. */
async function measureCatalogue(url: string, token: string): Promise<string> {
  const source = readFileSync(join(ROOT, 'dashboard/src/live/catalogue/catalogue-operations.ts'), 'utf8');
  const query = /graphql\(`([^`]*query Catalogue[^`]*)`\)/.exec(source)?.[1];
  const startedAt = performance.now();
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: url },
    body: JSON.stringify({ query, variables: { language: 'en' } }),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"errors"'))
    throw new Error(`The catalogue query failed: ${answer.status} ${text.slice(0, 300)}`);
  return `${(text.length / MIB).toFixed(2)} MiB in ${(performance.now() - startedAt).toFixed(0)} ms`;
}

const run = await startCountry(options, Date.now());
try {
  const { stack } = run;
  const api = await stack.start('api');
  await api.ready();
  const now = Date.now();
  const from = now - options.outage * MINUTE_MS;
  const fillAt = performance.now();
  const waiting = await run.feed(outageOf(run, heartbeat, from, now));
  console.log(
    `${centres} centres, ${run.country.desksOf.reduce((sum, desks) => sum + desks, 0)} desks; ${waiting} events of ${options.outage} minutes without a processor (made and appended in ${((performance.now() - fillAt) / 1000).toFixed(0)} s)`,
  );
  const processor = await stack.start('processor');
  const startedAt = performance.now();
  const drainFrom = processorTime();
  const pids = { processor: processor.pid, timescaledb: stack.databasePid, kafka: stack.kafkaPid, api: api.pid };
  await untilApplied(processor, waiting, BOUND_SECONDS);
  const drainSeconds = (performance.now() - startedAt) / 1000;
  console.log(
    `drained in ${drainSeconds.toFixed(1)} s from the processor's start, ${(waiting / drainSeconds).toFixed(0)} events/s; ${sayCost(pids, drainFrom)}`,
  );
  const url = await api.url();
  // Apply what arrived in between, so that the live part starts without a backlog.
  const level = Date.now();
  let fed =
    waiting + (await run.feed([...run.day.slice({ from: now, to: level }), ...heartbeats(run, heartbeat, now, level)]));
  await untilApplied(processor, fed, 60);
  const gateway = await stack.start('gateway');
  await gateway.ready();
  const linkAt = performance.now();
  const links = await openLinks(run.database, await gateway.url(), centres);
  console.log(`${centres} agents linked in ${((performance.now() - linkAt) / 1000).toFixed(1)} s`);
  const liveFrom = Date.now();
  const playing = playLive(run, heartbeat, level, liveFrom + seconds * 1_000 + 12_000, (records) =>
    links.send(records),
  );
  const catalogue = await measureCatalogue(url, stack.token);
  const wall = await measureWall(url);
  const opened = await openScreens({ url, token: stack.token, screens, probeCentreId: 'C0' });
  await sleep(1_000);
  await opened.arrivals();
  const stageTimes = await startStageTimes({ gateway: gateway.healthUrl, processor: processor.healthUrl });
  const before = processorTime();
  const measuredFrom = performance.now();
  await sleep(Math.max(5_000, liveFrom + seconds * 1_000 + 11_000 - Date.now()));
  const { messages, bytes, ages } = await opened.arrivals();
  const took = (performance.now() - measuredFrom) / 1000;
  const cost = sayCost({ gateway: gateway.pid, ...pids, screens: opened.pid }, before);
  const stages = await stageTimes();
  await opened.stop();
  const liveCount = await playing;
  fed += liveCount;
  await untilApplied(processor, fed, 60);
  links.close();
  console.log(`live: ${(liveCount / ((Date.now() - liveFrom) / 1000)).toFixed(0)} events/s; ${cost}; ${stages}`);
  console.log(
    `${screens} screens: ${(messages / took / screens).toFixed(1)} messages/s each of ${(bytes / messages / 1024).toFixed(1)} KiB; age of the newest event of a message on arrival: ${new Distribution(ages)}`,
  );
  console.log(`the wall: ${wall}; the catalogue ${catalogue}`);
} finally {
  await run.stop();
}
