import { mayAnswerDirectives, type Viewer } from '#domain/access/viewer.js';
import { checkAnswer } from '#domain/directive/check-directive.js';
import type { AnswerKind } from '#domain/directive/directive.js';
import type { DirectiveRecord, DirectiveStore } from '#store/directives/directive-store.js';
import { type AnswerFailure, isDirectiveId } from './send-directive.js';

/** What a centre manager says to a directive. */
export interface AnswerInput {
  readonly id: string;
  readonly kind: AnswerKind;
  /** The reason, of a refusal. */
  readonly note: string;
}

/** What became of an answer; `isOver`: the directive had ended otherwise, and the answer is only noted. */
export type AnswerResult = { readonly record: DirectiveRecord; readonly isOver: boolean } | AnswerFailure;

/** Records the answer of a centre's manager, or says why not. @param now Unix milliseconds */
export async function answerDirective(
  store: DirectiveStore,
  viewer: Viewer,
  { id, kind, note }: AnswerInput,
  now: number,
): Promise<AnswerResult> {
  if (!mayAnswerDirectives(viewer))
    return {
      __typename: 'NotAllowed',
      message: 'Only the manager of the centre answers its directives; sign in with the manager’s link.',
    };
  const faults = checkAnswer(kind, note);
  if (faults.length > 0) return { __typename: 'InvalidDirective', faults };
  const answered = isDirectiveId(id)
    ? await store.answer(viewer.scope, { id, kind, by: viewer.name, note: note.trim() }, now)
    : undefined;
  if (answered === undefined)
    return { __typename: 'UnknownDirective', message: 'Your centre has no such directive; look at its list again.' };
  return { record: answered.record, isOver: answered.effect === 'too_late' };
}
