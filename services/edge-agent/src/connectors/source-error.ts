/** A source cannot be reached or read; the message says why and how to fix it. It may work again later. */
export class SourceError extends Error {
  readonly code = 'source';
}
