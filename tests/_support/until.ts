import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
/**
 * Far above what the slowest machine needs: only something that never comes reaches it, or the time-out of the test.
 */
const LIMIT_MS = 100_000;

/**
 * Asks until the answer is neither undefined nor false, and returns that answer. Asks again after 20 ms, for 100 s at
 * most.
 * A test waits with this instead of sleeping, and never asserts how much happened within a time: see CONTRIBUTING.md.
 * @param what is awaited, for the error
 * @param state what there is instead, for the error
 * @throws Error with `what` and `state` when it did not come
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  state: () => unknown = () => 'no more is known',
): Promise<Exclude<Answer, undefined | false>> {
  for (const deadline = performance.now() + LIMIT_MS; ; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>;
    if (performance.now() > deadline)
      throw new Error(`Waited ${LIMIT_MS / 1000} s in vain until ${what}. Instead: ${JSON.stringify(await state())}`);
    await sleep(POLL_MS);
  }
}
