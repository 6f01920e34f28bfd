import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { IntakeMetrics } from './intake-metrics.js';

const MAX_CODES = 64;

/** The gateway's counts as Prometheus metrics. */
export class PrometheusIntakeMetrics implements IntakeMetrics {
  readonly #faults: Counter<'code'>;
  readonly #appended: Counter;
  readonly #returned: Counter;
  readonly #inFlight: Gauge;
  readonly #append: Histogram;
  readonly #links: Gauge;
  readonly #codes = new Set<string>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#faults = new Counter({
      name: 'mnara_gateway_faults_total',
      help: 'Frames and events that were rejected, by code.',
      labelNames: ['code'],
      registers,
    });
    this.#appended = new Counter({
      name: 'mnara_gateway_events_total',
      help: 'Events that the event log has stored and that were acknowledged to their agents.',
      registers,
    });
    this.#returned = new Counter({
      name: 'mnara_gateway_given_back_events_total',
      help: 'Events that the event log did not store; their agents keep them and send them again.',
      registers,
    });
    this.#inFlight = new Gauge({
      name: 'mnara_gateway_in_flight_events',
      help: 'Events that are being appended to the event log now.',
      registers,
    });
    this.#append = new Histogram({
      name: 'mnara_gateway_append_seconds',
      help: 'Time from the receipt of a frame of events to the answer of the event log.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    });
    this.#links = new Gauge({ name: 'mnara_gateway_links', help: 'Links of agents that are open now.', registers });
  }

  fault(code: string): void {
    if (this.#codes.size < MAX_CODES) this.#codes.add(code);
    this.#faults.inc({ code: this.#codes.has(code) ? code : 'other' });
  }

  appending(events: number): void {
    this.#inFlight.inc(events);
  }

  appended(events: number, milliseconds: number, isStored: boolean): void {
    this.#inFlight.dec(events);
    this.#append.observe(milliseconds / 1000);
    (isStored ? this.#appended : this.#returned).inc(events);
  }

  links(delta: 1 | -1): void {
    this.#links.inc(delta);
  }
}
