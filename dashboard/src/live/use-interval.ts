import { useEffect, useRef } from 'react';

/** Runs something every `everyMs` milliseconds until the answer is called. */
export function repeatEvery(everyMs: number, run: () => void): () => void {
  const timer = setInterval(run, everyMs);
  return () => clearInterval(timer);
}

/** Runs the newest `run` every `everyMs` milliseconds while the component is shown. */
export function useInterval(everyMs: number, run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => repeatEvery(everyMs, () => latest.current()), [everyMs]);
}
