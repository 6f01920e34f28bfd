import 'reflect-metadata';
import { CommanderError } from 'commander';
import { DataFolderError } from '#local/data-folder.js';
import { EmbeddedDatabaseError } from '#local/embedded/embedded-database-error.js';
import { StackError } from '#local/stack/stack-error.js';
import { ConfigError } from '#platform/config/read-config.js';
import { CommandError } from './output.js';
import { program } from './program.js';

/** Exit codes of commands.md: 2 wrong use, 3 could not reach or start what it needs. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ConfigError) return 2;
  return 3;
}

try {
  await program().parseAsync();
} catch (error) {
  const isExpected =
    error instanceof CommandError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof DataFolderError ||
    error instanceof StackError ||
    (error instanceof Error && 'isFinal' in error);
  if (!(error instanceof CommanderError)) {
    const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`mnara: ${text}\n`);
  }
  process.exitCode = exitCodeOf(error);
}
// The launcher's channel must not keep the process alive.
process.channel?.unref();
