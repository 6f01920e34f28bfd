import { ConfigError } from '../config/read-config.js';
import { redactText } from '../telemetry/redact.js';

/**
 * Says on standard error why a service could not start, and gives the exit code: 2 wrong settings, 3 could not start.
 */
function exitCodeOf(error: unknown): number {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`mnara: ${redactText(text)}\n`);
  return error instanceof ConfigError ? 2 : 3;
}

/** Runs a service as this process and ends the process with it: what a start left waiting must not keep it. */
export async function runAsProcess(run: () => Promise<number>): Promise<never> {
  process.exit(await Promise.resolve().then(run).catch(exitCodeOf));
}
