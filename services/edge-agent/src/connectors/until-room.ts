import { setTimeout as sleep } from 'node:timers/promises';
import { OutboxFullError } from './connector.js';

const FULL_PAUSE_MS = 1000;

/**
 * Does work that records events, again and again while the outbox has no room, so that nothing is lost.
 * @param onFull called each time @throws the signal's reason when it is aborted, and every other error of the work
 */
export async function untilRoom<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
  onFull?: (error: OutboxFullError) => void,
): Promise<Result> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof OutboxFullError)) throw error;
      onFull?.(error);
      await sleep(FULL_PAUSE_MS, undefined, { signal });
    }
  }
}
