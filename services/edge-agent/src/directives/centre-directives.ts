import { v7 as uuid } from 'uuid';
import { checkAnswer, checkText, DIRECTIVE_LIMITS } from '#domain/directive/check-directive.js';
import { type AnswerKind, applyFact, type Directive } from '#domain/directive/directive.js';
import type { DirectiveBox } from './directive-box.js';

/** What became of an answer. */
export type Answered =
  | { readonly ok: true; readonly directive: Directive }
  | { readonly ok: false; readonly code: 'unknown' | 'invalid' | 'over'; readonly message: string };

/** The centre's directives, for whoever shows or answers them in the centre. */
export interface Directives {
  /** All that are kept, newest first, with what the centre has answered though the server may not know it yet. */
  list(): readonly Directive[];
  /** Answers one; the answer survives a power cut and goes to the server as soon as there is a link. @param by who answers, for the record */
  answer(directiveId: string, kind: AnswerKind, by: string, note: string): Answered;
  /** Hears of directives that are new or changed. */
  listen(listener: (directives: readonly Directive[]) => void): void;
}

/** Directives over the agent's durable store. */
export class CentreDirectives implements Directives {
  readonly #listeners: ((directives: readonly Directive[]) => void)[] = [];

  constructor(
    readonly box: DirectiveBox,
    /** True time, Unix milliseconds. */
    readonly now: () => number,
    /** Called after an answer was stored. */
    readonly onAnswered: () => void,
  ) {}

  list(): readonly Directive[] {
    const answers = Map.groupBy(this.box.answers(Number.MAX_SAFE_INTEGER), ({ directiveId }) => directiveId);
    return this.box
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
      return { ok: false, code: 'unknown', message: 'There is no such directive; take its id from the list.' };
    const at = Math.max(this.now(), directive.sentAt);
    const { course, effect } = applyFact(directive, { kind, at, by, note });
    if (effect === 'too_late')
      return { ok: false, code: 'over', message: `The directive is over: it was ${directive.closed?.outcome}.` };
    if (effect === 'applied') {
      this.box.answer({ answerId: uuid(), directiveId, kind, at, by, note });
      this.onAnswered();
    }
    return { ok: true, directive: course };
  }

  listen(listener: (directives: readonly Directive[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Stores what came from the gateway and tells of it. @returns whether anything was new */
  take(directives: readonly Directive[]): boolean {
    const changed = this.box.take(directives, this.now());
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
    return changed.length > 0;
  }
}
