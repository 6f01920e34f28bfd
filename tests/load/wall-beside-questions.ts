// How much thirty askers of long questions delay the wall and /livez. `npm run bench -- wall-beside-questions
// [--months 2] [--seconds 20] [--rounds 2] [--screens 20] [--rate 500] [--behind 1] [--data FOLDER]`: the folder of
// year-questions; with `--behind 0` questions run beside everything else in the database, as where it is not ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';
import { openHistory } from '../_support/kept-history.js';
import { Distribution } from './distribution.js';
import { type ApiProcess, startApiProcess } from './fan-out-api.js';
import { readOptions } from './options.js';
import { coresOf, coresOfMachine, processorTime } from './processor-time.js';
import { latencies, openScreens, type Screens } from './screens.js';
import { TYPICAL_QUESTIONS } from './typical-questions.js';

const options = readOptions({
  months: 2,
  centres: 52,
  services: 16,
  desks: 10,
  seconds: 20,
  rounds: 2,
  screens: 20,
  rate: 500,
  askers: 30,
  behind: 1,
});
const PROBE = 'PROBE';
const LIVEZ_EVERY_MS = 50;
const DAY = 86_400_000;
const TABLE = `query($request: KpiRequest!) { kpis(request: $request) { rows { group { value } values { value } } } }`;

/** Asks one question after the other until the signal; who is told that too many wait asks again. */
async function keepAsking(api: ApiProcess, token: string, first: number, period: object, signal: AbortSignal) {
  let answered = 0;
  for (let turn = first; !signal.aborted; turn += 1) {
    const { ids, by, split, isExact } = TYPICAL_QUESTIONS[turn % TYPICAL_QUESTIONS.length] ?? { ids: [], by: [] };
    if (isExact === true) continue;
    const request = { ids, by, ...period, ...(split && { split }) };
    const asked = fetch(`${api.url}/graphql`, {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: TABLE, variables: { request } }),
    });
    const answer = await asked.then((response) => response.text()).catch(() => '');
    if (answer.includes('"rows":[{')) answered += 1;
    else await sleep(50);
  }
  return answered;
}

async function watchLivez(url: string, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const began = performance.now();
    await (await fetch(url)).text();
    times.push(performance.now() - began);
    await sleep(LIVEZ_EVERY_MS);
  }
  return times;
}

/** One stretch of time: what the wall's screens and /livez took, and how many questions were answered meanwhile. */
async function stretch(api: ApiProcess, screens: Screens, askers: readonly string[], period: object) {
  await screens.arrivals();
  await api.report();
  const over = new AbortController();
  const asking = Promise.all(askers.map((token, at) => keepAsking(api, token, at * 7, period, over.signal)));
  const livez = watchLivez(api.livezUrl, over.signal);
  const before = processorTime();
  await sleep(options.seconds * 1000);
  const after = processorTime();
  const [{ probes, loopDelayMs }, arrived] = [await api.report(), await screens.arrivals()];
  await sleep(1_000);
  const rest = await screens.arrivals();
  over.abort();
  const answered = (await asking).reduce((sum, one) => sum + one, 0);
  const cores = (pid: number, named?: RegExp): string => coresOf(pid, before, after, named).toFixed(2);
  console.log(
    `${askers.length} askers: cores of the API ${cores(api.pid)}, the database ${cores(history.pid, /^postgres/)}, the ` +
      `screens ${cores(screens.pid)}, the machine ${coresOfMachine(before, after).toFixed(2)}; the API's event loop is ` +
      `late by p99 ${loopDelayMs.p99.toFixed(0)}, max ${loopDelayMs.max.toFixed(0)} ms`,
  );
  return {
    wall: latencies(probes, [...arrived.sightings, ...rest.sightings], options.screens),
    livez: await livez,
    answered,
  };
}

const history = await openHistory(options.data, { ...options, days: Math.round(options.months * 30.4) });
try {
  const { database, size, madeAt } = history;
  await buildCoarse(database);
  await database.query(
    `INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
      VALUES ($1, 1, '{"en":"Probe"}', 'stationary', 'Africa/Nairobi') ON CONFLICT DO NOTHING`,
    [PROBE],
  );
  const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const period = { from: date(madeAt - size.days * DAY), to: date(madeAt + DAY) };
  const order = { databaseUrl: history.url, centres: size.centres, isShared: true, probeCentreId: PROBE };
  const api = await startApiProcess({ ...order, askers: options.askers, isBehind: options.behind === 1 });
  const screens = await openScreens({ url: api.url, token: api.token, screens: options.screens, probeCentreId: PROBE });
  api.setRate(options.rate);
  await sleep(3_000);
  const all = {
    without: { wall: [] as number[], livez: [] as number[] },
    with: { wall: [] as number[], livez: [] as number[] },
  };
  let answered = 0;
  // In turns, so that what else the machine does is in both.
  for (let round = 0; round < options.rounds; round += 1) {
    for (const name of ['without', 'with'] as const) {
      const found = await stretch(api, screens, name === 'with' ? api.askers : [], period);
      all[name].wall.push(...found.wall);
      all[name].livez.push(...found.livez);
      answered += found.answered;
    }
  }
  for (const name of ['without', 'with'] as const) {
    console.log(`${name} ${options.askers} askers: the wall ${new Distribution(all[name].wall)}`);
    console.log(`${name} ${options.askers} askers: /livez   ${new Distribution(all[name].livez)}`);
  }
  const p99 = (name: 'without' | 'with'): number => new Distribution(all[name].wall).at(0.99);
  console.log(
    `${answered} questions over ${size.days} days were answered; the wall's p99 is ` +
      `${((p99('with') / p99('without') - 1) * 100).toFixed(0)} % longer (aim 20 %), /livez at most ` +
      `${new Distribution(all.with.livez).at(1).toFixed(0)} ms (aim 250 ms)`,
  );
  await screens.stop();
  await api.stop();
} finally {
  await history.stop();
}
