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

/** What the host gives the processor. */
export interface ProcessorOptions {
  readonly database: Database;
  /** Where old records are deleted, which may take minutes; default `database`. */
  readonly jobsDatabase?: Database;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics?: Registry;
  /** Days for which single legs, timelines and dead letters are kept; undefined: nothing is ever deleted. */
  readonly retentionDays?: number | undefined;
  /** Days for which the minutes of regions are kept; undefined: for ever. */
  readonly minuteRetentionDays?: number | undefined;
  /** When what is older is deleted; default daily. */
  readonly retentionRhythm?: Rhythm;
  /** When days and months are summed up; default every minute. */
  readonly buildRhythm?: Rhythm;
  /** Time for every processor to hear of a moved boundary before anything is deleted, milliseconds. */
  readonly boundaryHeardMs?: number;
}

const OPTIONS = Symbol('ProcessorOptions');

/** Other processes may change the network's description; how often it is looked at, milliseconds. */
const NETWORK_VERSION_MS = 2_000;
const STUCK_TIMES = 3;
/** Retention: once a day, and an hour after a failure; the machine has the start to itself. */
const DAILY: Rhythm = { firstAfterMs: 60_000, everyMs: 86_400_000, afterFailureMs: 3_600_000 };
/** The machine has the start to itself. */
const BUILDING: Rhythm = { firstAfterMs: 20_000, everyMs: 60_000 };
/** Between moving a retention boundary and deleting, so that every processor refuses events from before it by then. */
const BOUNDARY_HEARD_MS = 5 * NETWORK_VERSION_MS;

/** Starts the processor with its host and stops it before the log and the database go. */
@Injectable()
export class ProcessorHost implements OnApplicationBootstrap, OnApplicationShutdown {
  #running: RunningProcessor | undefined;
  readonly #jobs: Repeating[] = [];
  readonly #logger = new Logger('processor');
  readonly #metrics: PrometheusProcessorMetrics;
  readonly #stopping = new AbortController();
  #networkVersion: string | undefined;
  /** Times in a row that a batch could not be applied, and why the last time. */
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
      now: Date.now,
    });
    // A database that is away says so elsewhere; the next look comes anyway.
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
    const sayFailure = (error: unknown): void =>
      this.#logger.error(`Old records could not be deleted; it is tried again. ${String(error)}`);
    if (retentionDays !== undefined)
      this.#jobs.push(repeatEvery(retentionRhythm, () => this.#retain(retentionDays), sayFailure));
    if (minuteRetentionDays !== undefined)
      this.#jobs.push(repeatEvery(retentionRhythm, () => this.#dropMinutes(minuteRetentionDays), sayFailure));
  }

  async #dropMinutes(keepDays: number): Promise<void> {
    const { database, jobsDatabase = database } = this.options;
    const { chunks, rows } = await dropOldMinutes(jobsDatabase, keepDays, Date.now());
    if (chunks + rows > 0)
      this.#logger.log(`Dropped the minutes of regions older than ${keepDays} days: ${chunks} chunks, ${rows} rows.`);
  }

  async #followNetwork(): Promise<void> {
    const version = await new NetworkStore(this.options.database).version('description', 'retention');
    if (this.#networkVersion !== undefined && this.#networkVersion !== version) this.networkChanged();
    this.#networkVersion = version;
  }

  async #retain(keepDays: number): Promise<void> {
    const { database, jobsDatabase = database, boundaryHeardMs = BOUNDARY_HEARD_MS } = this.options;
    const { signal } = this.#stopping;
    const onBoundary = async (): Promise<void> => {
      this.networkChanged();
      await sleep(boundaryHeardMs, undefined, { signal });
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
      `Deleted what is older than ${keepDays} days: ${legs} legs, ${timelines} timelines, ${deadLetters} dead letters.`,
    );
  }

  /** The network's description was changed: it is read again before the next batch. */
  networkChanged(): void {
    this.#running?.networkChanged();
  }

  /** Newest time of receipt of what was applied, Unix milliseconds; 0: nothing yet. */
  get newestAppliedMs(): number {
    return this.#metrics.newestReceivedMs;
  }

  /** The event log could not have a batch applied and gives it again. */
  batchFailed(error: unknown): void {
    this.#failing = { times: this.#failing.times + 1, reason: error instanceof Error ? error.message : String(error) };
    this.#metrics.failed();
  }

  /** Batches are applied. One that is given again once or twice is everyday: partitions move, a connection breaks. */
  check(): Promise<CheckResult> {
    const { times, reason } = this.#failing;
    if (times < STUCK_TIMES) return Promise.resolve({ ok: true });
    return Promise.resolve({
      ok: false,
      reason: `A batch of events could not be applied ${times} times in a row (${redactText(reason)}). It is tried again, and nothing is lost: its events wait where they are. Mend what the database says.`,
    });
  }

  /** The event log has put a message aside that is no event. @param code why */
  messageBuried(code: string): void {
    this.#metrics.buried(code);
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
