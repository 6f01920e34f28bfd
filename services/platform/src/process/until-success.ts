import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff, type BackoffLimits } from '../timing/backoff.js';

/** How to wait for something that may not be available yet. */
export interface UntilSuccessOptions {
  readonly stopping: AbortSignal;
  /**
   * Pauses between two attempts. The default is short, because after a power cut everything must run again within 10 s.
   */
  readonly pauses?: BackoffLimits;
  /** Called after each failed attempt. */
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

const PAUSES: BackoffLimits = { firstMs: 250, maxMs: 2000 };

/** Errors that waiting cannot fix have the property `isFinal`. */
const isFinal = (error: unknown): boolean => error instanceof Error && 'isFinal' in error && error.isFinal === true;

/** Retries until it succeeds. Rejects when the process is asked to stop, and with an error that is final. */
export async function untilSuccess<T>(
  attempt: () => Promise<T>,
  { stopping, pauses = PAUSES, onFailure }: UntilSuccessOptions,
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
