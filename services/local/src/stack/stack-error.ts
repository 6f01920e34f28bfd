/** The machine lacks something that the stack needs, or a part of it did not start; the message says the mend. */
export class StackError extends Error {
  readonly code = 'stack';
}
