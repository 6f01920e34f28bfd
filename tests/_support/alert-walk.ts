import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './browser.js';
import { type CounterAgent, startCounterAgent } from './counter-agent.js';
import { temporaryFolder } from './embedded-postgres.js';
import { mnara, type Served, serveMnara } from './mnara.js';

/** One centre that never closes, so that the walk is the same at every hour. */
const NETWORK = `
network: { id: walk, names: { en: Walk }, timeZone: Africa/Nairobi }
regions: [{ id: nairobi, names: { en: Nairobi }, tile: { row: 0, column: 0, label: NBI } }]
agencies: [{ id: nrb, names: { en: Registration Bureau } }]
services: [{ id: ID, names: { en: Identity card }, agency: nrb, targetSeconds: 900 }]
centres:
  - { id: gpo, names: { en: Nairobi GPO }, region: nairobi, kind: stationary, desks: [{ id: D1, names: { en: Desk 1 }, services: [ID] }] }
`;

const PEOPLE = `
people:
  - { id: wanjiku, name: Wanjiku Kamau, role: centre_manager, centre: gpo, contacts: [{ channel: dashboard }] }
  - { id: duty, name: Duty officer, role: secretariat, contacts: [{ channel: dashboard }] }
`;

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A server with one centre, its real agent, and the browsers of everyone who works with its alerts. */
export interface AlertWalk {
  readonly folder: string;
  readonly server: Served;
  readonly agent: CounterAgent;
  /** The wall screen, 1920 x 1080, with read-only access. */
  readonly wall: Page;
  /** The secretariat's desk, 1440 x 900, signed in by an operator's link. */
  readonly desk: Page;
  /** The centre manager's phone, signed in by a manager's link. */
  readonly phone: Page;
  /** An administrator's token. */
  readonly adminToken: string;
  /** Faults of scripts on any of the pages. */
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** Sends a request to the server as the user of the page. @throws with its errors */
export async function askAs<Data>(page: Page, query: string, variables: object = {}): Promise<Data> {
  const body = { query, variables };
  const answer = await page.context().request.post(`${new URL(page.url()).origin}/graphql`, { data: body });
  const { data, errors } = (await answer.json()) as { data: Data; errors?: readonly { message: string }[] };
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return data;
}

/** The accessibility faults that axe finds in a part of a page. */
export const violationsOf = async (page: Page, part = 'main'): Promise<readonly string[]> =>
  (await new AxeBuilder({ page }).include(part).analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
  );

/** Presses Tab until the focus is on the element of the selector, as a user without a mouse does. @throws after 80 */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return;
  }
  throw new Error(`80 presses of Tab do not lead to ${selector}.`);
}

const token = async (folder: string, ...more: string[]): Promise<string> =>
  (await mnara('token', ...more, '--hours', '1', '--sees-staff', '--data', folder)).stdout.trim();

async function openPages(browser: Browser, folder: string, server: Served, problems: string[]) {
  const open = async (options: Parameters<Browser['newContext']>[0], url: string): Promise<Page> => {
    const page = await openPage(browser, options);
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(url);
    return page;
  };
  const [viewer, operator, manager] = await Promise.all([
    token(folder, '--role', 'viewer', '--name', 'wall', '--link'),
    token(folder, '--role', 'operator', '--name', 'Achieng', '--link'),
    token(folder, '--role', 'manager', '--name', 'Wanjiku', '--centre', 'gpo', '--link'),
  ]);
  const wall = await open({ viewport: { width: 1920, height: 1080 } }, viewer);
  // The link's page signs in, then goes to the network.
  await wall.waitForURL(`${server.url}/`);
  await wall.goto(`${server.url}/wall`);
  const desk = await open({ viewport: { width: 1440, height: 900 } }, operator);
  const phone = await open(PHONE, manager);
  await phone.getByTestId('manager-page').waitFor();
  return { wall, desk, phone };
}

export async function startAlertWalk(): Promise<AlertWalk> {
  const folder = await temporaryFolder('mnara-e2e-alerts-');
  const [network, people] = [join(folder, 'network.yaml'), join(folder, 'people.yaml')];
  await Promise.all([writeFile(network, NETWORK), writeFile(people, PEOPLE)]);
  const server = await serveMnara('--data', folder, '--port', '0', '--network', network);
  const problems: string[] = [];
  const [browser, agent, applied] = await Promise.all([
    openBrowser(),
    startCounterAgent(folder, server.url, 'gpo'),
    mnara('people', 'apply', people, '--data', folder),
  ]);
  if (applied.code !== 0) throw new Error(applied.stderr);
  const { token: adminToken } = JSON.parse(await readFile(join(folder, 'credential.json'), 'utf8')) as {
    token: string;
  };
  const pages = await openPages(browser, folder, server, problems);
  const stop = async (): Promise<void> => {
    await browser.close();
    await agent.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, server, agent, ...pages, adminToken, problems, stop };
}
