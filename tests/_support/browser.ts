import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Path of the machine's Chromium; undefined when there is none, and the tests that need it report this. */
export const CHROMIUM = CANDIDATES.find((path) => existsSync(path));

/** Far longer than the slowest machine needs. */
const LIMIT_MS = 100_000;

/** A page in its own browser context; its waits time out after 100 s. */
export async function openPage(browser: Browser, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(LIMIT_MS);
  return context.newPage();
}

/** Starts the machine's Chromium. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });
