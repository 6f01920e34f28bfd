import type { CheckedAnswer } from '#contracts/directive/directive-message.js';
import type { Directive } from '#domain/directive/directive.js';

/** An answer of the centre, kept until the gateway has confirmed it. Its time is true time. */
export type PendingAnswer = CheckedAnswer;

/** A directive that is stored on the disk. */
export interface Held {
  readonly directiveId: string;
  readonly version: number;
  /** True time, Unix milliseconds. */
  readonly receivedAt: number;
}

/**
 * The durable store of a centre's directives and answers. Calls are synchronous and short; only one process may use it.
 */
export interface DirectiveInbox {
  /**
   * Stores the directives in one transaction that survives a power cut. An older version than the stored one changes
   * nothing. @returns the directives that were new or changed
   */
  take(directives: readonly Directive[], receivedAt: number): readonly Directive[];
  /** The directives to report to the gateway: all open ones, and closed ones that were not reported yet. */
  held(): readonly Held[];
  /** Marks these directives as reported to the gateway. */
  reported(directiveIds: readonly string[]): void;
  /** Stores an answer so that it survives a power cut. */
  answer(answer: PendingAnswer): void;
  /** Answers that the gateway has not confirmed, oldest first, at most `limit`. */
  answers(limit: number): readonly PendingAnswer[];
  /** Deletes answers that the gateway has recorded. */
  taken(answerIds: readonly string[]): void;
  /** All stored directives as the server sent them, newest first. */
  list(): readonly Directive[];
  close(): void;
}
