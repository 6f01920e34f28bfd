import type { Scope } from '#domain/access/viewer.js';
import type { AnswerKind, Directive, DirectiveFact, DirectiveState, Effect } from '#domain/directive/directive.js';

/** An entry of a directive's timeline, as it was recorded. Times are Unix milliseconds. */
export interface DirectiveEntry {
  readonly directiveId: string;
  readonly at: number;
  readonly recordedAt: number;
  readonly kind: 'sent' | DirectiveFact['kind'];
  readonly actor: string;
  readonly via: 'page' | 'agent';
  readonly note: string;
  readonly counts: boolean;
}

/** A directive with its timeline, oldest entry first. */
export interface DirectiveRecord {
  readonly directive: Directive;
  readonly entries: readonly DirectiveEntry[];
}

/** Which directives are wanted. */
export interface DirectiveQuery {
  readonly id?: string | undefined;
  readonly centreId?: string | undefined;
  readonly alertId?: string | undefined;
  readonly states?: readonly DirectiveState[] | undefined;
  readonly isOverdue?: boolean | undefined;
  /** Sent in this time, Unix milliseconds, `to` exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Older than the directive with this id. */
  readonly before?: string | undefined;
  readonly most: number;
}

/** A directive that is about to be sent. */
export type NewDirective = Pick<
  Directive,
  'id' | 'centreId' | 'alertId' | 'kind' | 'quantity' | 'text' | 'sentAt' | 'sentBy' | 'acknowledgeBy' | 'dueAt'
> & { readonly requestId: string };

/** What became of an order that was to be sent. */
export type Sent =
  | { readonly kind: 'sent'; readonly record: DirectiveRecord }
  | { readonly kind: 'unknown_centre' }
  /** There is no such alert, or it is not of that centre. */
  | { readonly kind: 'unknown_alert' }
  /** Another order has this request's id. */
  | { readonly kind: 'request_taken' };

/** What somebody of the centre says to a directive. */
export interface DirectiveAnswer {
  readonly id: string;
  readonly kind: AnswerKind;
  readonly by: string;
  readonly note: string;
}

/** The directives. Whatever is asked or done, only what lies inside the scope is read or changed. */
export interface DirectiveStore {
  /** Newest first. @param now decides what is overdue, Unix milliseconds */
  list(scope: Scope, query: DirectiveQuery, now: number): Promise<readonly DirectiveRecord[]>;
  /** Stores the order and its first entry in one transaction; the same request again gives the directive that it made. */
  send(scope: Scope, order: NewDirective): Promise<Sent>;
  /** Records an answer; undefined when the directive is not inside the scope. */
  answer(
    scope: Scope,
    answer: DirectiveAnswer,
    now: number,
  ): Promise<{ readonly record: DirectiveRecord; readonly effect: Effect } | undefined>;
}
export const DIRECTIVE_STORE = Symbol('DirectiveStore');
