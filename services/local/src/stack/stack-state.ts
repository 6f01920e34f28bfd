import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { isAlive } from '#platform/process/process-life.js';
import type { StackLayout } from './stack-layout.js';

/** The state of a part at the last check. */
export interface PartState {
  readonly name: string;
  /** 0 while it does not run, and when it is managed outside the stack. */
  readonly pid: number;
  readonly address: string;
  /** Whether it is managed outside the stack. */
  readonly isGiven: boolean;
  /** Address of the part's readiness; undefined: the part is healthy while its process runs. */
  readonly readyUrl?: string;
  /** Number of restarts since the stack started. */
  readonly restarts: number;
}

/** The state that the supervisor saves for `mnara stack`. */
export interface StackState {
  readonly supervisorPid: number;
  readonly phase: 'starting' | 'live' | 'failed' | 'stopping';
  /** Why the start failed; empty otherwise. */
  readonly message: string;
  /** Address of the API and the dashboard; empty while starting. */
  readonly url: string;
  readonly parts: readonly PartState[];
}

/** The last saved state, whether the processes still run or not; undefined when there is none. */
export function writtenState(layout: StackLayout): StackState | undefined {
  try {
    return JSON.parse(readFileSync(layout.state, 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

/** The state of the stack when its supervisor runs; undefined otherwise. */
export function runningStack(layout: StackLayout): StackState | undefined {
  const state = writtenState(layout);
  return state !== undefined && isSupervisor(state.supervisorPid, layout) ? state : undefined;
}

/** Whether this process is the supervisor of the folder, and not another process that got the same id. */
function isSupervisor(pid: number, layout: StackLayout): boolean {
  return isAlive(pid) && commandOf(pid).includes(layout.folder);
}

/** Command line of a process; empty when it has ended or cannot be read. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

export async function writeState(layout: StackLayout, state: StackState): Promise<void> {
  await writeFile(`${layout.state}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${layout.state}.new`, layout.state);
}

/** Whether a service reports that it is ready. */
export const isReady = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
