import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, openBrowser } from '../_support/browser.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { mnara, type Served, serveMnara, smallDemoNetwork } from '../_support/mnara.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** An order from the centre's page, through the centre's real agent, to its manager's phone and back. */
describe.skipIf(CHROMIUM === undefined)('directives', () => {
  let folder = '';
  let server: Served;
  let browser: Browser;
  let desk: Page;
  let phone: Page;
  let centreId = '';
  const problems: string[] = [];

  const open = async (options: Parameters<Browser['newContext']>[0]): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    return page;
  };
  beforeAll(async () => {
    folder = await temporaryFolder('mnara-e2e-directives-');
    await smallDemoNetwork(join(folder, 'network.yaml'), 2);
    server = await serveMnara('--demo', '--data', folder, '--port', '0', '--network', join(folder, 'network.yaml'));
    browser = await openBrowser();
    desk = await open({ viewport: { width: 1440, height: 1000 } });
    phone = await open(PHONE);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const violationsOf = async (page: Page): Promise<string[]> =>
    (await new AxeBuilder({ page }).include('[data-testid="directives"]').analyze()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
    );
  const order = async (text: string): Promise<void> => {
    const form = desk.getByTestId('order-form');
    await form.locator('textarea').fill(text);
    await form.getByRole('button', { name: 'Send' }).click();
    await shown(desk, text, 'delivered');
  };
  /** Waits until the page shows the directive in a state. */
  const shown = (page: Page, text: string, state: string): Promise<void> =>
    page.locator(`[data-testid="directive"][data-state="${state}"]`, { hasText: text }).first().waitFor();

  test('a visitor sees them and can do nothing; as the secretariat an order is sent and reaches the centre', async () => {
    await desk.goto(server.url);
    await desk.locator('[data-testid^="region-"]').first().click();
    await desk.getByTestId('centres').locator('a').first().click();
    await desk.getByTestId('try-roles').waitFor();
    centreId = new URL(desk.url()).pathname.split('/')[2] ?? '';
    expect(await desk.getByTestId('order-form').count()).toBe(0);
    await desk.getByTestId('try-roles').selectOption('operator');
    await desk.getByTestId('order-form').waitFor();
    await order('Open the desks at the window <b>now</b>');
    expect(await violationsOf(desk)).toEqual([]);
  });

  test('the manager signs in by the link that the administrator made, and answers on a phone', async () => {
    const { stdout: link } = await mnara(
      'token',
      '--role',
      'manager',
      '--name',
      'Wanjiku',
      '--centre',
      centreId,
      '--link',
      '--data',
      folder,
    );
    await phone.goto(link.trim());
    await phone.getByTestId('manager-page').waitFor();
    expect(phone.url()).toBe(`${server.url}/centres/${centreId}/manager`);
    await shown(phone, 'Open the desks', 'delivered');
    expect(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(phone)).toEqual([]);
    await phone.getByTestId('acknowledge').tap();
    await shown(phone, 'Open the desks', 'acknowledged');
    await shown(desk, 'Open the desks', 'acknowledged');
    await phone.getByTestId('complete').tap();
    await shown(desk, 'Open the desks', 'done');
  });

  test('a refusal is told why it is needed, and shows its reason to the secretariat', async () => {
    await order('Move everybody');
    await shown(phone, 'Move everybody', 'delivered');
    await phone.getByTestId('refuse').tap();
    await phone.getByText('Say why it is refused.').waitFor();
    await phone.locator('.answer input').fill('Two officers are ill.');
    await phone.getByTestId('refuse').tap();
    await shown(desk, 'Two officers are ill.', 'refused');
    await desk.locator('summary').first().click();
    expect(await desk.locator('.directive-timeline').first().innerText()).toContain('Wanjiku');
  });

  test('the evaluator finds in the export what was ordered and what was done', async () => {
    const { stdout } = await mnara(
      'export',
      'directives',
      '--from',
      '2026-01-01',
      '--to',
      '2100-01-01',
      '--format',
      'json',
      '--data',
      folder,
    );
    const { directives } = JSON.parse(stdout) as { directives: Record<string, unknown>[] };
    expect(directives).toMatchObject([
      { centre: centreId, state: 'done', acknowledged_by: 'Wanjiku', text: 'Open the desks at the window <b>now</b>' },
      { centre: centreId, state: 'refused', closing_note: 'Two officers are ill.', sent_by: 'demonstration operator' },
    ]);
    for (const one of directives) expect(one['seconds_to_close']).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });
});
