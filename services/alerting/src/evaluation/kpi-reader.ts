import type { WatchingRule } from '#domain/alert/evaluation/observe.js';
import {
  comparesWithUsual,
  type KpiReading,
  type PastReading,
  questionsOf,
  usualValues,
  type WindowQuestion,
} from '#domain/alert/evaluation/observe-kpis.js';
import { shiftDays } from '#domain/calendar/period.js';
import { DAYS_BACK } from '#domain/calendar/usual-days.js';
import type { WatchStore } from '#store/alerts/watch-store.js';

const QUARTER_MS = 15 * 60_000;

interface Remembered {
  readonly slot: number;
  readonly past: readonly PastReading[];
}

/** The data that a KPI rule is decided from. */
export interface RuleReading {
  readonly watching: WatchingRule;
  readonly reading: KpiReading;
  readonly usual: ReadonlyMap<string, number>;
  /** Why the read failed; then nothing is known. */
  readonly failure?: unknown;
}

/**
 * Reads what KPI rules are computed from: each distinct question once, and its usual days once a quarter hour. A failed
 * question does not affect the others.
 */
export class KpiReader {
  readonly #past = new Map<string, Remembered>();

  constructor(readonly store: Pick<WatchStore, 'kpis'>) {}

  async read(rules: readonly WatchingRule[], zone: string, now: number): Promise<readonly RuleReading[]> {
    const read: RuleReading[] = [];
    for (const [key, { question, rules: own }] of questionsOf(rules)) {
      try {
        const reading = await this.store.kpis(question, now, zone);
        const isCompared = own.some(({ rule }) => comparesWithUsual(rule));
        const past = isCompared ? await this.#pastOf(key, question, zone, now) : [];
        for (const watching of own) read.push({ watching, reading, usual: usualValues(watching.rule, past) });
      } catch (failure) {
        for (const watching of own) read.push({ watching, reading: new Map(), usual: new Map(), failure });
      }
    }
    return read;
  }

  async #pastOf(key: string, question: WindowQuestion, zone: string, now: number): Promise<readonly PastReading[]> {
    const slot = Math.floor(now / QUARTER_MS);
    const known = this.#past.get(key);
    if (known?.slot === slot) return known.past;
    const past: PastReading[] = [];
    for (const daysBack of DAYS_BACK)
      past.push({ daysBack, cells: await this.store.kpis(question, shiftDays(now, -daysBack, zone), zone) });
    this.#past.set(key, { slot, past });
    return past;
  }
}
