import { createHash } from 'node:crypto';
import type { ChannelName } from '#domain/people/contact.js';
import type { ChannelMessage, Failure, FailureReason } from '#store/messages/channel-message.js';

/** What became of one try. */
export type ChannelOutcome =
  | {
      readonly kind: 'handed_over';
      /** The provider's own id of it, to ask the provider by; undefined: it gives none. */
      readonly providerId: string | undefined;
      /** Ids that delivery receipts will name, one for each part; empty where no receipts come. */
      readonly receiptIds: readonly string[];
    }
  | ({ readonly kind: 'refused' } & Failure)
  | ({
      readonly kind: 'later';
      /** Not before; undefined: the dispatcher decides. Milliseconds. */
      readonly retryAfterMs?: number | undefined;
      /** Any other message would have met the same: the channel rests, not just this message. */
      readonly isWholeChannel: boolean;
    } & Failure);

/** A way to a person. `send` never rejects for what the other side does, and always ends within the channel's time limit. */
export interface Channel {
  send(message: ChannelMessage): Promise<ChannelOutcome>;
  close(): Promise<void>;
}

/** Every channel of an installation; one that is not configured refuses with the mend. */
export type Channels = Readonly<Record<ChannelName, Channel>>;

const ID_LENGTH = 32;

/** A message's key as 32 hexadecimal digits, which fit any header and any provider. */
export const stableId = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, ID_LENGTH);

/** A try that may succeed later. */
export const later = (
  reason: FailureReason,
  says: string,
  mend: string,
  { isWholeChannel = false, retryAfterMs }: { isWholeChannel?: boolean; retryAfterMs?: number | undefined } = {},
): ChannelOutcome => ({ kind: 'later', reason, says, mend, isWholeChannel, retryAfterMs });

/** A try that no repetition will make good. */
export const refused = (reason: FailureReason, says: string, mend: string): ChannelOutcome => ({
  kind: 'refused',
  reason,
  says,
  mend,
});
