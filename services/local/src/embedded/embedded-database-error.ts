/** The machine lacks something that the embedded database needs; the message says how to fix it. */
export class EmbeddedDatabaseError extends Error {
  readonly code = 'embedded_database';
}
