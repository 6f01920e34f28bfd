import { setTimeout as sleep } from 'node:timers/promises';

/** How something that may not be there yet is waited for. */
export interface Patience {
  readonly stopping: AbortSignal;
  /** First and longest pause between two tries, milliseconds. */
  readonly pauseMs?: readonly [first: number, longest: number];
  /** Hears of each failed try. */
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

/** Tries until it succeeds. Rejects only when the process is told to stop. */
export async function untilSuccess<T>(
  attempt: () => Promise<T>,
  { stopping, pauseMs: [first, longest] = [250, 5000], onFailure }: Patience,
): Promise<T> {
  let pause = first;
  for (;;) {
    stopping.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      onFailure(error, pause);
      await sleep(pause, undefined, { signal: stopping });
      pause = Math.min(longest, pause * 2);
    }
  }
}
