import { DataFolderError } from '#local/data-folder.js';
import { EmbeddedDatabaseError } from '#local/embedded/embedded-database-error.js';
import { StackError } from '#local/stack/stack-error.js';
import { ConfigError } from '#platform/config/read-config.js';
import { CommandError } from './output.js';

/**
 * Exit codes of docs/commands.md: 1 the check failed, 2 wrong use, 3 could not reach or start something that it needs.
 */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ConfigError) return 2;
  return 3;
}

/**
 * The text that a failed command writes to standard error, and its exit code: the message of an expected failure,
 * otherwise the stack.
 */
export function describeFailure(error: unknown): { readonly text: string; readonly exitCode: number } {
  const isExpected =
    error instanceof CommandError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof DataFolderError ||
    error instanceof StackError ||
    (error instanceof Error && 'isFinal' in error);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  return { text, exitCode: exitCodeOf(error) };
}
