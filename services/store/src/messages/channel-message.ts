import type { AlertSeverity } from '#domain/alert/rule.js';
import type { Language } from '#domain/people/contact.js';
import type { MessageFacts } from './message-facts.js';

/**
 * A message to one recipient, in the recipient's language. Names in it are untrusted input: a channel escapes what
 * its format needs.
 */
export interface ChannelMessage {
  /**
   * Stable: the same message has the same key, also when it is sent again after a crash. Consists of alert, page,
   * round, step and contact.
   */
  readonly key: string;
  readonly supervisorId: string;
  readonly name: string;
  /** Mail address, phone number or web address, depending on the channel. */
  readonly address: string;
  readonly language: Language;
  readonly severity: AlertSeverity;
  /** One line. */
  readonly subject: string;
  /** Short text, for channels with a length limit. */
  readonly brief: string;
  /** The whole text: paragraphs of lines. */
  readonly paragraphs: readonly (readonly string[])[];
  /**
   * Address of the page where the recipient can act; undefined when the installation has no public address configured.
   */
  readonly link: string | undefined;
  /** Address at which the recipient leaves without signing in (RFC 8058); absent: there is nothing to leave. */
  readonly leaveLink?: string | undefined;
  /** The content in structured form. */
  readonly facts: MessageFacts;
}

/** Why a channel did not accept a message. Screens show it in their own language; `says` is for the operator. */
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

/** What went wrong, in plain words, and how to fix it. */
export interface Failure {
  readonly reason: FailureReason;
  readonly says: string;
  readonly fix: string;
}
