import { useSyncExternalStore } from 'react';
import { useLiveStore } from './live-store';
import { repeatEvery } from './use-interval';

let second = Math.floor(Date.now() / 1000);
const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= repeatEvery(250, () => {
    const next = Math.floor(Date.now() / 1000);
    if (next === second) return;
    second = next;
    for (const each of listeners) each();
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      stop?.();
      stop = undefined;
    }
  };
}

/** The server's time now in Unix milliseconds, every second: this computer's clock corrected by the server's. */
export function useNow(): number {
  const local = useSyncExternalStore(subscribe, () => second);
  const offset = useLiveStore((state) => state.network.serverOffsetMs);
  return local * 1000 + offset;
}
