import type { Page } from 'playwright-core';
import { openBrowser } from '../_support/browser.js';

/** When a figure was seen, Unix milliseconds, by the agents' clock. */
export interface Seen {
  /** When the figure was in the page. */
  readonly changedAt: number;
  /** When the frame with the figure was painted. */
  readonly paintedAt: number;
}

/** A wall in Chromium that reports when one of its figures takes a value. */
export interface WallProbe {
  /** The current digits of the figure. */
  value(): Promise<number>;
  /** Resolves when the figure has this value. */
  seen(value: number): Promise<Seen>;
  close(): Promise<void>;
}

const WATCH = `window.mnaraSeen = (selector, wanted) => new Promise((resolve) => {
  const now = () => performance.timeOrigin + performance.now();
  const holds = () => (document.querySelector(selector)?.textContent ?? '').replace(/\\D/g, '') === String(wanted);
  const report = () => {
    const changedAt = now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve({ changedAt, paintedAt: now() });
      port2.postMessage(0);
    });
  };
  if (holds()) return report();
  const observer = new MutationObserver(() => {
    if (!holds()) return;
    observer.disconnect();
    report();
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
});`;

/** Opens the wall's first page, pinned, as a screen of 1920 by 1080 and waits until it is live. */
export async function openWall(url: string, testId: string): Promise<WallProbe> {
  const browser = await openBrowser();
  const page: Page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await page.addInitScript(WATCH);
  await page.goto(`${url}/wall?page=overview&panel=55&distance=3`);
  const selector = `[data-testid="${testId}"]`;
  await page.locator(selector).first().waitFor({ timeout: 60_000 });
  await page.getByTestId('wall-pin').click();
  return {
    value: async () => Number((await page.locator(selector).first().innerText()).replaceAll(/\D/g, '')),
    seen: (value) => page.evaluate(`window.mnaraSeen(${JSON.stringify(selector)}, ${value})`) as Promise<Seen>,
    close: () => browser.close(),
  };
}
