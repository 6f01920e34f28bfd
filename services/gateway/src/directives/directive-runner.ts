import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { DIRECTIVE_STORE, type DirectiveStore } from '#store/directives/agent-directives.js';
import { AgentLinkGateway } from '../link/agent-link.gateway.js';
import { INTAKE_METRICS, type IntakeMetrics } from '../link/intake-metrics.js';
import { DirectivePush } from './directive-push.js';

/** Longest time between the sending of a directive and its way down an open link, less the time of one question. */
const LOOK_MS = 300;
const AWAY_MS = 3000;

/** Looks for changed directives for as long as the gateway runs. */
export class DirectiveRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DIRECTIVE_STORE) readonly store: DirectiveStore,
    @Inject(AgentLinkGateway) readonly links: AgentLinkGateway,
    @Inject(INTAKE_METRICS) readonly metrics: IntakeMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const push = new DirectivePush(this.store, () => this.links.sessions());
    while (!this.#stopping.signal.aborted) {
      let pauseMs = LOOK_MS;
      try {
        await push.round();
      } catch {
        this.metrics.fault('directives_unavailable');
        pauseMs = AWAY_MS;
      }
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}
