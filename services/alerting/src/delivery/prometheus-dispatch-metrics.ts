import { Counter, Histogram, type Registry } from 'prom-client';
import type { DispatchMetrics, Settled } from '#store/messages/outbox.js';

/** Metrics of messages to people, by channel. */
export class PrometheusDispatchMetrics implements DispatchMetrics {
  readonly #messages: Counter<'channel' | 'outcome'>;
  readonly #seconds: Histogram<'channel'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'mnara_alert_messages_total',
      help: 'Attempts to hand a message over, by channel and by outcome: handed_over, retried, given_up, refused.',
      labelNames: ['channel', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'mnara_alert_message_seconds',
      help: 'Time from the outbox to the hand-over to a channel.',
      labelNames: ['channel'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200],
      registers,
    });
  }

  settled({ channel, message, settlement, at }: Settled): void {
    this.#messages.inc({ channel, outcome: settlement.kind });
    if (settlement.kind === 'handed_over')
      this.#seconds.observe({ channel }, Math.max(0, at - message.createdAt) / 1000);
  }
}
