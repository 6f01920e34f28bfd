import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '#platform/timing/backoff.js';
import type { CarrierOptions, Ending } from './carrier.js';
import { runHttpsSession } from './https-carrier.js';
import type { Link, LinkState, LinkStatus } from './link.js';
import { WebsocketCarrier } from './websocket-carrier.js';

/**
 * First pause before the link is tried again, milliseconds. The whole pause is random, so that a thousand agents do not
 * reconnect at the same time.
 */
const FIRST_PAUSE_MS = 250;
/** After this many failed attempts in a row to open a WebSocket, HTTPS batches are used. */
const SOCKETS_BEFORE_FALLBACK = 3;
/** A session of this length counts as successful and resets the backoff, milliseconds. */
const STEADY_MS = 5000;
/** How long HTTPS batches are used before a WebSocket is tried again, milliseconds. */
const FALLBACK_MS = 60_000;

export interface GatewayLinkOptions extends CarrierOptions {
  /** Maximum pause between two attempts, milliseconds. */
  readonly maxBackoffMs: number;
}

/** The link over a WebSocket, or over HTTPS batches when no WebSocket can be opened. It retries without limit. */
export class GatewayLink implements Link {
  readonly #options: GatewayLinkOptions;
  readonly #stopping = new AbortController();
  #carrier: WebsocketCarrier | undefined;
  #running: Promise<void> = Promise.resolve();
  #state: LinkState = 'connecting';
  #problem: string | undefined;
  #isWoken = false;

  constructor(options: GatewayLinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      this.#carrier?.pump();
    });
  }

  status(): LinkStatus {
    return { state: this.#state, problem: this.#problem };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#carrier?.close('The agent is stopping.');
    await this.#running;
    this.#state = 'stopped';
  }

  async #run(): Promise<void> {
    const maxMs = this.#options.maxBackoffMs;
    const backoff = new Backoff({ firstMs: FIRST_PAUSE_MS, maxMs, jitter: 'full' });
    let unopened = 0;
    while (!this.#stopping.signal.aborted) {
      const startedMs = performance.now();
      const ending = await this.#overSocket();
      if (this.#stopping.signal.aborted) return;
      // When links end soon after each Welcome (two agents with one key, a full log), the backoff is not reset.
      if (ending.welcomed && performance.now() - startedMs > STEADY_MS) backoff.reset();
      unopened = ending.welcomed ? 0 : unopened + 1;
      this.#reportProblem(ending.refused ? 'refused' : 'waiting', ending.reason);
      if (unopened >= SOCKETS_BEFORE_FALLBACK && !ending.refused && (await this.#overHttps())) backoff.reset();
      await this.#pause(backoff.next());
    }
  }

  async #overSocket(): Promise<Ending> {
    this.#carrier = new WebsocketCarrier(this.#options, () => {
      this.#state = 'live';
      this.#problem = undefined;
      this.#options.log.info({}, 'The link to the gateway is live.');
    });
    const ending = await this.#carrier.ended;
    this.#carrier = undefined;
    return ending;
  }

  /** @returns whether the gateway was reached over HTTPS */
  async #overHttps(): Promise<boolean> {
    let reached = false;
    const refusal = await runHttpsSession({
      ...this.#options,
      sessionMs: FALLBACK_MS,
      stopping: this.#stopping.signal,
      onReached: () => {
        reached = true;
        this.#state = 'fallback';
      },
    });
    if (refusal !== undefined) this.#reportProblem(refusal.refused ? 'refused' : 'waiting', refusal.reason);
    return reached;
  }

  #reportProblem(state: LinkState, problem: string): void {
    if (problem !== this.#problem) this.#options.log.warn({ state }, problem);
    this.#state = state;
    this.#problem = problem;
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
