import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this id exists, also when it belongs to another user. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const STEP_MS = 50;

/** Waits until the process is gone; false when it is still there after `limitMs`. */
export async function untilGone(pid: number, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; isAlive(pid); waitedMs += STEP_MS) {
    if (waitedMs >= limitMs) return false;
    await sleep(STEP_MS);
  }
  return true;
}
