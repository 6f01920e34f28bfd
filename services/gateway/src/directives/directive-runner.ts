import { type BeforeApplicationShutdown, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { AGENT_DIRECTIVE_STORE, type AgentDirectiveStore } from '#store/directives/agent-directive-store.js';
import { AgentLinkGateway } from '../link/agent-link.gateway.js';
import { INTAKE_METRICS, type IntakeMetrics } from '../link/intake-metrics.js';
import { DirectivePush } from './directive-push.js';

/**
 * Time between two reads: the maximum delay of a directive before it is pushed down an open link, without the time of
 * the query.
 */
const POLL_MS = 300;
const RETRY_MS = 3000;

/** Pushes changed directives for as long as the gateway runs. */
export class DirectiveRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #polling: Repeating | undefined;

  constructor(
    @Inject(AGENT_DIRECTIVE_STORE) readonly store: AgentDirectiveStore,
    @Inject(AgentLinkGateway) readonly links: AgentLinkGateway,
    @Inject(INTAKE_METRICS) readonly metrics: IntakeMetrics,
  ) {}

  onApplicationBootstrap(): void {
    const push = new DirectivePush(this.store, () => this.links.sessions());
    this.#polling = repeatEvery(
      { everyMs: POLL_MS, afterFailureMs: RETRY_MS },
      () => push.round(),
      () => this.metrics.fault('directives_unavailable'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#polling?.stop();
  }
}
