// Starts a program as a child process, forwards signals to it, and stops it when the parent ends.
import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LOOK_MS = 250;
const PARENT = process.ppid;

/**
 * Calls `onGone` once when npm, npx or their intermediate shell has ended. They forward SIGTERM only to that shell,
 * which ends without forwarding it. Without npm nothing is watched: a program may continue after the shell that started
 * it.
 */
export function watchNpm(onGone) {
  if (process.env.npm_command === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  timer.unref();
}

/**
 * Runs a program and forwards signals to it. Resolves with its exit code, or with the signal that ended it.
 * @param options as of `spawn`
 */
export function runProgram(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    let isAsked = false;
    const pass = (signal) => {
      isAsked = true;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, pass);
    // After a request to stop, the end of npm must not count as a second request, which would end the program at once.
    watchNpm(() => isAsked || pass('SIGTERM'));
    const done = (settle) => (value, signal) => {
      for (const name of SIGNALS) process.off(name, pass);
      settle(signal ?? value);
    };
    child.on('error', done(reject));
    child.on('exit', done(resolve));
  });
}

/** Ends this process as the program ended: with its exit code, or by the same signal. */
export function endAs(outcome) {
  if (typeof outcome === 'number') process.exit(outcome);
  process.kill(process.pid, outcome);
}
