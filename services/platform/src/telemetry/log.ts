import { type Logger, pino } from 'pino';
import type { LogLevel } from './log-level.js';
import { redact, redactText } from './redact.js';

/** The log of a process. Every line is redacted before it is written, so that no secret appears in it. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The same log under the name of a part of the process. */
  part(name: string): Log;
}

export interface LogOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** `json`: one object per line, for log collectors. `human`: plain lines, for a terminal. */
  readonly shape: 'json' | 'human';
  readonly write: (line: string) => void;
}

/** Creates the log of a process. Times are ISO 8601 in UTC. A log that cannot be written never ends the process. */
export function makeLog({ service, level, shape, write }: LogOptions): Log {
  const sink = shape === 'json' ? write : (line: string) => write(humanLine(line));
  const root = pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      // The whole line is redacted once more: a secret may have come in by an unexpected way.
      write: (line: string) => sink(redactText(line)),
    },
  );
  return wrap(root);
}

function wrap(logger: Logger<never>): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](redact(fields) as object, redactText(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    part: (name) => wrap(logger.child({ part: name })),
  };
}

const OWN = new Set(['level', 'time', 'service', 'part', 'message']);

/** `10:15:02 warn api: message (field=value)`; the stack of an error below it. */
function humanLine(line: string): string {
  const { level, time, service, part, message, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const fields = Object.entries(rest).filter(([name]) => !OWN.has(name));
  const stacks = fields.flatMap(([, value]) => stacksOf(value));
  const plain = fields
    .filter(([, value]) => !(typeof value === 'object' && value !== null && 'stack' in value))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const tail = plain.length === 0 ? '' : ` (${plain.join(', ')})`;
  return `${[`${clock} ${level} ${part ?? service}: ${message}${tail}`, ...stacks].join('\n')}\n`;
}

/** The stack of an error and those of its causes. */
function stacksOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return [];
  const causes = 'cause' in value ? stacksOf(value.cause).map((stack) => `caused by ${stack}`) : [];
  return [String(value.stack), ...causes];
}

/** Writes a line to standard output; drops it when the reader has closed the pipe. */
export const toStandardOutput = (line: string): void => {
  if (process.stdout.writable) process.stdout.write(line);
};

/** Writes a line to standard error, for programs whose standard output is a result. */
export const toStandardError = (line: string): void => {
  if (process.stderr.writable) process.stderr.write(line);
};
