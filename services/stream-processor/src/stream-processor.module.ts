import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Registry } from 'prom-client';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { CheckResult } from '#platform/health/readiness.js';
import type { Database } from '#platform/postgres/database.js';
import { redactText } from '#platform/telemetry/redact.js';
import { type Repeating, type Rhythm, repeatEvery } from '#platform/timing/repeat.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { dropOldMinutes } from '#store/retention/drop-old-minutes.js';
import { runRetention } from '#store/retention/retention.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { PrometheusProcessorMetrics } from './batch/prometheus-processor-metrics.js';
import { type RunningProcessor, runProcessor } from './batch/run-processor.js';
import { statusEntry } from './live/proto-status.js';
import { buildInBackground } from './rollups/coarse-builder.js';

/** What the processor needs from the program that starts it. */
export interface ProcessorOptions {
  readonly database: Database;
  /** Connection for deleting old records, which may take minutes; default `database`. */
  readonly jobsDatabase?: Database;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics?: Registry;
  /** Days for which single legs, timelines and dead letters are kept; undefined means that nothing is deleted. */
  readonly retentionDays?: number | undefined;
  /** Days for which the minute rollups of regions are kept; undefined means without limit. */
  readonly minuteRetentionDays?: number | undefined;
  /** When old records are deleted; default daily. */
  readonly retentionRhythm?: Rhythm;
  /** When days and months are summed up; default every minute. */
  readonly buildRhythm?: Rhythm;
  /** Time for every processor to notice a moved boundary before anything is deleted, milliseconds. */
  readonly boundaryNoticeMs?: number;
}

const OPTIONS = Symbol('ProcessorOptions');

/**
 * How often the version of the network's description is checked, because other processes may change it, milliseconds.
 */
const NETWORK_VERSION_MS = 2_000;
const UNHEALTHY_AFTER_FAILURES = 3;
/**
 * Retention runs once a day, an hour after a failure, and not during the first minute, when the process is starting.
 */
const DAILY: Rhythm = { firstAfterMs: 60_000, everyMs: 86_400_000, afterFailureMs: 3_600_000 };
/** Building sums by day and month starts when the process has finished starting. */
const BUILDING: Rhythm = { firstAfterMs: 20_000, everyMs: 60_000 };
/** Pause between moving a retention boundary and deleting, so that every processor already rejects events before it. */
const BOUNDARY_NOTICE_MS = 5 * NETWORK_VERSION_MS;

/** Starts the processor with the application, and stops it before the log and the database are closed. */
@Injectable()
export class ProcessorHost implements OnApplicationBootstrap, OnApplicationShutdown {
  #running: RunningProcessor | undefined;
  readonly #jobs: Repeating[] = [];
  readonly #logger = new Logger('processor');
  readonly #metrics: PrometheusProcessorMetrics;
  readonly #stopping = new AbortController();
  #networkVersion: string | undefined;
  /** How many times in a row a batch could not be applied, and the last reason. */
  #failing = { times: 0, reason: '' };

  constructor(@Inject(OPTIONS) readonly options: ProcessorOptions) {
    this.#metrics = new PrometheusProcessorMetrics(options.metrics ?? new Registry());
  }

