import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.js';
import { temporaryFolder } from './embedded-postgres.js';
import { mnara, type Served, serveMnara } from './mnara.js';

/** Two regions and three centres; one name is of somebody hostile. */
const NETWORK = `
network: { id: walk, names: { en: Walk }, timeZone: Africa/Nairobi }
regions:
  - { id: north, names: { en: North } }
  - { id: south, names: { en: "=cmd|' <b>South</b>" } }
agencies: [{ id: registry, names: { en: Registry } }]
services:
  - { id: passport, names: { en: Passport }, agency: registry, targetSeconds: 300, shortestSeconds: 30 }
  - { id: id-card, names: { en: Identity card }, agency: registry, targetSeconds: 600 }
centres:
  - { id: C1, names: { en: First centre }, region: north, kind: stationary, desks: [{ id: D1, names: { en: Desk 1 } }] }
  - { id: C2, names: { en: Second centre }, region: north, kind: stationary, desks: [{ id: D1, names: { en: Desk 1 } }] }
  - { id: C3, names: { en: Third centre }, region: south, kind: stationary, desks: [{ id: D1, names: { en: Desk 1 } }] }
`;

const MAPPING = `
mapping: 1
input: { format: csv, timeZone: Africa/Nairobi, clock: true }
moments:
  issued: { date: { column: date, format: yyyy-mm-dd }, time: { column: issued, format: "hh:mm:ss" } }
  called: { moment: issued, plus: { column: waited, unit: seconds } }
  ended: { moment: called, plus: { column: served, unit: seconds } }
every:
  centre: { column: centre }
  visit: { join: [{ column: date }, { column: ticket }], with: "-" }
  service: { column: service }
rows:
  - events:
      - { kind: ticket_issued, at: issued }
      - { kind: ticket_called, at: called, desk: { constant: D1 } }
      - { kind: service_started, at: called, desk: { constant: D1 } }
      - { kind: service_ended, at: ended, desk: { constant: D1 }, outcome: served }
      - { kind: rating_given, at: ended, rating: { column: stars }, when: { column: stars, above: 0 } }
`;

/** Visits of each centre on each of twelve days: a large centre that waits long, and small ones. */
const VISITS: Readonly<Record<string, number>> = { C1: 9, C2: 3, C3: 2 };
const WAIT_SECONDS: Readonly<Record<string, number>> = { C1: 700, C2: 120, C3: 60 };
const DAYS = 12;

/** A day of the last month (`back` 1) or of the month before it, in the network's zone. */
function monthDay(back: number, day: number, now: number): string {
  const today = new Date(now + 3 * 3_600_000);
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, day)).toISOString().slice(0, 10);
}

/** A queue system's log of two months: the later month has more visits and longer waits. */
function queueLog(now: number): string {
  const lines = ['date,centre,ticket,service,issued,waited,served,stars'];
  for (const back of [2, 1])
    for (let day = 1; day <= DAYS; day += 1)
      for (const [centre, visits] of Object.entries(VISITS))
        for (let visit = 0; visit < visits + (back === 1 ? 1 : 0); visit += 1) {
          const waited = (WAIT_SECONDS[centre] ?? 0) + 10 * visit + (back === 1 ? 60 : 0);
          const time = `${String(8 + visit).padStart(2, '0')}:15:00`;
          const service = visit % 2 === 0 ? 'passport' : 'id-card';
          const stars = (day + visit) % 3 === 0 ? 0 : 1 + ((day * visit) % 5);
          lines.push(
            `${monthDay(back, day, now)},${centre},${centre}-${visit},${service},${time},${waited},240,${stars}`,
          );
        }
  return `${lines.join('\n')}\n`;
}

/** Somebody who can get a report. */
const PEOPLE = `
people:
  - { id: sam, name: Sam Otieno, role: secretariat, contacts: [{ channel: email, address: sam@ministry.example }] }
`;

/** One visit more of the last month, that nobody knew of yet: it waited for two hours. */
const lateLog = (now: number): string =>
  `date,centre,ticket,service,issued,waited,served,stars\n${monthDay(1, 5, now)},C3,late-1,passport,16:15:00,7200,240,0\n`;

/**
 * A visit of each centre of this month, at most a minute ago: without it, the report of the last month would wait for
 * the centres in the first hours of a month.
 */
