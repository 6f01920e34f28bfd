import { randomUUID } from 'node:crypto';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { Registry } from 'prom-client';
import { readDefaultRules } from '#config-files/rules/default-rules.js';
import { readCentreStatus } from '#contracts/status/read-status.js';
import { followDecoded } from '#platform/event-log/decoded-feed.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { CheckResult } from '#platform/health/readiness.js';
import type { Database } from '#platform/postgres/database.js';
import { type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { AnnouncementStore } from '#store/alerts/announcement-store.js';
import { audit } from '#store/alerts/audit.js';
import { EvaluationStore } from '#store/alerts/evaluation-store.js';
import { WatchStore } from '#store/alerts/watch-store.js';
import { takeDue } from '#store/escalations/escalations.js';
import { deleteOldMessages, MESSAGE_DAYS } from '#store/messages/delete-old-messages.js';
import { applyFirstRules } from '#store/rules/apply-rules.js';
import { DISPATCH_OPTIONS, DispatchHost, type DispatchOptions } from './delivery/dispatch-host.js';
import { type AlertChangeFeed, announce } from './evaluation/announce.js';
import { Evaluator } from './evaluation/evaluator.js';
import { sendHeartbeat } from './evaluation/http-watchdog.js';
import { type AlertingWork, PrometheusAlertMetrics } from './evaluation/prometheus-alert-metrics.js';

/** What the host gives to alerting. */
export interface AlertingOptions {
  readonly database: Database;
  readonly statuses: LatestFeed;
  readonly metrics?: Registry;
  /** External address that receives the watchdog's heartbeat; undefined: no heartbeat is sent. */
  readonly watchdogUrl?: string | undefined;
  /** How often alerting checks whether work is due, milliseconds; default 1000. */
  readonly stepMs?: number;
  /** How often the watchdog sends its heartbeat, milliseconds; default 30,000. */
  readonly heartbeatMs?: number;
  /** Where changes of alerts are published for other systems; undefined (embedded mode): they are not published. */
  readonly changes?: AlertChangeFeed | undefined;
  /** Days for which messages of closed alerts are kept; default 400. */
  readonly messageDays?: number | undefined;
  /** The channels through which messages are sent; undefined: this process sends nothing. */
  readonly dispatch?: Pick<DispatchOptions, 'channels' | 'log'> | undefined;
}

const OPTIONS = Symbol('AlertingOptions');
const STEP_MS = 1_000;
const AUDIT_MS = 60_000;
const HEARTBEAT_MS = 30_000;
/** An evaluation older than this counts as stopped. */
const STALE_MS = 15_000;
/** Maximum number of escalation steps taken in one transaction. */
const MAX_STEPS = 500;
/** Maximum number of changes of alerts published in one request. */
const MAX_CHANGES = 500;
const DAY_MS = 86_400_000;

/** Runs evaluation, escalation, audit and watchdog as long as its host runs. */
@Injectable()
export class AlertingHost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('alerting');
  readonly #metrics: PrometheusAlertMetrics;
  readonly #loops: Repeating[] = [];
  readonly #evaluator: Evaluator;
  #endFollowing: (() => void) | undefined;
  #evaluatedAt = Date.now();
  #deletedAt = 0;
  #loggedFailure: unknown;

  constructor(@Inject(OPTIONS) readonly options: AlertingOptions) {
    const { database, metrics } = options;
    this.#metrics = new PrometheusAlertMetrics(metrics ?? new Registry());
    const store = new EvaluationStore(database);
    this.#evaluator = new Evaluator(store, new WatchStore(database), { owner: randomUUID(), now: Date.now });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { database, statuses, watchdogUrl, stepMs = STEP_MS, heartbeatMs = HEARTBEAT_MS } = this.options;
    if (await applyFirstRules(database, readDefaultRules(), Date.now()))
      this.#logger.log('There were no alert rules; the default rules are active now.');
    this.#endFollowing = followDecoded(statuses, {
      decode: readCentreStatus,
      apply: (centres) => this.#evaluator.apply(centres),
      onError: (error) => this.#logger.warn(`The status of a centre could not be read: ${String(error)}`),
    });
    this.#repeat('round', stepMs, () => this.#evaluate());
    this.#repeat('escalation', stepMs, () => this.#escalate());
    this.#repeat('audit', AUDIT_MS, () => this.#audit());
    this.#repeat('retention', AUDIT_MS, () => this.#deleteOld());
    await this.#startPublishing(stepMs);
    if (watchdogUrl !== undefined) this.#repeat('heartbeat', heartbeatMs, () => this.#sendHeartbeat(watchdogUrl));
  }

  /** Whether this process evaluates as it should; a process on standby is healthy too. */
  check(): Promise<CheckResult> {
    const isLeading = this.#evaluator.isLeading;
    const ageMs = Date.now() - this.#evaluatedAt;
    const detail = { isLeading, ...(isLeading ? { evaluatedMsAgo: ageMs } : {}) };
    if (!isLeading || ageMs < STALE_MS) return Promise.resolve({ ok: true, detail });
    const reason =
      'The rules are not being evaluated; check the log for the failure, and check whether the database responds.';
    return Promise.resolve({ ok: false, reason, detail });
  }

  #repeat(what: AlertingWork, milliseconds: number, work: () => Promise<void>): void {
    this.#loops.push(
      repeatEvery(milliseconds, work, (error) => {
        this.#metrics.failed(what);
        const why = error instanceof Error ? error.message : String(error);
        this.#logger.warn(`Alerting failed at ${what}; it will be retried. ${why}`);
      }),
    );
  }

  async #evaluate(): Promise<void> {
    const report = await this.#evaluator.step();
    this.#logReadingFailure();
    if (report.kind !== 'standby') this.#evaluatedAt = Date.now();
    this.#metrics.round(report);
  }

  /** Logged once for each failed read. */
  #logReadingFailure(): void {
    const failure = this.#evaluator.readingFailure;
    if (failure === this.#loggedFailure) return;
    this.#loggedFailure = failure;
    if (failure === undefined) return;
    this.#metrics.failed('kpis');
    const why = failure instanceof Error ? failure.message : String(failure);
    this.#logger.warn(`KPIs of rules could not be read; their alerts stay unknown until they can be read. ${why}`);
  }

  async #escalate(): Promise<void> {
    let taken = MAX_STEPS;
    while (taken === MAX_STEPS) {
      taken = await takeDue(this.options.database, Date.now(), MAX_STEPS);
      this.#metrics.stepsTaken(taken);
    }
  }

  async #audit(): Promise<void> {
    if (!this.#evaluator.isLeading) return;
    const { all, fresh } = await audit(this.options.database, Date.now());
    this.#metrics.withoutNextStep(all.length);
    for (const { alertId, ruleId, identity, why } of fresh)
      this.#logger.error(
        `Alert ${alertId} (${ruleId} ${identity}) has no next step: ${why}. A person has to look at it.`,
      );
  }

  /** Changes are recorded from now on; the process that evaluates publishes them. */
  async #startPublishing(stepMs: number): Promise<void> {
    const { database, changes } = this.options;
    if (changes === undefined) return;
    const announcements = new AnnouncementStore(database);
    await announcements.begin(Date.now());
    this.#repeat('announcement', stepMs, async () => {
      let published = MAX_CHANGES;
      while (published === MAX_CHANGES && this.#evaluator.isLeading) {
        published = await announce(announcements, changes, MAX_CHANGES);
        this.#metrics.changesPublished(published);
      }
    });
  }

  /** Once a day, in the process that evaluates. */
  async #deleteOld(): Promise<void> {
    const now = Date.now();
    if (!this.#evaluator.isLeading || now - this.#deletedAt < DAY_MS) return;
    const { database, messageDays = MESSAGE_DAYS } = this.options;
    const { messages, parts, notices, refusals } = await deleteOldMessages(database, messageDays, now);
    this.#deletedAt = now;
    if (messages + parts + notices + refusals > 0)
      this.#logger.log(
        `Deleted records older than ${messageDays} days: ${messages} messages, ${parts} parts, ${notices} notices, ${refusals} refusals.`,
      );
  }

  async #sendHeartbeat(url: string): Promise<void> {
    if (this.#evaluator.isLeading && Date.now() - this.#evaluatedAt < STALE_MS)
      await sendHeartbeat(url, this.#evaluatedAt);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing?.();
    await Promise.all(this.#loops.splice(0).map((loop) => loop.stop()));
    await this.#evaluator.stop();
  }
}

/** Wires alerting. */
@Module({})
export class AlertingModule {
  static forRoot(options: AlertingOptions): DynamicModule {
    const { database, metrics, dispatch } = options;
    const sending: Provider[] =
      dispatch === undefined
        ? []
        : [{ provide: DISPATCH_OPTIONS, useValue: { database, metrics, ...dispatch } }, DispatchHost];
    return {
      module: AlertingModule,
      providers: [{ provide: OPTIONS, useValue: options }, AlertingHost, ...sending],
      exports: [AlertingHost],
    };
  }
}
