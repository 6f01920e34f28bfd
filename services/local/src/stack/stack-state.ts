import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { isAlive } from '#platform/process/process-life.js';
import type { StackLayout } from './stack-layout.js';

/** A part as of the last look. */
export interface PartState {
  readonly name: string;
  /** 0 while it does not run, and where somebody else looks after it. */
  readonly pid: number;
  readonly address: string;
  /** Somebody else looks after it. */
  readonly isGiven: boolean;
  /** Address of the part's own readiness; undefined: the part is well when its process lives. */
  readonly readyUrl?: string;
  /** How often it was started again since the stack came up. */
  readonly restarts: number;
}

/** What the supervisor writes down for `mnara stack` to read. */
export interface StackState {
  readonly supervisorPid: number;
  readonly phase: 'starting' | 'live' | 'failed' | 'stopping';
  /** Why it failed; empty otherwise. */
  readonly message: string;
  /** Of the API and the dashboard; empty while starting. */
  readonly url: string;
  readonly parts: readonly PartState[];
}

/** The last state that was written, whoever still lives; undefined when there is none. */
export function writtenState(layout: StackLayout): StackState | undefined {
  try {
    return JSON.parse(readFileSync(layout.state, 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

/** The state of the stack whose supervisor lives; undefined when none does. */
export function runningStack(layout: StackLayout): StackState | undefined {
  const state = writtenState(layout);
  return state !== undefined && isSupervisor(state.supervisorPid, layout) ? state : undefined;
}

/** Whether this process is the supervisor of the folder, and not another that was given its number. */
function isSupervisor(pid: number, layout: StackLayout): boolean {
  return isAlive(pid) && commandOf(pid).includes(layout.folder);
}

/** Command line of a process; empty when it is gone or cannot be seen. */
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

/** Whether a service says that it can do its work. */
export const isReady = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
