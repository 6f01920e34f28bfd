import type { ChannelName, Language } from '#domain/people/contact.js';
import type { Failure } from './channel-message.js';
import type { MessageFacts } from './message-facts.js';

/** One message that this process has claimed: every outbox row that is sent in it. Times are Unix milliseconds. */
export interface ClaimedMessage {
  /** The idempotency key, which never changes. */
  readonly key: string;
  /** Number of attempts, including this one. */
  readonly attempts: number;
  /** When the oldest of its rows was created. */
  readonly createdAt: number;
  readonly contactId: number;
  readonly supervisorId: string;
  readonly name: string;
  readonly address: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly facts: MessageFacts;
}

/** The result of an attempt, and what follows. */
export type Settlement =
  | { readonly kind: 'handed_over'; readonly providerId: string | undefined; readonly receiptIds: readonly string[] }
  | ({ readonly kind: 'retried'; readonly dueAt: number } & Failure)
  | ({ readonly kind: 'given_up' } & Failure)
  | ({ readonly kind: 'refused' } & Failure);

/** A finished attempt to send a claimed message. */
export interface Settled {
  readonly channel: ChannelName;
  readonly message: ClaimedMessage;
  readonly settlement: Settlement;
  readonly at: number;
}

/** Which messages to claim. */
export interface ClaimRequest {
  readonly channel: ChannelName;
  readonly now: number;
  /** Maximum number of messages, not rows. */
  readonly max: number;
  /** No other process claims them before this time; after it they can be claimed again, with the same key. */
  readonly leaseMs: number;
  /**
   * Contacts with a message in flight: their next one waits, so that no contact uses all the capacity and messages keep
   * their order.
   */
  readonly busyContacts: readonly number[];
  /** Contacts that were served recently: the others come first, however long the list is. */
  readonly servedContacts: readonly number[];
}

/** The message outbox. Any number of processes may use it. */
export interface Outbox {
  /** Claims due messages: first pages of new problems first, then each supervisor in turn. */
  claim(request: ClaimRequest): Promise<readonly ClaimedMessage[]>;
  /**
   * Writes states and timelines in one transaction. A claim that another process has taken over since is not changed.
   */
  settle(settled: readonly Settled[]): Promise<void>;
}

/** A provider's later report about a message, or a part of it, that it had accepted. */
export interface DeliveryReceipt {
  readonly channel: ChannelName;
  /** The provider's id, as returned at the hand-over. */
  readonly receiptId: string;
  readonly state: 'delivered' | 'failed';
  /** The provider's own words. */
  readonly says: string;
}

/** Stores delivery receipts. */
export interface DeliveryReceipts {
  /** A receipt that arrives before the hand-over is written is kept until then. */
  record(receipts: readonly DeliveryReceipt[], at: number): Promise<void>;
}

/** Counts the outcomes of messages. */
export interface DispatchMetrics {
  settled(settled: Settled): void;
}
