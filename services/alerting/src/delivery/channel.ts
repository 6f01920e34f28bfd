import { createHash } from 'node:crypto';
import type { ChannelName } from '#domain/people/contact.js';
import type { ChannelMessage, Failure, FailureReason } from '#store/messages/channel-message.js';

/** The result of one attempt. */
export type ChannelOutcome =
  | {
      readonly kind: 'handed_over';
      /** The provider's own id of the message, for inquiries to the provider; undefined: the provider gives none. */
      readonly providerId: string | undefined;
      /** Ids that delivery receipts will name, one for each part; empty when no receipts are expected. */
      readonly receiptIds: readonly string[];
    }
  | ({ readonly kind: 'refused' } & Failure)
  | ({
      readonly kind: 'later';
      /** Minimum pause before the next attempt, milliseconds; undefined: the dispatcher decides. */
      readonly retryAfterMs?: number | undefined;
      /** Every other message would fail in the same way: the whole channel pauses, not only this message. */
      readonly isWholeChannel: boolean;
    } & Failure);

/**
 * A channel to a person. `send` never rejects because of the receiver's behaviour, and always ends within the channel's
 * time limit.
 */
export interface Channel {
  send(message: ChannelMessage): Promise<ChannelOutcome>;
  close(): Promise<void>;
}

/** Every channel of an installation; one that is not configured refuses messages and says how to configure it. */
export type Channels = Readonly<Record<ChannelName, Channel>>;

const ID_LENGTH = 32;

/** A message's key as 32 hexadecimal digits, which any header and any provider accept. */
export const stableId = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, ID_LENGTH);

/** A failed attempt that may succeed later. */
export const later = (
  reason: FailureReason,
  says: string,
  fix: string,
  { isWholeChannel = false, retryAfterMs }: { isWholeChannel?: boolean; retryAfterMs?: number | undefined } = {},
): ChannelOutcome => ({ kind: 'later', reason, says, fix, isWholeChannel, retryAfterMs });

/** A failed attempt that no retry can fix. */
export const refused = (reason: FailureReason, says: string, fix: string): ChannelOutcome => ({
  kind: 'refused',
  reason,
  says,
  fix,
});
