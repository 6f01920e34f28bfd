import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, openBrowser, openPage } from '../_support/browser.js';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { ROOT, type Served, serveMnara } from '../_support/mnara.js';
import { untilOnPage } from '../_support/page-walk.js';

const PASSWORD = 'gorilla paints quiet harbour';
const OWN = 'seven lanterns under marble';

/** A real installation, from the link of its first start to a person with a second factor. */
describe.skipIf(CHROMIUM === undefined)('signing in', () => {
  let folder = '';
  let server: Served;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder('mnara-e2e-sign-in-');
    const network = join(ROOT, 'tests/bank-log/network.yaml');
    [server, browser] = await Promise.all([
      serveMnara('--data', folder, '--port', '0', '--network', network),
      openBrowser(),
    ]);
    page = await fresh();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function fresh(): Promise<Page> {
    const one = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    one.on('pageerror', (error) => problems.push(error.message));
    return one;
  }
  const field = (one: Page, label: string) => one.getByLabel(label, { exact: true });
  const signIn = async (one: Page, userName: string, password: string): Promise<void> => {
    await field(one, 'User name').fill(userName);
    await field(one, 'Password').fill(password);
    await one.getByRole('button', { name: 'Sign in' }).click();
  };
  async function isAccessible(one: Page): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await one.emulateMedia({ colorScheme });
      expect((await new AxeBuilder({ page: one }).analyze()).violations).toEqual([]);
    }
  }

  test('nobody sees anything before, and the link of the first start makes an administrator', async () => {
    await page.goto(`${server.url}/alerts?mine=1`);
    await page.getByTestId('sign-in-page').waitFor();
    expect(new URL(page.url()).search).toBe(`?next=${encodeURIComponent('/alerts?mine=1')}`);
    await isAccessible(page);
    const link = /http\S+\/set-up#\S+/.exec(server.said())?.[0] ?? '';
    await page.goto(link);
    await page.getByTestId('set-up-page').waitFor();
    expect(page.url()).toBe(`${server.url}/set-up`);
    await isAccessible(page);
    await field(page, 'Name of the person').fill('Grace Wanjiru');
    await field(page, 'User name').fill('grace');
    await field(page, 'Password').fill('password1234');
    await page.getByRole('button', { name: 'Begin' }).click();
    await untilOnPage(page, 'a fault', async () =>
      (await page.getByTestId('sign-in-fault').innerText()).includes('easy'),
    );
    await field(page, 'Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByTestId('account-grace').waitFor();
    await isAccessible(page);
  });

  let firstPassword = '';
  test('the administrator adds a person, who replaces the first password and sees what the right allows', async () => {
    const form = page.getByTestId('add-account');
    await form.getByLabel('Name of the person').fill('Amina Otieno');
    await form.getByLabel('User name').fill('amina');
    await form.getByTestId('right-role').selectOption('operator');
    await form.getByRole('button', { name: 'Add an account' }).click();
    firstPassword = await page.getByTestId('first-password').innerText();
    const amina = await fresh();
    await amina.goto(`${server.url}/reports`);
    await amina.getByTestId('sign-in-form').waitFor();
    await signIn(amina, 'amina', 'not this one');
    await untilOnPage(amina, 'a fault', async () =>
      (await amina.getByTestId('sign-in-fault').innerText()).includes('wrong'),
    );
    await signIn(amina, 'Amina', firstPassword);
    await field(amina, 'New password').fill(OWN);
    await amina.getByRole('button', { name: 'Sign in' }).click();
    await amina.getByTestId('reports-page').waitFor();
    expect(await amina.getByTestId('nav-accounts').count()).toBe(0);
    await amina.getByTestId('nav-account').click();
    await amina.getByTestId('begin-second-factor').click();
    const secret = await amina.getByTestId('totp-secret').innerText();
    await isAccessible(amina);
    await field(amina, 'Code of the authenticator app').fill(new TOTP({ secret }).generate());
    await amina.getByRole('button', { name: 'Confirm' }).click();
    const code = (await amina.getByTestId('recovery-codes').locator('code').first().innerText()).toLowerCase();
    await amina.getByTestId('sign-out').click();
    await amina.getByTestId('sign-in-form').waitFor();
    await signIn(amina, 'amina', OWN);
    await field(amina, 'Code of the authenticator app').fill(code);
    await amina.getByRole('button', { name: 'Sign in' }).click();
    await amina.getByTestId('nav-account').waitFor();
    await amina.context().close();
  });

  test('a disabled person is signed out at the next request, and the pages made no errors', async () => {
    const row = page.getByTestId('account-amina');
    await row.getByRole('button', { name: 'Disable' }).click();
    await row.getByText('disabled since').waitFor();
    const amina = await fresh();
    await amina.goto(server.url);
    await signIn(amina, 'amina', OWN);
    await untilOnPage(amina, 'a refusal', async () =>
      (await amina.getByTestId('sign-in-fault').innerText()).includes('wrong'),
    );
    expect(problems).toEqual([]);
  });
});
