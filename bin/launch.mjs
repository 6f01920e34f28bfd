// How a program in a process of its own is started, passed signals to, and ended with what started it.
import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const LOOK_MS = 250;
const PARENT = process.ppid;

/**
 * Calls `onGone` once when npm, npx or the shell that they put in between has gone. They pass SIGTERM to that shell
 * only, which dies of it and tells nobody. Without npm nothing is watched: a program may outlive the shell that
 * started it.
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
 * Runs a program and passes signals on to it. Resolves with its exit code, or with the signal that ended it.
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
    // Once it has been asked to stop, npm's end says nothing new; a late second request would end it at once.
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
