import { Counter, Gauge, type Registry } from 'prom-client';
import type { IntakeMetrics } from '../application/intake-metrics.js';

const KNOWN_CODES = 64;

/** The gateway's counts as Prometheus metrics. */
export class PrometheusIntakeMetrics implements IntakeMetrics {
  readonly #faults: Counter<'code'>;
  readonly #appended: Counter;
  readonly #links: Gauge;
  readonly #codes = new Set<string>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#faults = new Counter({
      name: 'mnara_gateway_faults_total',
      help: 'Frames and events that were faulted, by code.',
      labelNames: ['code'],
      registers,
    });
    this.#appended = new Counter({
      name: 'mnara_gateway_events_total',
      help: 'Events that the event log has taken.',
      registers,
    });
    this.#links = new Gauge({ name: 'mnara_gateway_links', help: 'Links of agents that are open now.', registers });
  }

  fault(code: string): void {
    if (this.#codes.size < KNOWN_CODES) this.#codes.add(code);
    this.#faults.inc({ code: this.#codes.has(code) ? code : 'other' });
  }

  appended(events: number): void {
    this.#appended.inc(events);
  }

  links(delta: 1 | -1): void {
    this.#links.inc(delta);
  }
}
