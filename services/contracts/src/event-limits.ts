/** The limits of one event. An event above a limit is rejected; it is never truncated. */
export const LIMITS = {
  eventBytes: 16 * 1024,
  idChars: 128,
  reasonChars: 500,
  commentChars: 4000,
  quantity: 10_000,
  legNo: 1000,
  listItems: 200,
  /** How far after its event the slot of an appointment may begin, milliseconds. */
  slotAheadMs: 3 * 366 * 24 * 3600 * 1000,
  /** The longest slot of an appointment. */
  slotSeconds: 24 * 3600,
  /** How far an event's time may be ahead of the server's clock, milliseconds. */
  futureMs: 10 * 60 * 1000,
  /** The earliest time of an event, 1970-01-02, Unix milliseconds. */
  earliestMs: 24 * 3600 * 1000,
} as const;

/** Import ids are stored in the facts of legs and searched for there, so they have no special characters. */
export const IMPORT_ID = /^[A-Za-z0-9-]{6,64}$/;
