import type { CheckedAnswer } from '#contracts/directive/directive-message.js';
import type { Directive } from '#domain/directive/directive.js';

/** What the centre answered; kept until the gateway has taken it. Its time is true time. */
export type PendingAnswer = CheckedAnswer;

/** A directive that is on the disk. */
export interface Held {
  readonly directiveId: string;
  readonly version: number;
  /** True time, Unix milliseconds. */
  readonly receivedAt: number;
}

/** The durable store of a centre's directives and its answers. Calls are synchronous and short; one process owns a box. */
export interface DirectiveBox {
  /** Stores what came, in one transaction that survives a power cut; an older version than the stored one changes nothing. @returns what was new or changed */
  take(directives: readonly Directive[], receivedAt: number): readonly Directive[];
  /** What the gateway has to be told of: all that is open, and what it has not been told of yet. */
  held(): readonly Held[];
  /** The gateway knows that these are held. */
  reported(directiveIds: readonly string[]): void;
  /** Stores an answer. It survives a power cut. */
  answer(answer: PendingAnswer): void;
  /** Answers that are not taken, oldest first, at most so many. */
  answers(most: number): readonly PendingAnswer[];
  /** The gateway has recorded these answers. */
  taken(answerIds: readonly string[]): void;
  /** All that is stored as the server knows it, newest first. */
  list(): readonly Directive[];
  close(): void;
}
