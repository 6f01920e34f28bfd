/** A page reloads itself for a new build no more often than this. */
const RELOAD_EVERY_MS = 60_000;

/** Whether a page that knows the build `known` should reload for `next`, having last done so at `reloadedAt`. */
export function shouldReload(known: string | null, next: string, reloadedAt: number, now: number): boolean {
  return known !== null && known !== next && now - reloadedAt > RELOAD_EVERY_MS;
}
