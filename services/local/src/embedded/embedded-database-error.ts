/** The machine lacks something that the embedded database needs; the message says the mend. */
export class EmbeddedDatabaseError extends Error {
  readonly code = 'embedded_database';
}
