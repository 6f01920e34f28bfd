import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** The nice value of a process that runs behind others: it gets a tenth of a core that somebody else wants too. */
export const BEHIND = 10;

/** Linux takes one change of a session from ordinary users each tenth of a second, on the whole machine. */
const AGAIN_MS = 150;
const TRIES = 20;

const isTooSoon = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN';

async function putSessionBehind(pid: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await writeFile(`/proc/${pid}/autogroup`, String(BEHIND), { flag: 'r+' });
    } catch (error) {
      if (!isTooSoon(error)) return;
      await sleep(AGAIN_MS, undefined, { ref: false });
    }
  }
}

/**
 * Puts a process of this machine behind others that want the processor too; alone it is as fast as before. It never
 * fails: another user's process, one that has ended, or one on another operating system runs beside the others, as
 * before.
 * @param pid a database backend's; it has a session of its own, and Linux shares the processor out among sessions
 *   first (sched_autogroup_enabled), so the session is put behind others too
 * @returns resolves when everything is done that can be
 */
export async function runBehind(pid: number): Promise<void> {
  if (pid <= 0) return;
  try {
    setPriority(pid, BEHIND);
  } catch {
    return;
  }
  await putSessionBehind(pid);
}
