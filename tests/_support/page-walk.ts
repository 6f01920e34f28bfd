import type { Page } from 'playwright-core';
import { until } from './until.js';

/** Waits for something on the page. @throws with the text of the page */
export async function untilOnPage(page: Page, what: string, check: () => Promise<boolean>): Promise<void> {
  await until(
    `the page shows ${what}`,
    () => check().catch(() => false),
    async () => (await page.locator('body').innerText()).slice(0, 800),
  );
}

/** Clicks from the network through its first region and centre to a desk; resolves to the path of the desk's page. */
export async function drillDown(page: Page, origin: string): Promise<string> {
  await page.goto(origin);
  await page.locator('[data-testid^="region-"]').first().click();
  await page.getByTestId('centres').locator('a').first().click();
  await page.getByTestId('centre-page').waitFor();
  await page.getByTestId('desks').locator('a').first().click();
  await page.getByTestId('desk-page').waitFor();
  return new URL(page.url()).pathname;
}
