import { shiftDays } from '#domain/calendar/period.js';
import { DAYS_BACK } from '#domain/calendar/usual-days.js';
import type { Sighting, WatchingRule } from './observe.js';
import {
  comparesWithUsual,
  type KpiQuestion,
  observeKpi,
  type PastReading,
  questionsOf,
  usualValues,
} from './observe-kpis.js';
import type { OpenAlerts } from './open-alert.js';
import type { WatchStore } from './ports.js';
import type { World } from './world.js';

const QUARTER_MS = 15 * 60_000;

interface Remembered {
  readonly slot: number;
  readonly past: readonly PastReading[];
}

/** Reads what KPI rules are computed from: each distinct question once a round, and its usual days once a quarter hour. */
export class KpiRounds {
  readonly #past = new Map<string, Remembered>();

  constructor(readonly store: Pick<WatchStore, 'kpis'>) {}

  /** What each rule sees, in the order of the rules within a question. */
  async observe(
    rules: readonly WatchingRule[],
    world: World,
    open: OpenAlerts,
    now: number,
  ): Promise<readonly (readonly [WatchingRule, readonly Sighting[]])[]> {
    const seen: (readonly [WatchingRule, readonly Sighting[]])[] = [];
    for (const [key, { question, rules: own }] of questionsOf(rules)) {
      const reading = await this.store.kpis(question, now);
      const isCompared = own.some(({ rule }) => comparesWithUsual(rule));
      const past = isCompared ? await this.#pastOf(key, question, world.places.timeZone, now) : [];
      for (const watching of own)
        seen.push([
          watching,
          observeKpi(watching, reading, usualValues(watching.rule, past), world, open.of(watching.rule.id)),
        ]);
    }
    return seen;
  }

  async #pastOf(key: string, question: KpiQuestion, zone: string, now: number): Promise<readonly PastReading[]> {
    const slot = Math.floor(now / QUARTER_MS);
    const known = this.#past.get(key);
    if (known?.slot === slot) return known.past;
    const past: PastReading[] = [];
    for (const daysBack of DAYS_BACK)
      past.push({ daysBack, cells: await this.store.kpis(question, shiftDays(now, -daysBack, zone)) });
    this.#past.set(key, { slot, past });
    return past;
  }
}
