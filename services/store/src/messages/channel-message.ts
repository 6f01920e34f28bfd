import type { AlertSeverity } from '#domain/alert/rule.js';
import type { Language } from '#domain/people/contact.js';
import type { MessageFacts } from './message-facts.js';

/**
 * A message to one recipient, worded in the recipient's language. Names in it may be hostile: a channel escapes what
 * its format needs.
 */
export interface ChannelMessage {
  /**
   * Stable: the same message has the same, also when it is sent again after a crash. Made of alert, page, round, step
   * and contact.
   */
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
  readonly fix: string;
}
