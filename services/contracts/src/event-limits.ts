/** What an event may be at most; a larger one is refused, never cut. */
export const LIMITS = {
  eventBytes: 16 * 1024,
  idChars: 128,
  reasonChars: 500,
  commentChars: 4000,
  quantity: 10_000,
  legNo: 1000,
  listItems: 200,
  /** How far ahead of the server an event may be, milliseconds. */
  futureMs: 10 * 60 * 1000,
  /** Nothing is older than this: 1970-01-02. */
  earliestMs: 24 * 3600 * 1000,
} as const;
