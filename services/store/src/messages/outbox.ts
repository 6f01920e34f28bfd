import type { ChannelName, Language } from '#domain/people/contact.js';
import type { Failure } from './channel-message.js';
import type { MessageFacts } from './message-facts.js';

/**
 * One message that this process has claimed: every row of the outbox that goes out in it. Times are Unix milliseconds.
 */
export interface ClaimedMessage {
  /** Its idempotency key, which never changes. */
  readonly key: string;
  /** Tries with this one. */
  readonly attempts: number;
  /** When the oldest of its rows was made. */
  readonly createdAt: number;
  readonly contactId: number;
  readonly supervisorId: string;
  readonly name: string;
  readonly address: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly facts: MessageFacts;
}

/** What a try came to, and what follows. */
export type Settlement =
  | { readonly kind: 'handed_over'; readonly providerId: string | undefined; readonly receiptIds: readonly string[] }
  | ({ readonly kind: 'retried'; readonly dueAt: number } & Failure)
  | ({ readonly kind: 'given_up' } & Failure)
  | ({ readonly kind: 'refused' } & Failure);

/** A settled try of a claimed message. */
export interface Settled {
  readonly channel: ChannelName;
  readonly message: ClaimedMessage;
  readonly settlement: Settlement;
  readonly at: number;
}

/** What to claim. */
export interface ClaimRequest {
  readonly channel: ChannelName;
  readonly now: number;
  /** Messages, not rows. */
  readonly max: number;
  /** Nobody else takes them before; after it they are taken again, with the same key. */
  readonly leaseMs: number;
  /**
   * Contacts that have a message under way: their next one waits, so that nobody takes all the room and messages keep
   * their order.
   */
  readonly busyContacts: readonly number[];
  /** Contacts that had their turn: the others come first, however long their list is. */
  readonly servedContacts: readonly number[];
}

/** The outbox of alerts. Any number of processes may use it. */
export interface Outbox {
  /** Takes messages that are due: first pages of new problems first, then each supervisor in turn. */
  claim(request: ClaimRequest): Promise<readonly ClaimedMessage[]>;
  /** Writes states and timelines in one transaction. A claim that somebody else has taken over since is left alone. */
  settle(settled: readonly Settled[]): Promise<void>;
}
export const OUTBOX = Symbol('Outbox');

/** What a provider says later about a message, or a part of it, that it had taken. */
export interface DeliveryReceipt {
  readonly channel: ChannelName;
  /** The provider's id, as it was given at the hand-over. */
  readonly receiptId: string;
  readonly state: 'delivered' | 'failed';
  /** The provider's own words. */
  readonly says: string;
}

/** Where delivery receipts go. */
export interface DeliveryReceipts {
  /** A receipt that comes before the hand-over is written is kept for it. */
  record(receipts: readonly DeliveryReceipt[], at: number): Promise<void>;
}

/** Counts what becomes of messages. */
export interface DispatchMetrics {
  settled(settled: Settled): void;
}
