import { shiftDays } from '../../calendar/period.js';
import { DAYS_BACK } from '../../calendar/usual-days.js';
import { HoursBook } from '../evaluation/hours-book.js';
import { identityOf, isWithin, type Labels } from '../evaluation/labels.js';
import { observationOf, type Sighting, type WatchingRule } from '../evaluation/observe.js';
import {
  comparesWithUsual,
  type KpiReading,
  observeKpi,
  questionOf,
  usualValues,
  type WindowQuestion,
  watchesKpi,
} from '../evaluation/observe-kpis.js';
import type { OpenAlert } from '../evaluation/open-alert.js';
import type { Place, Places } from '../evaluation/places.js';
import type { Rule } from '../rule.js';
import { Course } from './course.js';

/** The number of people who waited in a service at a moment. */
export interface PastQueue extends Labels {
  readonly waiting: number;
  /** Unix milliseconds. */
  readonly longestSince: number;
}

/** Stored history. */
export interface History {
  places(): Promise<Places>;
  /** @param zone the network's; hours of rollups begin by its clock */
  kpis(question: WindowQuestion, at: number, zone: string): Promise<KpiReading>;
  queues(at: number): Promise<readonly PastQueue[]>;
}

/** A period in which an alert would have fired. Unix milliseconds; undefined: it still fired at the end. */
export interface Firing {
  readonly ruleId: string;
  readonly identity: string;
  readonly firedAt: number;
  readonly clearedAt: number | undefined;
  readonly value: number;
  readonly threshold: number;
}

export interface BacktestResult {
  readonly firings: readonly Firing[];
  /** Rules that history cannot answer, and why. */
  readonly skipped: readonly { readonly ruleId: string; readonly why: string }[];
}

/** Steps in which history is evaluated: KPIs change by the quarter hour, queues faster. */
const KPI_STEP_MS = 15 * 60_000;
const QUEUE_STEP_MS = 5 * 60_000;
/** A backtest with more steps than this is rejected: it would keep the database busy for too long. */
export const MAX_BACKTEST_STEPS = 10_000;

const QUEUE_FIGURES: ReadonlySet<string> = new Set(['longest_wait_now', 'waiting_now']);

/** Why stored history cannot answer a rule; undefined: it can. */
function reasonNotAnswered({ watch, windowSeconds }: Rule): string | undefined {
  if (windowSeconds !== undefined || QUEUE_FIGURES.has(watch)) return undefined;
  return `${watch} is not stored, only shown live; test the rule with \`mnara rules test\``;
}

/** The number of steps that a backtest takes. */
export const stepsOf = (rule: Rule, from: number, to: number): number =>
  Math.ceil((to - from) / (watchesKpi(rule) ? KPI_STEP_MS : QUEUE_STEP_MS));

/** When rules would have fired between two moments, with the decisions of a running evaluator. */
export async function backtest(
  rules: readonly Rule[],
  history: History,
  from: number,
  to: number,
): Promise<BacktestResult> {
  const places = await history.places();
  const skipped = rules.flatMap((rule) => {
    const why = reasonNotAnswered(rule);
    return why === undefined ? [] : [{ ruleId: rule.id, why }];
  });
  const firings: Firing[] = [];
  for (const rule of rules) {
    if (reasonNotAnswered(rule) !== undefined) continue;
    firings.push(...(await new Replay(rule, history, places).run(from, to)));
  }
  return { firings: firings.sort((a, b) => a.firedAt - b.firedAt), skipped };
}

/** Replays one rule over the past. */
class Replay {
  readonly #watching: WatchingRule;
  readonly #course: Course;
  readonly #hours = new HoursBook();
  readonly #centres: ReadonlyMap<string, Place>;
  readonly #readings = new Map<number, KpiReading>();
  readonly #open = new Map<string, OpenAlert>();

  constructor(
    readonly rule: Rule,
    readonly history: History,
    readonly places: Places,
  ) {
    this.#watching = { rule, version: 1 };
    this.#course = new Course([this.#watching]);
    this.#centres = new Map(places.centres.map((place) => [place.centreId, place]));
  }

