import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RoundReport } from './evaluator.js';

/** Repeated tasks of alerting. */
export type AlertingWork = 'round' | 'escalation' | 'audit' | 'heartbeat' | 'announcement' | 'retention';

/** Metrics of alerting. Labels are kinds, never ids. */
export class PrometheusAlertMetrics {
  readonly #rounds: Histogram<'kind'>;
  readonly #failures: Counter<'what'>;
  readonly #happenings: Counter<'kind'>;
  readonly #steps: Counter;
  readonly #open: Gauge;
  readonly #leading: Gauge;
  readonly #forgotten: Gauge;
  readonly #changes: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#rounds = new Histogram({
      name: 'mnara_alerting_round_seconds',
      help: 'Duration of one round of evaluation with its commit: of changed centres, or of all.',
      labelNames: ['kind'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#failures = new Counter({
      name: 'mnara_alerting_failures_total',
      help: 'Rounds, reads of KPIs, escalations, audits, heartbeats, announcements and deletions that failed and are retried.',
      labelNames: ['what'],
      registers,
    });
    this.#happenings = new Counter({
      name: 'mnara_alerting_happenings_total',
      help: 'What happened to alerts: fired, cleared, suppressed, no_data ...',
      labelNames: ['kind'],
      registers,
    });
    this.#steps = new Counter({
      name: 'mnara_alerting_escalation_steps_total',
      help: 'Escalation steps that were due and taken.',
      registers,
    });
    this.#open = new Gauge({
      name: 'mnara_alerts_open',
      help: 'Alerts that are not closed, including pending ones.',
      registers,
    });
    this.#leading = new Gauge({
      name: 'mnara_alerting_leading',
      help: '1 in the one process that evaluates, 0 in processes on standby.',
      registers,
    });
    this.#forgotten = new Gauge({
      name: 'mnara_alerts_without_next_step',
      help: 'Alerts for which no one will be notified any more; a value above 0 needs a person.',
      registers,
    });
    this.#changes = new Counter({
      name: 'mnara_alert_changes_published_total',
      help: 'Changes of alerts that were published to the topic for other systems.',
      registers,
    });
  }

  changesPublished(n: number): void {
    this.#changes.inc(n);
  }

  round({ kind, milliseconds, changes, openAlerts }: RoundReport): void {
    this.#leading.set(kind === 'standby' ? 0 : 1);
    if (kind === 'standby') return;
    this.#rounds.observe({ kind }, milliseconds / 1000);
    this.#open.set(openAlerts);
    for (const { happenings } of changes)
      for (const happening of happenings) this.#happenings.inc({ kind: happening.kind });
  }

  failed(what: AlertingWork | 'kpis'): void {
    this.#failures.inc({ what });
  }

  stepsTaken(n: number): void {
    this.#steps.inc(n);
  }

  withoutNextStep(n: number): void {
    this.#forgotten.set(n);
  }
}
