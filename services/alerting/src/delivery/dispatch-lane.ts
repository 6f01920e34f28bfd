import type { ChannelName } from '#domain/people/contact.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { ClaimedMessage, DispatchMetrics, Outbox, Settled } from '#store/messages/outbox.js';
import type { Channel, ChannelOutcome } from './channel.js';
import type { ChannelPace } from './channel-pace.js';
import type { RetryPolicy } from './retry-pause.js';
import { settle } from './settle.js';
import type { Settling } from './settling.js';

/** What all lanes of a process share. */
export interface LaneParts {
  readonly outbox: Outbox;
  readonly settling: Settling;
  readonly policy: RetryPolicy;
  readonly metrics: DispatchMetrics;
  readonly word: (message: ClaimedMessage) => ChannelMessage;
  readonly now: () => number;
  /** A random number from 0 to 1. */
  readonly chance: () => number;
  /** Called with claims that failed, and with errors that channels threw. */
  readonly onFailure: (message: string, error: unknown) => void;
}

/** Longer than any channel's time limit: a running process that claimed a message records its outcome earlier. */
export const LEASE_MS = 120_000;
/** Pause after a check that found no message, unless the lane is woken earlier. */
const IDLE_MS = 250;
const FAILED_CLAIM_MS = 1000;
/**
 * A claim costs a transaction: a claim for a few messages waits this long, so that more of them can be claimed at once.
 */
const GATHER_MS = 50;
const MAX_SERVED = 1000;

/** Sends the messages of one channel, as fast as its limits allow. A slow channel does not delay the others. */
export class DispatchLane {
  readonly #busyContacts = new Set<number>();
  /** Contacts that were served in this round. */
  readonly #servedContacts = new Set<number>();
  #isOver = false;
  #wake: () => void = () => {};
  #isWoken = false;
  #claimedAt = 0;

  constructor(
    readonly name: ChannelName,
    readonly channel: Channel,
    readonly pace: ChannelPace,
    readonly parts: LaneParts,
  ) {}

  /** There may be a message to send: check now. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Makes no more claims; resolves `run` when the messages being sent have ended. */
  end(): void {
    this.#isOver = true;
    this.wake();
  }

  /** Ends after `end`, when every started message has an outcome. */
  async run(): Promise<void> {
    while (!this.#isOver) await this.#rest(await this.#round());
    while (this.pace.underWay > 0) await this.#rest(IDLE_MS);
  }

  /** @returns how long to pause, milliseconds */
  async #round(): Promise<number> {
    const now = this.parts.now();
    const max = this.pace.allowance(now);
    if (max === 0) return this.pace.waitMs(now);
    const isFew = this.pace.underWay > 0 && max < this.pace.limits.atOnce / 2;
    if (isFew && now - this.#claimedAt < GATHER_MS) return GATHER_MS;
    this.#claimedAt = now;
    try {
      const busyContacts = [...this.#busyContacts];
      const servedContacts = [...this.#servedContacts];
      const request = { channel: this.name, now, max, leaseMs: LEASE_MS, busyContacts, servedContacts };
      const claimed = await this.parts.outbox.claim(request);
      this.#takeTurns(claimed);
      for (const message of claimed) this.#begin(message);
      return claimed.length === 0 ? IDLE_MS : 0;
    } catch (error) {
      this.parts.onFailure('messages could not be claimed', error);
      return FAILED_CLAIM_MS;
    }
  }

  /** When a contact comes up again the round is over: no other contact was waiting. */
  #takeTurns(claimed: readonly ClaimedMessage[]): void {
    const isOver = claimed.some(({ contactId }) => this.#servedContacts.has(contactId));
    if (isOver || this.#servedContacts.size > MAX_SERVED) this.#servedContacts.clear();
    for (const { contactId } of claimed) this.#servedContacts.add(contactId);
  }

  #begin(message: ClaimedMessage): void {
    this.pace.begin();
    this.#busyContacts.add(message.contactId);
    this.#send(message).then((outcome) => {
      this.#end(message, outcome);
    });
  }

  async #send(message: ClaimedMessage): Promise<ChannelOutcome> {
    try {
      return await this.channel.send(this.parts.word(message));
    } catch (error) {
      this.parts.onFailure('a message could not be worded or sent', error);
      const says = `The message could not be worded or sent: ${error instanceof Error ? error.message : String(error)}.`;
      return {
        kind: 'later',
        reason: 'fault',
        says,
        fix: 'Report this error; the log has details.',
        isWholeChannel: false,
      };
    }
  }

  #end(message: ClaimedMessage, outcome: ChannelOutcome): void {
    const { parts, pace } = this;
    const now = parts.now();
    pace.end();
    this.#busyContacts.delete(message.contactId);
    if (outcome.kind === 'later' && outcome.isWholeChannel) pace.failed(now, outcome.retryAfterMs);
    else pace.answered();
    const settlement = settle(outcome, message, parts.policy, { now, chance: parts.chance() });
    const settled: Settled = { channel: this.name, message, settlement, at: now };
    parts.metrics.settled(settled);
    parts.settling.add(settled);
    this.wake();
  }

  async #rest(ms: number): Promise<void> {
    if (this.#isWoken || ms === 0) {
      this.#isWoken = false;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = () => {};
    this.#isWoken = false;
  }
}
