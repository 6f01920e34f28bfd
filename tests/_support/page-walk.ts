import type { Page } from 'playwright-core';

/** Waits up to a minute for something on the page, and says what the page said instead. */
export async function untilOnPage(page: Page, what: string, check: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await check().catch(() => false)) return;
    await page.waitForTimeout(150);
  }
  throw new Error(
    `Waited a minute in vain for: ${what}. The page said: ${(await page.locator('body').innerText()).slice(0, 800)}`,
  );
}

/** Clicks from the network over its first region and centre to a desk; resolves to the path of the desk's page. */
export async function drillDown(page: Page, origin: string): Promise<string> {
  await page.goto(origin);
  await page.locator('[data-testid^="region-"]').first().click();
  await page.getByTestId('centres').locator('a').first().click();
  await page.getByTestId('centre-page').waitFor();
  await page.getByTestId('desks').locator('a').first().click();
  await page.getByTestId('desk-page').waitFor();
  return new URL(page.url()).pathname;
}
