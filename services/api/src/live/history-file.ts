import { readFileSync } from 'node:fs';
import type { HistoryProgress } from '../api-config.js';

const AGAIN_MS = 1_000;

/**
 * Reads the progress of a demonstration's history from a file that another process writes; undefined until it exists.
 */
export function historyOfFile(path: string, now: () => number = Date.now): () => HistoryProgress | undefined {
  let known: HistoryProgress | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - readAt < AGAIN_MS) return known;
    readAt = now();
    try {
      const { recorded, expected, isDone } = JSON.parse(readFileSync(path, 'utf8')) as HistoryProgress;
      known = { recorded, expected, isDone };
    } catch {
      // Not written yet: keep the last known progress.
    }
    return known;
  };
}
