import type { Scope } from '#domain/access/viewer.js';
import { readLocal } from '#domain/calendar/period.js';
import { type MissingCentre, missingCentres } from '#domain/report/completeness.js';
import type { Directory } from '#store/network/directory.js';
import type { ProgressStore } from '#store/reports/progress-store.js';

/** Which data a period still lacks. */
export interface PeriodProgress {
  /** When the period has ended by the clock of every centre of the scope, and of the network. Unix milliseconds. */
  readonly endsAt: number;
  readonly missing: readonly MissingCentre[];
}

/**
 * How far the data of a scope has arrived for a period that ends before a day. A day ends when the centre's own clock
 * says so.
 * `toDay` is the first day after the period.
 */
export async function periodProgress(
  store: ProgressStore,
  directory: Directory,
  { scope, toDay, now }: { readonly scope: Scope; readonly toDay: string; readonly now: number },
): Promise<PeriodProgress> {
  const endIn = (zone: string): number => readLocal(toDay, zone)?.at ?? 0;
  const { centres, network } = directory.within(scope);
  const ends = new Map(centres.map(({ id, calendar }) => [id, endIn(calendar.timeZone)]));
  const missing = missingCentres(ends, await store.read(scope, now));
  return { endsAt: Math.max(endIn(network.timeZone), ...ends.values()), missing };
}
