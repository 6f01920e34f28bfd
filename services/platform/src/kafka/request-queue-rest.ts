import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** What this file needs of the client's request queue. */
interface Queue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

const CHECK_MS = 10;

/**
 * kafkajs 2.2.4 looks at its request queue every millisecond for ever, with a negative delay that Node 24 warns of. This lets it rest
 * while nothing is pending: a push, an answer and a time-out look at the queue anyway.
 */
export function restIdleRequestQueues(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: Queue): void {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
    const delayMs = Math.max(CHECK_MS, this.throttledUntil - Date.now());
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, delayMs);
  };
}
