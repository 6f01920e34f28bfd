import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '#platform/timing/backoff.js';
import type { CarrierOptions, Ending } from './carrier.js';
import { talkOverHttps } from './https-carrier.js';
import type { Link, LinkState, LinkStatus } from './link.js';
import { WebsocketCarrier } from './websocket-carrier.js';

/**
 * First pause before the link is tried again; a thousand agents must not return at once, so that all of a pause is by
 * chance.
 */
const FIRST_PAUSE_MS = 250;
/** After so many sockets in a row that could not be opened, HTTPS batches are tried. */
const SOCKETS_BEFORE_FALLBACK = 3;
/** A conversation that lasted so long was a good one. */
const STEADY_MS = 5000;
/** How long HTTPS batches go on before a socket is tried again. */
const FALLBACK_MS = 60_000;

export interface GatewayLinkOptions extends CarrierOptions {
  /** Longest pause between two tries, milliseconds. */
  readonly maxBackoffMs: number;
}

/** The link over a WebSocket, and over HTTPS batches where a socket cannot be had. Never gives up. */
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
    this.#carrier?.close('The agent stops.');
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
      // A link that ends soon after each Welcome (two agents with one key, a log that is full) is not tried at full
      // speed.
      if (ending.welcomed && performance.now() - startedMs > STEADY_MS) backoff.reset();
      unopened = ending.welcomed ? 0 : unopened + 1;
      this.#trouble(ending.refused ? 'refused' : 'waiting', ending.reason);
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

  /** @returns whether the gateway was reached this way */
  async #overHttps(): Promise<boolean> {
    let reached = false;
    const refusal = await talkOverHttps({
      ...this.#options,
      lastsMs: FALLBACK_MS,
      stopping: this.#stopping.signal,
      onReached: () => {
        reached = true;
        this.#state = 'fallback';
      },
    });
    if (refusal !== undefined) this.#trouble(refusal.refused ? 'refused' : 'waiting', refusal.reason);
    return reached;
  }

  #trouble(state: LinkState, problem: string): void {
    if (problem !== this.#problem) this.#options.log.warn({ state }, problem);
    this.#state = state;
    this.#problem = problem;
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
