import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, openBrowser, openPage } from '../_support/browser.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { mnara, type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';
import { drillDown, untilOnPage } from '../_support/page-walk.js';

/**
 * The README's promise, step by step: live figures, down to a desk, a stopped server shown on every tile, and recovery
 * after its restart without a touch of the page.
 */
describe.skipIf(CHROMIUM === undefined)('one path, from edge to pixel', () => {
  let folder = '';
  let server: Served;
  let browser: Browser;
  let page: Page;
  const requested = new Set<string>();
  const problems: string[] = [];
  const serve = (port: string): Promise<Served> =>
    serveMnara('--demo', '--data', folder, '--port', port, '--network', join(folder, 'network.yaml'));
  const origin = (): string => server.url;

  beforeAll(async () => {
    folder = await temporaryFolder('mnara-e2e-');
    await smallDemoNetwork(join(folder, 'network.yaml'), 4);
    server = await serve('0');
    browser = await openBrowser();
    page = await openPage(browser, { viewport: { width: 1920, height: 1080 } });
    page.on('request', (request) => requested.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => problems.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const tile = (id: string) => page.getByTestId(id).first();
  const until = (what: string, check: () => Promise<boolean>): Promise<void> => untilOnPage(page, what, check);

  test('the wall is alive: real agents, figures that move, three good lights', async () => {
    await page.goto(origin());
    await until(
      'agents online',
      async () =>
        (await tile('desks-open-value').innerText()) !== '0' && (await tile('served-today-value').innerText()) !== '0',
    );
    await page.goto(`${origin()}/wall`);
    await until(
      'a wall with data',
      async () => (await page.getByTestId('light-data').getAttribute('data-state')) === 'good',
    );
    for (const light of ['socket', 'server', 'data'])
      expect(await page.getByTestId(`light-${light}`).getAttribute('data-state')).not.toBe('bad');
    const { stdout } = await mnara('live', '--data', folder, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ centres_total: 4, agents_total: 4, agents_silent: 0 });
  });

  test('the figure on the screen is the figure of the database', async () => {
    await page.goto(origin());
    await until('the same count of served today', async () => {
      const shown = Number((await tile('served-today-value').innerText()).replaceAll(/\D/g, ''));
      const { stdout } = await mnara('live', '--data', folder, '--format', 'json');
      return shown > 0 && Math.abs(shown - (JSON.parse(stdout) as { served_today: number }).served_today) <= 3;
    });
  });

  test('rotation can be paused and pinned by keyboard', async () => {
    await page.goto(`${origin()}/wall`);
    const pause = page.getByTestId('wall-pause');
    await pause.focus();
    const before = await pause.getAttribute('aria-pressed');
    await page.keyboard.press('Enter');
    expect(await pause.getAttribute('aria-pressed')).not.toBe(before);
  });

  test('drills down from the network over a region and a centre to a desk', async () => {
    expect(await drillDown(page, origin())).toMatch(/^\/centres\/.+\/desks\/.+/);
  });

  test('a visitor of the demonstration has read-only access and can take the role of the secretariat', async () => {
    await page.goto(origin());
    await page.locator('[data-testid^="region-"]').first().click();
    await page.getByTestId('centres').locator('a').first().click();
    const roles = page.getByTestId('demo-role');
    await roles.waitFor();
    expect(await page.getByTestId('order-form').count()).toBe(0);
    await until('the appointments of the day by hour', async () => {
      const booked = await page.getByTestId('expected-hours').locator('tbody td').allInnerTexts();
      return booked.some((text) => /^[1-9]\d*$/.test(text));
    });
    await roles.selectOption('operator');
    await page.getByTestId('order-form').waitFor();
    await roles.selectOption('viewer');
    await page.getByTestId('order-form').waitFor({ state: 'detached' });
  });

  test('speaks Swahili', async () => {
    await page.goto(origin());
    await page.locator('select').first().selectOption('sw');
    await until('Swahili', async () => (await page.locator('html').getAttribute('lang')) === 'sw');
    expect(await page.getByTestId('waiting-now').first().innerText()).not.toContain('Waiting now');
    await page.locator('select').first().selectOption('en');
  });

  test('axe finds nothing on the network, wall and centre pages', async () => {
    for (const path of ['/', '/wall']) {
      await page.goto(`${origin()}${path}`);
      await until('figures', async () => (await tile('waiting-now-value').innerText()) !== '');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });

  test('every tile shows that the server has stopped, and the page recovers by itself when it is back', async () => {
    await page.goto(`${origin()}/wall`);
    await until('a live wall', async () => (await tile('waiting-now').getAttribute('data-stale')) === 'false');
    await page.evaluate(() => Object.assign(globalThis, { untouched: true }));
    const { port } = new URL(origin());
    await server.stop();
    await until(
      'every tile stale',
      async () =>
        (await page.locator('[data-stale="false"]').count()) === 0 &&
        (await page.locator('[data-stale="true"]').count()) >= 4,
    );
    expect(await page.getByTestId('light-socket').getAttribute('data-state')).toBe('bad');
    server = await serve(port);
    await until(
      'a recovered wall',
      async () =>
        (await tile('waiting-now').getAttribute('data-stale')) === 'false' &&
        (await page.getByTestId('light-socket').getAttribute('data-state')) !== 'bad',
    );
    expect(await page.evaluate(() => 'untouched' in globalThis)).toBe(true);
  });

  test('no request left the origin of the server, and no script failed', () => {
    expect([...requested]).toEqual([origin()]);
    expect(problems).toEqual([]);
  });
});
