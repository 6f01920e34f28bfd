import { useState } from 'react';
import { reasonOf } from '../live/reason-of';

/** A change that is under way, or why it failed. */
export interface Act {
  readonly isBusy: boolean;
  readonly problem: string | null;
  /** Does the work; resolves to whether it succeeded. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Runs one change at a time and keeps the reason when it fails. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (cause) {
      setProblem(reasonOf(cause));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}
