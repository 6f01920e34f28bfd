import { backoffMs } from './backoff';
import type { LiveMessage } from './live-state';

/** Maximum time without a message of the server before the socket is replaced: three heartbeats. */
export const SERVER_TIMEOUT_MS = 15_000;

/** What a transport reports while it runs. `ended` comes at most once, for any reason. */
export interface LiveSink<Message = LiveMessage> {
  opened(): void;
  closed(): void;
  message(message: Message): void;
  ended(reason: string): void;
}

/** Opens one subscription on a socket of its own; the answer ends it. */
export type OpenTransport<Message = LiveMessage> = (sink: LiveSink<Message>) => () => void;

/** What the supervisor reports. `message` answers false when it does not follow on. */
export interface SupervisorEvents<Message = LiveMessage> {
  phase(phase: 'connecting' | 'open' | 'closed'): void;
  message(message: Message): boolean;
}

/** Timers and chance, given from outside so that days fit into a test. */
export interface SupervisorClock {
  after(ms: number, run: () => void): () => void;
  random(): number;
}

/**
 * Keeps one subscription alive for ever: a transport that ends, fails fatally or goes silent is replaced by a new one
 * after a capped, jittered wait; a gap in seq asks for a fresh snapshot. Never gives up, holds one transport (two for
 * a moment while it renews).
 */
export class LiveSupervisor<Message = LiveMessage> {
  #close: (() => void) | null = null;
  #cancelTimer: () => void = () => {};
  #cancelWatchdog: () => void = () => {};
  #attempt = 0;
  #generation = 0;
  #stopped = true;

  constructor(
    private readonly open: OpenTransport<Message>,
    private readonly events: SupervisorEvents<Message>,
    private readonly clock: SupervisorClock,
  ) {}

  /** Starts, or does nothing when it runs already. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#connect();
  }

  /** Ends the transport and every timer. */
  stop(): void {
    this.#stopped = true;
    this.#generation += 1;
    this.#cancelTimer();
    this.#cancelWatchdog();
    this.#close?.();
    this.#close = null;
  }

  /**
   * Opens a second transport (a session was renewed) and drops the first once the second speaks, so that no screen
   * goes blank.
   */
  renew(): void {
    if (this.#stopped) return;
    const old = this.#close;
    this.#close = null;
    this.#connect(old ?? undefined);
  }

  #connect(previous?: () => void): void {
    this.#generation += 1;
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation && !this.#stopped;
    let dropPrevious = previous;
    const drop = () => {
      dropPrevious?.();
      dropPrevious = undefined;
    };
    if (!previous) this.events.phase('connecting');
    this.#watch(generation);
    const close = this.open({
      opened: () => isCurrent() && this.events.phase('open'),
      closed: () => isCurrent() && this.events.phase('closed'),
      message: (message) => {
        if (!isCurrent()) return;
        drop();
        this.#attempt = 0;
        this.#watch(generation);
        if (!this.events.message(message)) this.#replace(generation, this.#soon());
      },
      ended: () => this.#replace(generation),
    });
    const closeBoth = () => {
      drop();
      close();
    };
    if (isCurrent()) this.#close = closeBoth;
    else closeBoth();
  }

  #watch(generation: number): void {
    this.#cancelWatchdog();
    this.#cancelWatchdog = this.clock.after(SERVER_TIMEOUT_MS, () => this.#replace(generation, this.#soon(), 'closed'));
  }

  /** A silent transport has been waited for long enough. */
  #soon(): number {
    return backoffMs(0, this.clock.random());
  }

  #replace(generation: number, waitMs?: number, phase?: 'closed'): void {
    if (generation !== this.#generation || this.#stopped) return;
    this.#generation += 1;
    this.#cancelWatchdog();
    this.#cancelTimer();
    const close = this.#close;
    this.#close = null;
    close?.();
    if (waitMs === undefined || phase !== undefined) this.events.phase('closed');
    const wait = waitMs ?? backoffMs(this.#attempt, this.clock.random());
    this.#attempt += 1;
    this.#cancelTimer = this.clock.after(wait, () => {
      if (!this.#stopped) this.#connect();
    });
  }
}
