import { createHash } from 'node:crypto';
import { CONTACT_CHANNELS, type ContactChannel } from '#config-files/people/contact-address.js';
import type { LANGUAGES } from '#config-files/people/people-file.js';
import type { AlertSeverity } from '#domain/alert/rule.js';
import type { MessageFacts } from './message-facts.js';

export const CHANNEL_NAMES = CONTACT_CHANNELS;
export type ChannelName = ContactChannel;
export type Language = (typeof LANGUAGES)[number];

/** A message to one recipient, worded in the recipient's language. Names in it may be hostile: a channel escapes what its format needs. */
export interface ChannelMessage {
  /** Stable: the same message has the same, also when it is sent again after a crash. Made of alert, page, round, step and contact. */
  readonly key: string;
  readonly supervisorId: string;
  readonly name: string;
  /** Mail address, phone number or web address, as the channel needs it. */
  readonly address: string;
  readonly language: Language;
  readonly severity: AlertSeverity;
  /** One line. */
  readonly subject: string;
  /** For channels that have little room. */
  readonly brief: string;
  /** The whole text: paragraphs of lines. */
  readonly paragraphs: readonly (readonly string[])[];
  /** Address of the page where the recipient can act; undefined where the installation has not said its own. */
  readonly link: string | undefined;
  /** What it says, for machines. */
  readonly facts: MessageFacts;
}

/** Why a channel did not take a message. Screens word it in their own language; `says` is for whoever mends it. */
export type FailureReason =
  | 'unreachable'
  | 'timed_out'
  | 'throttled'
  | 'not_authorised'
  | 'rejected'
  | 'provider_fault'
  | 'bad_address'
  | 'private_address'
  | 'redirected'
  | 'not_configured'
  | 'not_delivered'
  | 'fault';

/** What went wrong, in plain words with the mend. */
export interface Failure {
  readonly reason: FailureReason;
  readonly says: string;
  readonly mend: string;
}

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
