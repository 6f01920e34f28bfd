/**
 * Something that the stack needs is missing on this machine, or a part did not start; the message says how to fix it.
 */
export class StackError extends Error {
  readonly code = 'stack';
}