  async run(from: number, to: number): Promise<readonly Firing[]> {
    const stepMs = watchesKpi(this.rule) ? KPI_STEP_MS : QUEUE_STEP_MS;
    const firings = new Map<string, Firing>();
    const done: Firing[] = [];
    for (let now = from; now < to; now += stepMs) {
      const seen = watchesKpi(this.rule) ? await this.#kpis(now) : await this.#queues(now);
      const changes = this.#course.round(new Map([[this.rule.id, seen]]), {
        now,
        silences: [],
        isWhole: true,
        isWithinHours: (_, sighting) => this.#isWithinHours(sighting, now),
      });
      for (const { after, happenings } of changes) {
        this.#note(after);
        for (const happening of happenings) {
          if (happening.kind === 'fired')
            firings.set(after.identity, {
              ruleId: this.rule.id,
              identity: after.identity,
              firedAt: now,
              clearedAt: undefined,
              value: happening.value,
              threshold: happening.threshold,
            });
          const firing = firings.get(after.identity);
          if (happening.kind !== 'cleared' || firing === undefined) continue;
          done.push({ ...firing, clearedAt: now });
          firings.delete(after.identity);
        }
      }
    }
    return [...done, ...firings.values()];
  }

  #note(alert: OpenAlert): void {
    const isOver =
      alert.state.closedAt !== undefined || (alert.state.condition === 'normal' && alert.state.episode === 0);
    if (isOver) this.#open.delete(alert.identity);
    else this.#open.set(alert.identity, alert);
  }

  async #kpis(now: number): Promise<readonly Sighting[]> {
    const question = questionOf(this.rule);
    const reading = await this.history.kpis(question, now, this.places.timeZone);
    const past = comparesWithUsual(this.rule)
      ? await Promise.all(
          DAYS_BACK.map(async (daysBack) => ({
            daysBack,
            cells: await this.#remembered(question, shiftDays(now, -daysBack, this.places.timeZone)),
          })),
        )
      : [];
    const centre = (centreId: string) => {
      const place = this.#centres.get(centreId);
      return place === undefined ? undefined : { place, freshness: 'fresh' as const };
    };
    const known = { places: this.places, centre };
    return observeKpi(this.#watching, reading, usualValues(this.rule, past), known, this.#open);
  }

  /** Shifted by a day, a usual day of one moment is a usual day of another. */
  async #remembered(question: WindowQuestion, at: number): Promise<KpiReading> {
    const known = this.#readings.get(at);
    if (known !== undefined) return known;
    const reading = await this.history.kpis(question, at, this.places.timeZone);
    this.#readings.set(at, reading);
    return reading;
  }

  async #queues(now: number): Promise<readonly Sighting[]> {
    const found = new Map<string, { labels: Labels; value: number; target: number; rank: number }>();
    const isWait = this.rule.watch === 'longest_wait_now';
    for (const { waiting, longestSince, ...labels } of await this.history.queues(now)) {
      if (!isWithin(this.rule.where, labels)) continue;
      const target = this.places.services.get(labels.serviceId ?? '')?.targetSeconds ?? Number.NaN;
      const value = isWait ? (now - longestSince) / 1000 : waiting;
      const own = placeLabels(this.rule, labels);
      const identity = identityOf(this.rule.each, own);
      const known = found.get(identity);
      const rank = this.rule.fire.of === 'target' ? value / target : value;
      if (known === undefined) found.set(identity, { labels: own, value, target, rank });
      else if (!isWait) known.value += value;
      else if (rank > known.rank) found.set(identity, { labels: own, value, target, rank });
    }
    for (const { identity, labels } of this.#open.values())
      if (!found.has(identity)) found.set(identity, { labels, value: 0, target: 1, rank: 0 });
    return [...found].map(([identity, { labels, value, target }]) => ({
      identity,
      labels,
      observation: observationOf(this.rule, value, target, 'no_target'),
      centre: undefined,
    }));
  }

  #isWithinHours({ labels: { centreId } }: Sighting, now: number): boolean {
    const { hours } = this.rule;
    const place = centreId === undefined ? undefined : this.#centres.get(centreId);
    if (place !== undefined) return this.#hours.isWithin(hours, place.calendar, now);
    return this.places.centres.some(({ calendar }) => this.#hours.isWithin(hours, calendar, now));
  }
}

function placeLabels({ each }: Rule, labels: Labels): Labels {
  if (each === 'network') return {};
  if (each === 'region') return { regionId: labels.regionId };
  if (each === 'centre') return { regionId: labels.regionId, centreId: labels.centreId };
  return labels;
}
