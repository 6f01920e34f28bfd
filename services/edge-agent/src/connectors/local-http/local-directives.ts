import { z } from 'zod';
import { overdueBy } from '#domain/directive/deadlines.js';
import { ANSWER_KINDS, type Directive, stateOf } from '#domain/directive/directive.js';
import type { Directives } from '../../directives/centre-directives.js';

const answer = z.strictObject({
  answer: z.enum(ANSWER_KINDS),
  by: z.string().min(1),
  note: z.string().default(''),
});

const STATUS = { unknown: 404, invalid: 400, over: 409 } as const;

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

function localDirective(directive: Directive, now: number) {
  const { id, kind, quantity, text, sentAt, sentBy, acknowledgeBy, dueAt, acknowledged, closed } = directive;
  const state = stateOf(directive);
  return {
    id,
    kind,
    quantity: quantity ?? null,
    text,
    // A directive in this list has been delivered to the centre.
    state: state === 'sent' ? 'delivered' : state,
    overdue: overdueBy(directive, now)?.of ?? null,
    sentAt: iso(sentAt),
    sentBy,
    acknowledgeBy: iso(acknowledgeBy),
    dueAt: iso(dueAt),
    acknowledgedAt: iso(acknowledged?.at),
    acknowledgedBy: acknowledged?.by ?? null,
    closedAt: iso(closed?.at),
    closedBy: closed?.by ?? null,
    note: closed?.note ?? null,
  };
}

/** The centre's directives as JSON for a program in the centre, newest first. Times are ISO 8601. */
export const localDirectives = (directives: Directives, now = Date.now()) =>
  directives.list().map((directive) => localDirective(directive, now));

/** Handles the JSON of an answer: {"answer": "acknowledged" | "done" | "refused", "by": "...", "note": "..."}. */
export function answerLocally(
  directives: Directives,
  id: string,
  body: string,
): { readonly status: number; readonly content: object } {
  let parsed: ReturnType<typeof answer.safeParse>;
  try {
    parsed = answer.safeParse(JSON.parse(body));
  } catch {
    return { status: 400, content: { error: 'The body is not JSON.' } };
  }
  if (!parsed.success)
    return {
      status: 400,
      content: {
        error:
          'Send {"answer": "acknowledged", "done" or "refused", "by": the person who answers, "note": the ' +
          'reason if refused}.',
      },
    };
  const answered = directives.answer(id, parsed.data.answer, parsed.data.by, parsed.data.note);
  return answered.ok
    ? { status: 200, content: localDirective(answered.directive, Date.now()) }
    : { status: STATUS[answered.code], content: { error: answered.message } };
}
