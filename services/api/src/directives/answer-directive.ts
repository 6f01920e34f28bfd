import { mayAnswerDirectives, type Viewer } from '#domain/access/viewer.js';
import { checkAnswer } from '#domain/directive/check-directive.js';
import type { AnswerKind } from '#domain/directive/directive.js';
import type { DirectiveRecord, DirectiveStore } from '#store/directives/directive-store.js';
import { type AnswerFailure, isDirectiveId } from './send-directive.js';

/** A centre manager's answer to a directive. */
export interface AnswerInput {
  readonly id: string;
  readonly kind: AnswerKind;
  /** The reason, when it is a refusal. */
  readonly note: string;
}

/** The result of an answer; `isOver`: the directive had already ended differently, and the answer is only noted. */
export type AnswerResult = { readonly record: DirectiveRecord; readonly isOver: boolean } | AnswerFailure;

/** Records the answer of a centre's manager, or returns why it cannot. @param now Unix milliseconds */
export async function answerDirective(
  store: DirectiveStore,
  viewer: Viewer,
  { id, kind, note }: AnswerInput,
  now: number,
): Promise<AnswerResult> {
  if (!mayAnswerDirectives(viewer))
    return {
      __typename: 'NotAllowed',
      message: 'Only the manager of the centre can answer its directives; sign in with the manager’s link.',
    };
  const faults = checkAnswer(kind, note);
  if (faults.length > 0) return { __typename: 'InvalidDirective', faults };
  const answered = isDirectiveId(id)
    ? await store.answer(viewer.scope, { id, kind, by: viewer.name, note: note.trim() }, now)
    : undefined;
  if (answered === undefined)
    return {
      __typename: 'UnknownDirective',
      message: 'Your centre has no directive with this id; open its list of directives again.',
    };
  return { record: answered.record, isOver: answered.effect === 'too_late' };
}
