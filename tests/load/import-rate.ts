// Rows per second of `mnara import` beside a live wall, and COPY of the same rows. `npm run bench -- import-rate`
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningServer } from '#local/data-folder.js';
import { openDatabase } from '#platform/postgres/database.js';
import { startPostgres, temporaryFolder } from '../_support/embedded-postgres.js';
import { mnaraArguments, ROOT } from '../_support/mnara.js';
import { readOptions } from './options.js';
import { coresOf, coresOfMachine, processorTime } from './processor-time.js';
import { startServer } from './system.js';

const { rows: wanted } = readOptions({ rows: 100_000 });
const DAYS = 28;
const BANK_LOG = join(ROOT, '../shared/data/bank-january-1999.tsv');

/** Writes a bank-like file: the bank's January with its dates moved to later months, until there are enough rows. */
async function writeRows(path: string): Promise<number> {
  const [header = '', ...lines] = (await readFile(BANK_LOG, 'utf8')).trimEnd().split('\n');
  const kept = lines.map((line) => line.split('\t')).filter((cells) => Number(cells[5]?.slice(4)) <= DAYS);
  const out = createWriteStream(path);
  out.write(`${header}\n`);
  let written = 0;
  for (let month = 0; written < wanted; month += 1) {
    const date = `${String((99 + Math.floor(month / 12)) % 100).padStart(2, '0')}${String((month % 12) + 1).padStart(2, '0')}`;
    const some = kept.slice(0, wanted - written);
    const text = some.map((cells) => cells.with(5, `${date}${cells[5]?.slice(4)}`).join('\t')).join('\n');
    if (!out.write(`${text}\n`)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
    written += some.length;
  }
  await new Promise<void>((resolve) => out.end(resolve));
  return written;
}

/** Seconds that COPY needs for the same rows in a plain table, with its processor time. */
async function copySeconds(path: string): Promise<number> {
  const postgres = await startPostgres();
  const database = openDatabase(postgres.url);
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  await database.query(
    `CREATE TABLE plain (${header
      .split('\t')
      .map((name) => `"${name}" text`)
      .join(', ')})`,
  );
  const began = performance.now();
  await database.transaction((tx) => tx.copy('COPY plain FROM STDIN', Buffer.from(`${lines.join('\n')}\n`)));
  const seconds = (performance.now() - began) / 1000;
  await database.close();
  await postgres.stop();
  return seconds;
}

/** Asks for the live figures of the network every second, as a wall does. @returns a function that says how late */
function watchWall(url: string, token: string): () => Promise<string> {
  const stopping = new AbortController();
  const times: number[] = [];
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: url },
        body: JSON.stringify({ query: '{ scopeFigures { asOf waitingNow } }' }),
      }).then((answer) => answer.text());
      times.push(performance.now() - began);
      await sleep(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await watching;
    return `${times.length} looks, the longest ${Math.max(...times).toFixed(0)} ms`;
  };
}

const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

interface Imported {
  readonly seconds: number;
  readonly cpuSeconds: { readonly importer: number; readonly server: number };
  readonly machineCores: number;
  readonly peakMb: number;
  readonly report: string;
}

async function importRows(data: string, path: string, serverPid: number): Promise<Imported> {
  const mapping = join(ROOT, 'tests/bank-log/mapping.yaml');
  const before = processorTime();
  const args = [...mnaraArguments, 'import', path, '--mapping', mapping, '--data', data, '--format', 'json'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', (chunk: Buffer) => {
    report += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const pid = child.pid ?? 0;
  let [importer, peakMb, isOver] = [0, 0, false];
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const now = processorTime();
    importer = now.all.get(pid)?.seconds ?? importer;
    peakMb = Math.max(peakMb, peakOf(pid));
    await Promise.race([ended, sleep(200)]);
  }
  const after = processorTime();
  const seconds = (after.at - before.at) / 1000;
  if ((await ended) !== 0) throw new Error(`mnara import ended with ${await ended}: ${report.slice(0, 500)}`);
  const server = coresOf(serverPid, before, after) * seconds;
  return { seconds, cpuSeconds: { importer, server }, machineCores: coresOfMachine(before, after), peakMb, report };
}

const folder = await temporaryFolder('mnara-import-rate-');
const data = join(folder, 'data');
const path = join(folder, 'rows.tsv');
const rows = await writeRows(path);
const copy = await copySeconds(path);
const server = await startServer(data, ['--network', join(ROOT, 'tests/bank-log/network.yaml')]);
try {
  const found = runningServer(data);
  if (found === undefined) throw new Error('The server does not run.');
  const wall = watchWall(found.url, found.token);
  const { seconds, cpuSeconds, machineCores, peakMb, report } = await importRows(data, path, found.pid);
  const { eventsAccepted } = JSON.parse(report) as { eventsAccepted: number };
  const micros = (cpu: number): string => `${((cpu / rows) * 1e6).toFixed(0)} us`;
  process.stdout.write(
    [
      `${rows} rows, ${eventsAccepted} events, imported and counted in ${seconds.toFixed(1)} s: ` +
        `${(rows / seconds).toFixed(0)} rows/s, ${(eventsAccepted / seconds).toFixed(0)} events/s`,
      `processor time of a row: import ${micros(cpuSeconds.importer)}, server with its database ` +
        `${micros(cpuSeconds.server)}; the machine used ${machineCores.toFixed(2)} cores`,
      `COPY of the same rows into a plain table: ${copy.toFixed(2)} s, ${(seconds / copy).toFixed(0)} times as fast`,
      `memory of the import at most ${peakMb.toFixed(0)} MB`,
      `the wall meanwhile: ${await wall()}`,
      '',
    ].join('\n'),
  );
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
