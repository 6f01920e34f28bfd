import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AgentPosition } from '#store/visits/processor-store.js';
import type { AppliedBatch } from './processor.js';

/** A clock with a larger error than this needs attention, milliseconds. */
const SKEWED_MS = 60_000;
/** Maximum number of agents whose clock offset is kept; the agent with the oldest heartbeat is removed first. */
const MAX_AGENTS = 200_000;
const QUANTILES = [0.5, 0.9, 0.99, 1] as const;

type Counted = 'duplicates' | 'lost' | 'redelivered';

/**
 * The processor's metrics. Labels are codes and quantiles, never ids, so that agents cannot increase their number
 * without limit.
 */
export class PrometheusProcessorMetrics {
  readonly #events: Counter;
  readonly #deadLetters: Counter<'reason'>;
  readonly #counted: Readonly<Record<Counted, Counter>>;
  readonly #batchSeconds: Histogram;
  readonly #batchEvents: Histogram;
  readonly #retries: Counter;
  readonly #newest: Gauge;
  readonly #skewOf = new Map<string, number>();
  #newestReceivedMs = 0;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
    this.#events = counter('mnara_processor_events_total', 'New events that were applied.');
    this.#deadLetters = new Counter({
      name: 'mnara_processor_dead_letters_total',
      help: 'Events that could not be applied and were moved to the dead letters, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#counted = {
      duplicates: counter(
        'mnara_processor_duplicates_total',
        'Events whose facts were known already; they changed nothing.',
      ),
      lost: counter(
        'mnara_processor_gap_events_total',
        "Events that never arrived although later ones did; they were lost on the agent's disk.",
      ),
      redelivered: counter(
        'mnara_processor_redelivered_total',
        'Events that were delivered again and skipped, because their seq was applied before.',
      ),
    };
    this.#batchSeconds = new Histogram({
      name: 'mnara_processor_batch_seconds',
      help: 'Time to apply and commit one batch.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.#batchEvents = new Histogram({
      name: 'mnara_processor_batch_events',
      help: 'Events in one batch.',
      buckets: [1, 5, 20, 100, 500, 2000, 5000, 10_000, 20_000, 50_000],
      registers,
    });
    this.#retries = counter(
      'mnara_processor_failed_batches_total',
      'Batches that could not be applied and were retried.',
    );
    this.#newest = new Gauge({
      name: 'mnara_processor_watermark_seconds',
      help: 'Time of the newest event that was applied, Unix seconds.',
      registers,
    });
    this.#measureSkew(registry);
  }

  /** Newest time of receipt of all applied events, Unix milliseconds; 0 when none was applied yet. */
  get newestReceivedMs(): number {
    return this.#newestReceivedMs;
  }

  /** A batch could not be applied; it will be retried. */
  failed(): void {
    this.#retries.inc();
  }

  /** A message that is not an event was moved to the dead-letter topic. @param code a stable code */
  deadLettered(code: string): void {
    this.#deadLetters.inc({ reason: code });
  }

  /** A batch was committed. */
  applied(batch: AppliedBatch, milliseconds: number): void {
    this.#batchSeconds.observe(milliseconds / 1000);
    this.#batchEvents.observe(batch.records);
    this.#events.inc(batch.events);
    for (const { code } of batch.deadLetters) this.#deadLetters.inc({ reason: code });
    for (const name of ['duplicates', 'lost', 'redelivered'] as const)
      this.#counted[name].inc(Math.max(0, sumOf(batch.positions, name) - sumOf(batch.positionsBefore, name)));
    for (const { lastReceivedAt } of batch.positions)
      if (lastReceivedAt > this.#newestReceivedMs) this.#newestReceivedMs = lastReceivedAt;
    for (const { agentId, clockOffsetMs } of batch.heartbeats) this.#noteSkew(agentId, clockOffsetMs);
    const newest = Math.max(0, ...batch.newest.values());
    if (newest > 0) this.#newest.set(newest / 1000);
  }

  #noteSkew(agentId: string, offsetMs: number): void {
    this.#skewOf.delete(agentId);
    this.#skewOf.set(agentId, Math.abs(offsetMs));
    if (this.#skewOf.size <= MAX_AGENTS) return;
    const oldest = this.#skewOf.keys().next();
    if (oldest.done !== true) this.#skewOf.delete(oldest.value);
  }

  #measureSkew(registry: Registry): void {
    const skewOf = this.#skewOf;
    new Gauge({
      name: 'mnara_agents_clock_skew_seconds',
      help: 'Clock error of the agents, from the newest heartbeat of each: distribution over agents.',
      labelNames: ['quantile'],
      registers: [registry],
      collect() {
        const sorted = Float64Array.from(skewOf.values()).sort();
        if (sorted.length === 0) return;
        for (const quantile of QUANTILES) {
          const place = Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1);
          this.set({ quantile: String(quantile) }, (sorted[place] ?? 0) / 1000);
        }
      },
    });
    new Gauge({
      name: 'mnara_agents_clock_skewed',
      help: 'Agents whose clock error is more than one minute.',
      registers: [registry],
      collect() {
        let count = 0;
        for (const skew of skewOf.values()) if (skew > SKEWED_MS) count += 1;
        this.set(count);
      },
    });
  }
}

const sumOf = (positions: readonly AgentPosition[], name: Counted): number =>
  positions.reduce((sum, position) => sum + position[name], 0);