  async onApplicationBootstrap(): Promise<void> {
    const { database, log, statuses } = this.options;
    this.#running = await runProcessor({
      log,
      store: new PostgresProcessorStore(database),
      dimensions: new DimensionStore(database),
      publish: (views) => void statuses.publish(views.map(statusEntry)),
      onApplied: (batch, milliseconds) => {
        this.#failing = { times: 0, reason: '' };
        this.#metrics.applied(batch, milliseconds);
      },
      onWithdrawalProblem: (error) =>
        this.#logger.error(`The withdrawal of an import stopped; it goes on by itself. ${String(error)}`),
      now: Date.now,
    });
    // Errors are ignored: the batches report an unavailable database, and the next check follows soon.
    this.#jobs.push(
      repeatEvery(
        NETWORK_VERSION_MS,
        () => this.#followNetwork(),
        () => undefined,
      ),
    );
    this.#startRetention();
    this.#startBuilding();
  }

  #startBuilding(): void {
    const { database, jobsDatabase = database, buildRhythm = BUILDING } = this.options;
    const { signal } = this.#stopping;
    this.#jobs.push(
      repeatEvery(
        buildRhythm,
        () => buildInBackground({ database: jobsDatabase, signal, say: (text) => this.#logger.log(text) }),
        (error) => {
          if (!signal.aborted)
            this.#logger.error(
              'Sums by day and month could not be built; it is tried again, and questions are answered from finer ' +
                `sums. ${String(error)}`,
            );
        },
      ),
    );
  }

  #startRetention(): void {
    const { retentionDays, minuteRetentionDays, retentionRhythm = DAILY } = this.options;
    const logFailure = (error: unknown): void =>
      this.#logger.error(`Old records could not be deleted; the deletion is retried later. ${String(error)}`);
    if (retentionDays !== undefined)
      this.#jobs.push(repeatEvery(retentionRhythm, () => this.#retain(retentionDays), logFailure));
    if (minuteRetentionDays !== undefined)
      this.#jobs.push(repeatEvery(retentionRhythm, () => this.#dropMinutes(minuteRetentionDays), logFailure));
  }

  async #dropMinutes(keepDays: number): Promise<void> {
    const { database, jobsDatabase = database } = this.options;
    const { chunks, rows } = await dropOldMinutes(jobsDatabase, keepDays, Date.now());
    if (chunks + rows > 0)
      this.#logger.log(
        `Dropped the minute rollups of regions that are older than ${keepDays} days: ${chunks} chunks, ${rows} rows.`,
      );
  }

  async #followNetwork(): Promise<void> {
    const version = await new NetworkStore(this.options.database).version('description', 'retention');
    if (this.#networkVersion !== undefined && this.#networkVersion !== version) this.networkChanged();
    this.#networkVersion = version;
  }

  async #retain(keepDays: number): Promise<void> {
    const { database, jobsDatabase = database, boundaryNoticeMs = BOUNDARY_NOTICE_MS } = this.options;
    const { signal } = this.#stopping;
    const onBoundary = async (): Promise<void> => {
      this.networkChanged();
      await sleep(boundaryNoticeMs, undefined, { signal });
    };
    const deleted = await runRetention(jobsDatabase, { keepDays, now: Date.now(), onBoundary }).catch(
      (error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      },
    );
    if (deleted === undefined) return;
    const { legs, timelines, deadLetters } = deleted;
    if (legs + timelines + deadLetters === 0) return;
    this.#logger.log(
      `Deleted records that are older than ${keepDays} days: ${legs} legs, ${timelines} timelines, ` +
        `${deadLetters} dead letters.`,
    );
  }

  /** Reports that the network's description was changed; it is loaded again before the next batch. */
  networkChanged(): void {
    this.#running?.networkChanged();
  }

  /** Newest time of receipt of all applied events, Unix milliseconds; 0 when none was applied yet. */
  get newestAppliedMs(): number {
    return this.#metrics.newestReceivedMs;
  }

  /** Reports that a batch could not be applied; the event log will give it again. */
  batchFailed(error: unknown): void {
    this.#failing = { times: this.#failing.times + 1, reason: error instanceof Error ? error.message : String(error) };
    this.#metrics.failed();
  }

  /**
   * The health of the processor. One or two retries of a batch are normal, for example when partitions move or a
   * connection breaks.
   */
  check(): Promise<CheckResult> {
    const { times, reason } = this.#failing;
    if (times < UNHEALTHY_AFTER_FAILURES) return Promise.resolve({ ok: true });
    return Promise.resolve({
      ok: false,
      reason:
        `A batch of events could not be applied ${times} times in a row (${redactText(reason)}). It is ` +
        'retried and nothing is lost: its events stay in the log. Fix the problem that the error names.',
    });
  }

  /**
   * Reports that the event log moved a message that is not an event to the dead-letter topic. @param code the reason
   */
  messageDeadLettered(code: string): void {
    this.#metrics.deadLettered(code);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    for (const job of this.#jobs.splice(0)) await job.stop();
  }
}

/** Wires the stream processor. */
@Module({})
export class StreamProcessorModule {
  static forRoot(options: ProcessorOptions): DynamicModule {
    return {
      module: StreamProcessorModule,
      providers: [{ provide: OPTIONS, useValue: options }, ProcessorHost],
      exports: [ProcessorHost],
    };
  }
}
