import { setTimeout as sleep } from 'node:timers/promises';
import { type Checkpoint, OutboxFullError, type Sink, type SourceEvent } from '#edge-agent/connectors/connector.js';

const RETRY_MS = 5000;

/**
 * Records events; while the outbox is full, it waits and tries again.
 * @returns false when the signal was aborted before it succeeded
 */
export async function recordWithRetry(
  sink: Sink,
  events: readonly SourceEvent[],
  checkpoint: Checkpoint,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await sink.record(events, checkpoint);
      return true;
    } catch (error) {
      if (!(error instanceof OutboxFullError)) throw error;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return false;
}