function presentLog(now: number): string {
  const begin = Date.parse(`${monthDay(0, 1, now)}T00:00:00+03:00`);
  const [date, time] = new Date(Math.max(begin, now - 60_000) + 3 * 3_600_000).toISOString().split('T');
  const rows = Object.keys(VISITS).map((centre) => `${date},${centre},now-1,passport,${time?.slice(0, 8)},0,0,0`);
  return `date,centre,ticket,service,issued,waited,served,stars\n${rows.join('\n')}\n`;
}

/** A server with two months of three centres, and an evaluator's browser. */
export interface AnalyseWalk {
  readonly folder: string;
  readonly server: Served;
  readonly page: Page;
  /** Faults of scripts on any of the pages. */
  readonly problems: readonly string[];
  /** A page of another reader who may see the same. */
  another(): Promise<Page>;
  /** Runs `mnara kpi` on the same server: what the API says. */
  kpi(...args: readonly string[]): Promise<KpiAnswer>;
  /** Imports a visit of the last month that came late. */
  importLate(): Promise<void>;
  /** Imports a visit of each centre that is going on now. */
  importPresent(): Promise<void>;
  /** Makes the people file known, with Sam in it. */
  applyPeople(): Promise<void>;
  /** Makes the report of the month before the last one, by the command. */
  runEarlierReport(): Promise<void>;
  stop(): Promise<void>;
}

interface ApiRow {
  readonly group: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, { readonly value: number | null }>>;
}

/** The JSON of `mnara kpi`. */
export interface KpiAnswer {
  readonly rows: readonly ApiRow[];
  readonly totals?: readonly ApiRow[];
}

async function signedIn(browser: Browser, folder: string, name: string, problems: string[]): Promise<Page> {
  const made = await mnara('token', '--role', 'viewer', '--name', name, '--hours', '1', '--link', '--data', folder);
  const page = await openPage(browser, { viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  page.on('pageerror', (error) => problems.push(error.message));
  const link = made.stdout.trim();
  await page.goto(link);
  // The link's page signs in, then goes to the network.
  await page.waitForURL(`${new URL(link).origin}/`);
  return page;
}

async function fill(folder: string): Promise<Served> {
  const [network, mapping, log] = ['network.yaml', 'mapping.yaml', 'log.csv'].map((name) => join(folder, name));
  if (network === undefined || mapping === undefined || log === undefined) throw new Error('no folder');
  await Promise.all([writeFile(network, NETWORK), writeFile(mapping, MAPPING), writeFile(log, queueLog(Date.now()))]);
  const server = await serveMnara('--data', folder, '--port', '0', '--network', network);
  const imported = await mnara('import', log, '--mapping', mapping, '--data', folder);
  if (imported.code !== 0) throw new Error(imported.stderr);
  return server;
}

/** Runs a command on the data of the folder; resolves to what it printed. @throws when it fails */
async function called(folder: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await mnara(...args, '--data', folder);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function importLog(folder: string, name: string, log: string): Promise<void> {
  await writeFile(join(folder, name), log);
  await called(folder, 'import', join(folder, name), '--mapping', join(folder, 'mapping.yaml'));
}

export async function startAnalyseWalk(): Promise<AnalyseWalk> {
  const folder = await temporaryFolder('mnara-e2e-analyse-');
  const problems: string[] = [];
  const [server, browser] = await Promise.all([fill(folder), openBrowser()]);
  const page = await signedIn(browser, folder, 'Eva', problems);
  return {
    folder,
    server,
    page,
    problems,
    another: () => signedIn(browser, folder, 'Abdi', problems),
    kpi: async (...args) => {
      const called = await mnara('kpi', ...args, '--data', folder, '--format', 'json');
      if (called.code !== 0) throw new Error(called.stderr);
      return JSON.parse(called.stdout) as KpiAnswer;
    },
    importLate: () => importLog(folder, 'late.csv', lateLog(Date.now())),
    importPresent: () => importLog(folder, 'present.csv', presentLog(Date.now())),
    applyPeople: async () => {
      await writeFile(join(folder, 'people.yaml'), PEOPLE);
      await called(folder, 'people', 'apply', join(folder, 'people.yaml'));
    },
    runEarlierReport: async () => {
      const { reports } = JSON.parse(await called(folder, 'report', 'list', '--format', 'json')) as {
        readonly reports: readonly { readonly id: string }[];
      };
      await called(folder, 'report', 'run', reports[0]?.id ?? '', '--period', monthDay(2, 1, Date.now()).slice(0, 7));
    },
    stop: async () => {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Lets a page's context write to the clipboard. */
export const allowClipboard = (context: BrowserContext, origin: string): Promise<void> =>
  context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
