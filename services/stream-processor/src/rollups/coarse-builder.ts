import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#platform/postgres/database.js';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';

/** How often the log says how far a long run is, milliseconds. */
const SAY_EVERY_MS = 30_000;
/** A run of fewer steps is everyday: a new day, some late events. */
const FEW_STEPS = 10;

/** What a run needs of its host. */
export interface CoarseBuilderOptions {
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/**
 * Builds the days and months of coarse rollups that are not built, or changed since (decision 0090). Existing history
 * takes a while: it works half of the time at most, so that events come first, and says how far it is. Several
 * processors take turns.
 */
export async function buildInBackground({ database, signal, say }: CoarseBuilderOptions): Promise<void> {
  let [began, said] = [performance.now(), performance.now()];
  const steps = await buildCoarse(database, {
    isOver: () => signal.aborted,
    onStep: async ({ built, left, stale }) => {
      const now = performance.now();
      if (now - said > SAY_EVERY_MS) {
        said = now;
        say(
          `Sums by day and month: built ${built.day ?? built.month}; ${left} days of history and ${stale} changed ` +
            'days or months are left. Questions are answered all the while.',
        );
      }
      await sleep(now - began, undefined, { signal }).catch(() => undefined);
      began = performance.now();
    },
  });
  if (steps > FEW_STEPS) say(`Sums by day and month are built: ${steps} days and months.`);
}
