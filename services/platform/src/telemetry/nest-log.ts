import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages while it wires the app; they do not help the operator. */
const WIRING = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'GraphQLModule',
]);

const textOf = (message: unknown): string =>
  message instanceof Error ? message.message : typeof message === 'string' ? message : JSON.stringify(message);

/** Sends the output of Nest's logger, and so of every `Logger` of an app, to the log of the process. */
export class NestLog implements LoggerService {
  constructor(readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    const level = context !== undefined && WIRING.has(context) ? 'debug' : 'info';
    this.#part(context)[level](textOf(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#part(contextOf(rest)).warn(textOf(message));
  }

  /** Nest gives (message, stack?, context?). */
  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = message instanceof Error ? { error: message } : typeof stack === 'string' ? { stack } : {};
    this.#part(contextOf(rest)).error(textOf(message), fields);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#part(contextOf(rest)).debug(textOf(message));
  }

  #part(context: string | undefined): Log {
    return context === undefined ? this.sink : this.sink.part(context);
  }
}

const contextOf = (rest: readonly unknown[]): string | undefined => {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
};
