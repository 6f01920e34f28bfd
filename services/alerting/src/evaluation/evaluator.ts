import { advance, closeAll, type RoundContext } from '#domain/alert/evaluation/advance.js';
import { inhibitedCentres, inhibitingFirst, noteInhibited } from '#domain/alert/evaluation/inhibition.js';
import { observeLive, type Sighting, type WatchingRule } from '#domain/alert/evaluation/observe.js';
import { observeFailure, observeKpi, watchesKpi } from '#domain/alert/evaluation/observe-kpis.js';
import { type AlertChange, OpenAlerts } from '#domain/alert/evaluation/open-alert.js';
import type { Silence } from '#domain/alert/evaluation/silences.js';
import { type Centre, World } from '#domain/alert/evaluation/world.js';
import type { Rule } from '#domain/alert/rule.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import { type EvaluationStore, type Lease, LeaseLostError, StaleAlertError } from '#store/alerts/evaluation-store.js';
import type { WatchStore } from '#store/alerts/watch-store.js';
import { KpiReader, type RuleReading } from './kpi-reader.js';

/**
 * Intervals of the evaluator's tasks, milliseconds. Between complete rounds only centres whose status has changed are
 * evaluated.
 */
export const INTERVALS = { wholeMs: 5_000, kpiMs: 30_000 } as const;

/** What a step of the evaluator did. */
export interface RoundReport {
  readonly kind: 'standby' | 'changed' | 'whole';
  readonly sightings: number;
  readonly changes: readonly AlertChange[];
  readonly openAlerts: number;
  readonly milliseconds: number;
  /** Whether the round has to be repeated, because other processes changed the data that it was decided from. */
  readonly isStale: boolean;
}

export interface EvaluatorOptions {
  readonly owner: string;
  readonly now: () => number;
}

/** Data that is loaded with the lease. */
interface Loaded {
  readonly lease: Lease;
  version: string;
  rules: readonly WatchingRule[];
  readonly world: World;
  open: OpenAlerts;
  silences: readonly Silence[];
  wholeAt: number;
  kpisAt: number;
  /** The KPI readings for the next complete round. */
  kpis: RuleReading[];
}

/**
 * Evaluates the rules in exactly one of any number of processes: the one that holds the lease. Its memory mirrors the
 * database; a decision is valid only when it is committed. Call `step` every second, and never concurrently.
 */
export class Evaluator {
  readonly #kpis: KpiReader;
  readonly #waiting = new Map<string, CentreStatus>();
  #loaded: Loaded | undefined;
  #reading: Promise<void> | undefined;
  #readingFailed: unknown;

  constructor(
    readonly alerts: EvaluationStore,
    readonly watch: WatchStore,
    readonly options: EvaluatorOptions,
  ) {
    this.#kpis = new KpiReader(watch);
  }

  /** Accepts newer statuses of centres; every process does this, so that it has them when it gets the lease. */
  apply(statuses: readonly CentreStatus[]): void {
    for (const status of statuses) this.#waiting.set(status.centreId, status);
    this.#loaded?.world.apply(statuses);
  }

  /** Whether this process is the one that evaluates. */
  get isLeading(): boolean {
    return this.#loaded !== undefined;
  }

  /**
   * Evaluates what is due. @throws errors of the stores; the next step evaluates again what this one could not store
   */
  async step(): Promise<RoundReport> {
    const started = performance.now();
    const loaded = this.#loaded ?? (await this.#lead());
    if (loaded === undefined) return report('standby', started, 0, [], 0);
    const now = this.options.now();
    const isWhole = now - loaded.wholeAt >= INTERVALS.wholeMs || now < loaded.wholeAt;
    if (isWhole) {
      await this.#refresh(loaded, now);
      this.#readKpis(loaded, now);
    }
    const changed = loaded.world.look(now);
    // Taken before the first await of the round: what arrives during the round is for the next one.
    const kpis = isWhole ? loaded.kpis.splice(0) : [];
    try {
      const { changes, sightings } = this.#decide(loaded, isWhole ? undefined : changed, kpis, now);
      await this.#commit(loaded, changes, now);
      if (isWhole) loaded.wholeAt = now;
      return report(isWhole ? 'whole' : 'changed', started, sightings, changes, loaded.open.size);
    } catch (error) {
      loaded.world.lookAgain(changed);
      if (loaded.kpis.length === 0) loaded.kpis = kpis;
      if (error instanceof LeaseLostError) this.#loaded = undefined;
      else if (!(error instanceof StaleAlertError)) throw error;
      else loaded.open = new OpenAlerts(await this.alerts.openAlerts());
      return { ...report('standby', started, 0, [], 0), isStale: true };
    }
  }

  async stop(): Promise<void> {
    await this.#reading;
    const lease = this.#loaded?.lease;
    this.#loaded = undefined;
    if (lease !== undefined) await this.alerts.release(lease);
  }

