import { setTimeout as sleep } from 'node:timers/promises';

/** How something that may not be there yet is waited for. */
export interface Patience {
  readonly stopping: AbortSignal;
  /** First and longest pause between two tries, milliseconds; by default so short that little of the 10 s after a power cut goes on it. */
  readonly pauseMs?: readonly [first: number, longest: number];
  /** Hears of each failed try. */
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

/** What waiting cannot mend says so of itself. */
const isFinal = (error: unknown): boolean => error instanceof Error && 'isFinal' in error && error.isFinal === true;

/** Tries until it succeeds. Rejects when the process is told to stop, and with an error that is final. */
export async function untilSuccess<T>(
  attempt: () => Promise<T>,
  { stopping, pauseMs: [first, longest] = [250, 2000], onFailure }: Patience,
): Promise<T> {
  let pause = first;
  for (;;) {
    stopping.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw error;
      onFailure(error, pause);
      await sleep(pause, undefined, { signal: stopping });
      pause = Math.min(longest, pause * 2);
    }
  }
}
