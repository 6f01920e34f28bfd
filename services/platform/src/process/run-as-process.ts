import { ConfigError } from '../config/read-config.js';
import { redactText } from '../telemetry/redact.js';

/**
 * Writes to standard error why a service could not start, and returns the exit code: 2 wrong settings, 3 could not
 * start.
 */
function exitCodeOf(error: unknown): number {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`mnara: ${redactText(text)}\n`);
  return error instanceof ConfigError ? 2 : 3;
}

/**
 * Runs a service as this process, and exits when the service ends: pending work of an interrupted start must not keep
 * the process alive.
 */
export async function runAsProcess(run: () => Promise<number>): Promise<never> {
  process.exit(await Promise.resolve().then(run).catch(exitCodeOf));
}
