import { Backoff, type BackoffLimits } from '#platform/timing/backoff.js';

/** Limits on how fast a channel sends. */
export interface PaceLimits {
  readonly perSecond: number;
  /** Maximum number of messages being sent at the same time. */
  readonly atOnce: number;
}

const REST: BackoffLimits = { firstMs: 1000, maxMs: 30_000 };
/** There are tokens, but the maximum number of messages is already being sent. */
const MAX_WAIT_MS = 1000;

/**
 * The rate limit of one process on one channel: a token bucket, and a pause while the channel as a whole fails. Times
 * are Unix milliseconds.
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

  /** How many messages may be started now. After the whole channel failed, one message tests it first. */
  allowance(now: number): number {
    if (now < this.#restUntil) return 0;
    this.#fill(now);
    const max = this.#backoff.failures > 0 ? 1 : this.limits.atOnce;
    return Math.max(0, Math.min(Math.floor(this.#tokens), max - this.#underWay));
  }

  /** Milliseconds until another message may be started; a message that ends may allow one earlier. */
  waitMs(now: number): number {
    if (now < this.#restUntil) return this.#restUntil - now;
    if (this.#tokens >= 1) return MAX_WAIT_MS;
    return Math.ceil(((1 - this.#tokens) / this.limits.perSecond) * 1000);
  }

  begin(): void {
    this.#underWay += 1;
    this.#tokens -= 1;
  }

  end(): void {
    this.#underWay -= 1;
  }

  /** The channel responded, whether it accepted or refused the message. */
  answered(): void {
    this.#backoff.reset();
  }

  /**
   * The channel as a whole does not work: it pauses, longer each time. Failures of attempts that started before the
   * pause count once.
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
