/** A moment in UTC as JSON has it: 2026-11-30T06:15:00.000Z. @param at Unix milliseconds */
export const iso = (at: number): string => new Date(at).toISOString();

/** The same where it may be unknown. */
export const isoOrNull = (at: number | null | undefined): string | null => (at == null ? null : iso(at));
