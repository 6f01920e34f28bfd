const MAX_MS = 3_600_000;

/**
 * The pause that a Retry-After header asks for (seconds or a date, RFC 9110), at most an hour. Undefined: the header
 * cannot be read.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(0, ms));
}
