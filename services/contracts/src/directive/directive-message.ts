import type { MessageInitShape } from '@bufbuild/protobuf';
import { checkAnswer, DIRECTIVE_LIMITS } from '#domain/directive/check-directive.js';
import type { AnswerKind, Directive, DirectiveKind, DirectiveOutcome } from '#domain/directive/directive.js';
import {
  DirectiveAnswerKind,
  DirectiveKind as DirectiveKindMessage,
  type Directive as DirectiveMessage,
  type DirectiveReport,
  type DirectiveSchema,
} from '../gen/mnara/v1/directive_pb.js';

/** The maximum number of entries of one report. */
export const REPORT_LIMITS = { held: 1000, answers: 200 } as const;

const KINDS: Readonly<Record<DirectiveKind, DirectiveKindMessage>> = {
  open_desks: DirectiveKindMessage.OPEN_DESKS,
  move_staff: DirectiveKindMessage.MOVE_STAFF,
  call_back: DirectiveKindMessage.CALL_BACK,
  free_text: DirectiveKindMessage.FREE_TEXT,
};
const KIND_OF = new Map(Object.entries(KINDS).map(([kind, number]) => [number, kind as DirectiveKind]));

/** The proto value of each kind of answer. */
export const ANSWERS: Readonly<Record<AnswerKind, DirectiveAnswerKind>> = {
  acknowledged: DirectiveAnswerKind.ACKNOWLEDGED,
  done: DirectiveAnswerKind.DONE,
  refused: DirectiveAnswerKind.REFUSED,
};
const ANSWER_OF = new Map(Object.entries(ANSWERS).map(([kind, number]) => [number, kind as AnswerKind]));

/** Converts a directive into the message for an agent. */
export function directiveMessage(directive: Directive): MessageInitShape<typeof DirectiveSchema> {
  const { acknowledged, closed } = directive;
  return {
    directiveId: directive.id,
    version: directive.version,
    kind: KINDS[directive.kind],
    quantity: directive.quantity ?? 0,
    text: directive.text,
    sentAtMs: BigInt(directive.sentAt),
    sentBy: directive.sentBy,
    acknowledgeByMs: BigInt(directive.acknowledgeBy),
    dueAtMs: BigInt(directive.dueAt),
    acknowledgedAtMs: BigInt(acknowledged?.at ?? 0),
    acknowledgedBy: acknowledged?.by ?? '',
    closedAtMs: BigInt(closed?.at ?? 0),
    closedBy: closed?.by ?? '',
    outcome: closed === undefined ? DirectiveAnswerKind.UNSPECIFIED : ANSWERS[closed.outcome],
    closingNote: closed?.note ?? '',
  };
}

/** Converts a message from the gateway into a directive; undefined when this version does not understand it. */
export function readDirective(message: DirectiveMessage, centreId: string): Directive | undefined {
  const kind = KIND_OF.get(message.kind);
  if (kind === undefined || message.directiveId === '') return undefined;
  const outcome = ANSWER_OF.get(message.outcome) as DirectiveOutcome | undefined;
  return {
    id: message.directiveId,
    centreId,
    alertId: undefined,
    kind,
    quantity: message.quantity === 0 ? undefined : message.quantity,
    text: message.text,
    sentAt: Number(message.sentAtMs),
    sentBy: message.sentBy,
    acknowledgeBy: Number(message.acknowledgeByMs),
    dueAt: Number(message.dueAtMs),
    delivered: undefined,
    acknowledged:
      message.acknowledgedAtMs === 0n
        ? undefined
        : { at: Number(message.acknowledgedAtMs), by: message.acknowledgedBy },
    closed:
      outcome === undefined
        ? undefined
        : { at: Number(message.closedAtMs), by: message.closedBy, outcome, note: message.closingNote },
    version: message.version,
  };
}

/** An answer of a centre that passed all checks. */
export interface CheckedAnswer {
  /** A UUID. */
  readonly answerId: string;
  readonly directiveId: string;
  readonly kind: AnswerKind;
  /** Unix milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly note: string;
}

/** The valid entries of a report. */
export interface CheckedReport {
  readonly held: readonly { readonly directiveId: string; readonly version: number; readonly receivedAt: number }[];
  readonly answers: readonly CheckedAnswer[];
  /** Answers that are invalid. The gateway confirms them too, so that the agent deletes them. */
  readonly refusedAnswerIds: readonly string[];
}

/** The maximum of the database's column type. */
const MAX_VERSION = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Checks a report. The whole report is rejected only when it is too large. */
export function readReport(report: DirectiveReport): CheckedReport | { readonly fault: string } {
  const { held, answers } = REPORT_LIMITS;
  if (report.held.length > held || report.answers.length > answers)
    return { fault: `A report has at most ${held} directives and ${answers} answers; send the rest in another.` };
  const checked: CheckedAnswer[] = [];
  const refusedAnswerIds: string[] = [];
  for (const answer of report.answers) {
    const kind = ANSWER_OF.get(answer.kind);
    const isGood =
      kind !== undefined &&
      UUID.test(answer.answerId) &&
      UUID.test(answer.directiveId) &&
      answer.answeredBy.length <= DIRECTIVE_LIMITS.nameChars &&
      checkAnswer(kind, answer.note).length === 0 &&
      checkAnswer('done', answer.answeredBy).length === 0;
    if (isGood)
      checked.push({
        answerId: answer.answerId,
        directiveId: answer.directiveId,
        kind,
        at: Number(answer.answeredAtMs),
        by: answer.answeredBy,
        note: answer.note,
      });
    else refusedAnswerIds.push(answer.answerId);
  }
  return {
    held: report.held
      .filter(({ directiveId }) => UUID.test(directiveId))
      .map(({ directiveId, version, receivedAtMs }) => ({
        directiveId,
        version: Math.min(version, MAX_VERSION),
        receivedAt: Number(receivedAtMs),
      })),
    answers: checked,
    refusedAnswerIds,
  };
}
