import { setTimeout as sleep } from 'node:timers/promises';
import { printStatus } from './output.js';

const CHECK_MS = 250;
const MAX_WAIT_MS = 60_000;

/**
 * Waits while a server says that it is not ready, because its database restarts for example, for at most a minute. What
 * is asked afterwards says what is wrong.
 */
export async function untilReady(url: string): Promise<void> {
  const since = Date.now();
  for (let isSaid = false; Date.now() - since < MAX_WAIT_MS; await sleep(CHECK_MS)) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status !== 503) return;
    if (!isSaid && Date.now() - since > 1_000) {
      printStatus(`The server at ${url} is not ready yet; waiting for it.`);
      isSaid = true;
    }
  }
}
