/** The mapping cannot be used; the message says where the fault is and how to fix it. */
export class MappingError extends Error {
  readonly code = 'bad_mapping';
}

/**
 * The file cannot be read with this mapping; the message says why and how to fix it. Nothing of the file was recorded.
 */
export class FileError extends Error {
  constructor(
    readonly code: 'wrong_encoding' | 'missing_column' | 'repeated_column' | 'unreadable' | 'empty',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One row cannot be used. */
export class RowError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
