import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';

/** How something that may not be there yet is waited for. */
export interface Patience {
  readonly stopping: AbortSignal;
  /** Pauses between two tries; by default so short that little of the 10 s after a power cut goes on it. */
  readonly pauses?: BackoffLimits;
  /** Hears of each failed try. */
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

const PAUSES: BackoffLimits = { firstMs: 250, longestMs: 2000 };

/** What waiting cannot mend says so of itself. */
const isFinal = (error: unknown): boolean => error instanceof Error && 'isFinal' in error && error.isFinal === true;

/** Tries until it succeeds. Rejects when the process is told to stop, and with an error that is final. */
export async function untilSuccess<T>(
  attempt: () => Promise<T>,
  { stopping, pauses = PAUSES, onFailure }: Patience,
): Promise<T> {
  const backoff = new Backoff(pauses);
  for (;;) {
    stopping.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw error;
      const pauseMs = backoff.next();
      onFailure(error, pauseMs);
      await sleep(pauseMs, undefined, { signal: stopping });
    }
  }
}
