import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The machine's Chromium; undefined where there is none, and the tests that need it say so. */
export const CHROMIUM = CANDIDATES.find((path) => existsSync(path));

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });
