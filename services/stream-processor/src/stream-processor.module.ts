import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EventLog } from '#platform/event-log/event-log.js';
import type { LatestFeed } from '#platform/event-log/latest-feed.js';
import type { Database } from '#platform/postgres/database.js';
import { PostgresDimensions } from './adapters/postgres-dimensions.js';
import { PostgresProcessorStore } from './adapters/postgres-processor-store.js';
import { runRetention } from './adapters/postgres-retention.js';
import { statusEntry } from './adapters/proto-status.js';
import { DAILY, type RepeatedJob, type Rhythm, repeat } from './application/daily.js';
import type { AppliedBatch } from './application/processor.js';
import { type RunningProcessor, runProcessor } from './application/run-processor.js';

/** What the host gives the processor. */
export interface ProcessorOptions {
  readonly database: Database;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  readonly metrics?: Registry;
  /** Days for which single legs, timelines and dead letters are kept; undefined: nothing is ever deleted. */
  readonly retentionDays?: number | undefined;
  /** When what is older is deleted; default daily. */
  readonly retentionRhythm?: Rhythm;
}

const OPTIONS = Symbol('ProcessorOptions');

/** Starts the processor with its host and stops it before the log and the database go. */
@Injectable()
export class ProcessorHost implements OnApplicationBootstrap, OnApplicationShutdown {
  #running: RunningProcessor | undefined;
  #retention: RepeatedJob | undefined;
  readonly #logger = new Logger('processor');
  readonly #events: Counter;
  readonly #deadLetters: Counter;
  readonly #batches: Histogram;
  readonly #newest: Gauge;

  constructor(@Inject(OPTIONS) readonly options: ProcessorOptions) {
    const registers = [options.metrics ?? new Registry()];
    this.#events = new Counter({
      name: 'mnara_processor_events_total',
      help: 'Events that were new and are applied.',
      registers,
    });
    this.#deadLetters = new Counter({
      name: 'mnara_processor_dead_letters_total',
      help: 'Events that could not be applied and were put aside with their reason.',
      registers,
    });
    this.#batches = new Histogram({
      name: 'mnara_processor_batch_seconds',
      help: 'Time to apply and commit one batch.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.#newest = new Gauge({
      name: 'mnara_processor_watermark_seconds',
      help: 'Newest event time that was applied, Unix seconds.',
      registers,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { database, log, statuses } = this.options;
    this.#running = await runProcessor({
      log,
      store: new PostgresProcessorStore(database),
      dimensions: new PostgresDimensions(database),
      publish: (views) => void statuses.publish(views.map(statusEntry)),
      onApplied: (batch, milliseconds) => this.#count(batch, milliseconds),
      now: Date.now,
    });
    const { retentionDays, retentionRhythm = DAILY } = this.options;
    if (retentionDays === undefined) return;
    this.#retention = repeat(
      () => this.#retain(retentionDays),
      retentionRhythm,
      (error) => this.#logger.error(`Old records could not be deleted; it is tried again. ${String(error)}`),
    );
  }

  async #retain(keepDays: number): Promise<void> {
    const { database } = this.options;
    const onBoundary = (): void => this.networkChanged();
    const { legs, timelines, deadLetters } = await runRetention(database, { keepDays, now: Date.now(), onBoundary });
    if (legs + timelines + deadLetters === 0) return;
    this.#logger.log(
      `Deleted what is older than ${keepDays} days: ${legs} legs, ${timelines} timelines, ${deadLetters} dead letters.`,
    );
  }

  /** The network's description was changed. */
  networkChanged(): void {
    this.#running?.networkChanged();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#retention?.stop();
    await this.#running?.stop();
  }

  #count(batch: AppliedBatch, milliseconds: number): void {
    this.#events.inc(batch.admitted.length);
    this.#deadLetters.inc(batch.deadLetters);
    this.#batches.observe(milliseconds / 1000);
    const newest = batch.admitted.reduce((latest, { event }) => Math.max(latest, event.at), 0);
    if (newest > 0) this.#newest.set(newest / 1000);
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
