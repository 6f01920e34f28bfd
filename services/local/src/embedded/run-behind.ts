import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** The nice value of a process that runs behind others: it gets a tenth of a core that somebody else wants too. */
export const BEHIND = 10;

/** Does something that this machine need not allow. */
function ifAllowed(work: () => void): void {
  try {
    work();
  } catch {
    // Another user's process, one that has ended, or another operating system: it runs beside the others, as before.
  }
}

/**
 * Puts a process of this machine behind others that want the processor too; alone it is as fast as before. It never
 * fails: where the operating system does not allow it, nothing changes.
 * @param pid a database backend's; it has a session of its own, and Linux shares the processor out among sessions
 *   first (sched_autogroup_enabled), so the session is put behind others too
 */
export function runBehind(pid: number): void {
  if (pid <= 0) return;
  ifAllowed(() => setPriority(pid, BEHIND));
  ifAllowed(() => writeFileSync(`/proc/${pid}/autogroup`, String(BEHIND), { flag: 'r+' }));
}
