import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
/** Far above what the slowest machine needs: only a condition that never becomes true reaches it. */
const LIMIT_MS = 100_000;

/**
 * Repeats `ask` until its answer is neither undefined nor false, and returns that answer. Repeats every 20 ms, for at
 * most 100 s. A test waits with this instead of sleeping, and never asserts how much happened within a time: see
 * CONTRIBUTING.md.
 * @param what the condition, for the error
 * @param state the actual state, for the error
 * @throws Error with `what` and `state` when the condition did not become true
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
      throw new Error(`Waited ${LIMIT_MS / 1000} s in vain until ${what}. State: ${JSON.stringify(await state())}`);
    await sleep(POLL_MS);
  }
}
