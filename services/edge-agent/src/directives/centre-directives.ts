import { v7 as uuid } from 'uuid';
import { checkAnswer, checkText, DIRECTIVE_LIMITS } from '#domain/directive/check-directive.js';
import { type AnswerKind, applyFact, type Directive } from '#domain/directive/directive.js';
import type { DirectiveInbox } from './directive-inbox.js';

/** The result of an answer. */
export type Answered =
  | { readonly ok: true; readonly directive: Directive }
  | { readonly ok: false; readonly code: 'unknown' | 'invalid' | 'over'; readonly message: string };

/** The centre's directives, for programs in the centre that show or answer them. */
export interface Directives {
  /**
   * All stored directives, newest first. They include the centre's answers, even if the server has not received them
   * yet.
   */
  list(): readonly Directive[];
  /**
   * Answers a directive. The answer survives a power cut and is sent to the server as soon as there is a link. @param
   * by name of the person who answers, for the record
   */
  answer(directiveId: string, kind: AnswerKind, by: string, note: string): Answered;
  /** Calls the listener with directives that are new or changed. */
  listen(listener: (directives: readonly Directive[]) => void): void;
}

/** The centre's directives on top of the agent's durable store. */
export class CentreDirectives implements Directives {
  readonly #listeners: ((directives: readonly Directive[]) => void)[] = [];

  constructor(
    readonly inbox: DirectiveInbox,
    /** True time, Unix milliseconds. */
    readonly now: () => number,
    /** Called after an answer was stored. */
    readonly onAnswered: () => void,
  ) {}

  list(): readonly Directive[] {
    const answers = Map.groupBy(this.inbox.answers(Number.MAX_SAFE_INTEGER), ({ directiveId }) => directiveId);
    return this.inbox
      .list()
      .map((directive) =>
        (answers.get(directive.id) ?? []).reduce((known, answer) => applyFact(known, answer).course, directive),
      );
  }

  answer(directiveId: string, kind: AnswerKind, by: string, note: string): Answered {
    const [fault] = [...checkText('by', by, DIRECTIVE_LIMITS.nameChars), ...checkAnswer(kind, note)];
    if (fault !== undefined) return { ok: false, code: 'invalid', message: fault.message };
    const directive = this.list().find(({ id }) => id === directiveId);
    if (directive === undefined)
      return { ok: false, code: 'unknown', message: 'There is no directive with this id; use an id from the list.' };
    const at = Math.max(this.now(), directive.sentAt);
    const { course, effect } = applyFact(directive, { kind, at, by, note });
    if (effect === 'too_late')
      return {
        ok: false,
        code: 'over',
        message: `The directive is closed already: its outcome is ${directive.closed?.outcome}.`,
      };
    if (effect === 'applied') {
      this.inbox.answer({ answerId: uuid(), directiveId, kind, at, by, note });
      this.onAnswered();
    }
    return { ok: true, directive: course };
  }

  listen(listener: (directives: readonly Directive[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Stores directives from the gateway and notifies the listeners. @returns whether anything was new */
  take(directives: readonly Directive[]): boolean {
    const changed = this.inbox.take(directives, this.now());
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
    return changed.length > 0;
  }
}
