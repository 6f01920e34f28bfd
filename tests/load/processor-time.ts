import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const TICKS_PER_SECOND = 100;

interface Entry {
  readonly name: string;
  readonly parent: number;
  readonly seconds: number;
}

/** Every process of this machine with its processor time so far; on Linux only, otherwise empty. */
function processes(): Map<number, Entry> {
  const found = new Map<number, Entry>();
  for (const id of safely(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(id)) continue;
    const text = safely(() => readFileSync(`/proc/${id}/stat`, 'utf8'));
    const name = text?.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields === undefined || name === undefined) continue;
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    found.set(Number(id), { name, parent: Number(fields[1]), seconds: (user + system) / TICKS_PER_SECOND });
  }
  return found;
}

const safely = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Processor time at one moment: of the whole machine, and of each process. */
export interface ProcessorTime {
  readonly at: number;
  readonly machineSeconds: number;
  readonly all: ReadonlyMap<number, Entry>;
}

export function processorTime(): ProcessorTime {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { at: performance.now(), machineSeconds: busyMs / 1000, all: processes() };
}

/**
 * Cores that a process and its descendants with a matching name used between two moments; those that ended in between
 * are not counted.
 */
export function coresOf(pid: number, before: ProcessorTime, after: ProcessorTime, named = /^/): number {
  let used = 0;
  for (const [one, { name, seconds }] of after.all) {
    if (named.test(name) && isWithin(one, pid, after.all)) used += seconds - (before.all.get(one)?.seconds ?? 0);
  }
  return used / ((after.at - before.at) / 1000);
}

/**
 * Processes that do not descend from the given ones and used the machine: the largest `max` of them, with name and
 * cores.
 */
export function otherProcesses(pids: readonly number[], before: ProcessorTime, after: ProcessorTime, max = 4): string {
  const seconds = (after.at - before.at) / 1000;
  const used = new Map<string, number>();
  for (const [one, entry] of after.all) {
    if (pids.some((pid) => isWithin(one, pid, after.all))) continue;
    const cores = (entry.seconds - (before.all.get(one)?.seconds ?? 0)) / seconds;
    used.set(entry.name, (used.get(entry.name) ?? 0) + cores);
  }
  const found = [...used].filter(([, cores]) => cores >= 0.01).sort((left, right) => right[1] - left[1]);
  const said = found.slice(0, max).map(([name, cores]) => `${name} ${cores.toFixed(2)}`);
  return said.length === 0 ? 'nothing' : said.join(', ');
}

/** Cores that everything on the machine used. */
export const coresOfMachine = (before: ProcessorTime, after: ProcessorTime): number =>
  (after.machineSeconds - before.machineSeconds) / ((after.at - before.at) / 1000);

/** Whether a process is the ancestor itself or one of its descendants. */
export function isWithin(pid: number, ancestor: number, all: ProcessorTime['all']): boolean {
  for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === ancestor) return true;
  return false;
}