  async #lead(): Promise<Loaded | undefined> {
    const lease = await this.alerts.claim(this.options.owner);
    if (lease === undefined) return undefined;
    const version = await this.watch.version();
    const world = new World(await this.watch.places());
    world.apply([...this.#waiting.values()]);
    const open = new OpenAlerts(await this.alerts.openAlerts());
    const rules = await this.watch.rules();
    this.#loaded = { lease, version, rules, world, open, silences: [], wholeAt: 0, kpisAt: 0, kpis: [] };
    return this.#loaded;
  }

  /**
   * Starts to read KPIs if they are due. Reading takes long, and no alarm waits for it: a later complete round decides.
   */
  #readKpis(loaded: Loaded, now: number): void {
    const isDue = now - loaded.kpisAt >= INTERVALS.kpiMs || now < loaded.kpisAt;
    const rules = loaded.rules.filter(({ rule }) => watchesKpi(rule));
    if (!isDue || this.#reading !== undefined || rules.length === 0) return;
    loaded.kpisAt = now;
    this.#reading = this.#kpis
      .read(rules, loaded.world.places.timeZone, now)
      .then(
        (kpis) => {
          loaded.kpis = [...kpis];
          this.#readingFailed = kpis.find(({ failure }) => failure !== undefined)?.failure;
        },
        (error: unknown) => {
          this.#readingFailed = error;
        },
      )
      .finally(() => {
        this.#reading = undefined;
      });
  }

  /** Why the last read of KPIs failed; undefined: it succeeded. */
  get readingFailure(): unknown {
    return this.#readingFailed;
  }

  /** Resolves when no read of KPIs is running. */
  async untilRead(): Promise<void> {
    await this.#reading;
  }

  async #refresh(loaded: Loaded, now: number): Promise<void> {
    loaded.silences = await this.alerts.silences(now);
    loaded.world.takeLosses(await this.watch.lostEvents(now));
    loaded.world.takeReports(await this.watch.reportNotSentSeconds(now));
    const version = await this.watch.version();
    if (version === loaded.version) return;
    loaded.world.describe(await this.watch.places());
    loaded.rules = await this.watch.rules();
    loaded.version = version;
    loaded.kpisAt = 0;
  }

  /** @param only the centres that have changed; undefined: everything is evaluated */
  #decide(
    loaded: Loaded,
    only: readonly Centre[] | undefined,
    kpis: readonly RuleReading[],
    now: number,
  ): { changes: AlertChange[]; sightings: number } {
    const { world, open } = loaded;
    const changes: AlertChange[] = [];
    let sightings = 0;
    const inhibited = inhibitedCentres(loaded.rules, open);
    const take = (watching: WatchingRule, seen: readonly Sighting[]): void => {
      const context = contextOf(loaded, inhibited, now, only === undefined);
      const own = advance(watching, seen, open.of(watching.rule.id), context);
      if (watching.rule.inhibits) noteInhibited(inhibited, own);
      changes.push(...own);
      sightings += seen.length;
    };
    // Inhibiting rules come first, so that they inhibit in the same round.
    const live = inhibitingFirst(loaded.rules.filter(({ rule }) => !watchesKpi(rule)));
    for (const watching of live) {
      if (only !== undefined && (only.length === 0 || isOfManyCentres(watching.rule))) continue;
      take(watching, observeLive(watching, world, only ?? world.centres, open.of(watching.rule.id)));
    }
    if (only !== undefined) return { changes, sightings };
    // Readings of rules that were changed during the read are read again.
    for (const { watching, reading, usual, failure } of kpis) {
      if (!loaded.rules.includes(watching)) continue;
      const own = open.of(watching.rule.id);
      take(watching, failure === undefined ? observeKpi(watching, reading, usual, world, own) : observeFailure(own));
    }
    const known = new Set(loaded.rules.map(({ rule }) => rule.id));
    changes.push(
      ...closeAll(
        [...open].filter(({ ruleId }) => !known.has(ruleId)),
        now,
      ),
    );
    return { changes, sightings };
  }

  async #commit({ lease, world, open }: Loaded, changes: readonly AlertChange[], now: number): Promise<void> {
    const stored = await this.alerts.commit(lease, { now, watermark: world.watermark, changes });
    changes.forEach(({ after }, index) => {
      const alert = stored[index];
      if (alert === undefined) open.delete(after);
      else open.set(alert);
    });
  }
}

const isOfManyCentres = ({ each }: Rule): boolean => each === 'network' || each === 'region';

function contextOf(
  { world, silences }: Loaded,
  inhibitedSet: ReadonlySet<string>,
  now: number,
  isWhole: boolean,
): RoundContext {
  const isWithinHours = (rule: Rule, { centre }: Sighting): boolean => {
    if (rule.hours === 'always') return true;
    if (centre !== undefined) return world.hours.isWithin(rule.hours, centre.place.calendar, now);
    // A region or the network has the hours of its centres: it is open while one of them is open.
    for (const { place } of world.centres) if (world.hours.isWithin(rule.hours, place.calendar, now)) return true;
    return false;
  };
  return { now, silences, inhibitedCentres: inhibitedSet, isWithinHours, isWhole };
}

function report(
  kind: RoundReport['kind'],
  started: number,
  sightings: number,
  changes: readonly AlertChange[],
  openAlerts: number,
): RoundReport {
  return { kind, sightings, changes, openAlerts, milliseconds: performance.now() - started, isStale: false };
}
