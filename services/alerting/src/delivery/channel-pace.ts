import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';

/** How fast a channel may go. */
export interface PaceLimits {
  readonly perSecond: number;
  /** Messages that are on their way at once. */
  readonly atOnce: number;
}

const REST: BackoffLimits = { firstMs: 1000, maxMs: 30_000 };
/** There are tokens, but everything that may be under way is. */
const LONGEST_WAIT_MS = 1000;

/**
 * One process's pace on one channel: a bucket of tokens, and a rest while the channel as a whole is unwell. Times are
 * Unix milliseconds.
 */
export class ChannelPace {
  #tokens: number;
  #filledAt: number;
  #underWay = 0;
  #restUntil = 0;
  readonly #backoff = new Backoff(REST);

  constructor(
    readonly limits: PaceLimits,
    now: number,
  ) {
    this.#tokens = limits.perSecond;
    this.#filledAt = now;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** How many messages may be begun now. After a failure of the whole channel one tries it out. */
  allowance(now: number): number {
    if (now < this.#restUntil) return 0;
    this.#fill(now);
    const most = this.#backoff.failures > 0 ? 1 : this.limits.atOnce;
    return Math.max(0, Math.min(Math.floor(this.#tokens), most - this.#underWay));
  }

  /** Milliseconds until there may be room again; a message that ends makes room earlier. */
  waitMs(now: number): number {
    if (now < this.#restUntil) return this.#restUntil - now;
    if (this.#tokens >= 1) return LONGEST_WAIT_MS;
    return Math.ceil(((1 - this.#tokens) / this.limits.perSecond) * 1000);
  }

  begin(): void {
    this.#underWay += 1;
    this.#tokens -= 1;
  }

  end(): void {
    this.#underWay -= 1;
  }

  /** The channel answered, be it with yes or no. */
  answered(): void {
    this.#backoff.reset();
  }

  /**
   * The channel as a whole does not work: it rests, longer each time. Failures of tries that were begun before the rest
   * count once.
   */
  failed(now: number, retryAfterMs = 0): void {
    if (now < this.#restUntil) return;
    this.#restUntil = now + Math.max(this.#backoff.next(), retryAfterMs);
  }

  #fill(now: number): void {
    const fresh = (Math.max(0, now - this.#filledAt) / 1000) * this.limits.perSecond;
    this.#tokens = Math.min(Math.max(1, this.limits.perSecond), this.#tokens + fresh);
    this.#filledAt = now;
  }
}
