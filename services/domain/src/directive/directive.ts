/** The kinds of directives to a centre. */
const DIRECTIVE_KINDS = ['open_desks', 'move_staff', 'call_back', 'free_text'] as const;
export type DirectiveKind = (typeof DIRECTIVE_KINDS)[number];

/** The state of a directive. Overdue is not a state: it follows from a deadline (see deadlines.ts). */
const DIRECTIVE_STATES = ['sent', 'delivered', 'acknowledged', 'done', 'refused'] as const;
export type DirectiveState = (typeof DIRECTIVE_STATES)[number];

/** How a directive ends. */
export type DirectiveOutcome = 'done' | 'refused';

/** The answers of a centre. */
export const ANSWER_KINDS = ['acknowledged', 'done', 'refused'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** A fact about a directive. `at` is Unix milliseconds; `by` a person, or for `delivered` the agent. */
export interface DirectiveFact {
  readonly kind: 'delivered' | AnswerKind;
  readonly at: number;
  readonly by: string;
  /** The text that was sent with it; for a refusal its reason. */
  readonly note: string;
}

/** When a fact happened first, and by whom. */
export interface Mark {
  readonly at: number;
  readonly by: string;
}

/** Everything that has happened to a directive. Times are Unix milliseconds. */
export interface DirectiveCourse {
  readonly sentAt: number;
  readonly acknowledgeBy: number;
  readonly dueAt: number;
  readonly delivered: Mark | undefined;
  readonly acknowledged: Mark | undefined;
  readonly closed: (Mark & { readonly outcome: DirectiveOutcome; readonly note: string }) | undefined;
}

/** A directive: its content and its course. */
export interface Directive extends DirectiveCourse {
  readonly id: string;
  readonly centreId: string;
  readonly alertId: string | undefined;
  readonly kind: DirectiveKind;
  /** Number of desks to open or staff to move; undefined for the other kinds. */
  readonly quantity: number | undefined;
  readonly text: string;
  readonly sentBy: string;
  /** Grows with every change. */
  readonly version: number;
}

/**
 * What a fact did: `repeated` was already known, `too_late` contradicts how the directive had ended. Neither changes
 * anything.
 */
export type Effect = 'applied' | 'repeated' | 'too_late';

const isEarlier = (fact: Mark, known: Mark | undefined): boolean =>
  known === undefined || fact.at < known.at || (fact.at === known.at && fact.by < known.by);

/**
 * Merges a fact into a course. Facts may come in any order and more than once with the same result: for each kind the
 * earliest counts. The one exception is the end: done and refused contradict each other, and the one that arrived first
 * stays.
 */
export function applyFact<Course extends DirectiveCourse>(
  course: Course,
  fact: DirectiveFact,
): { readonly course: Course; readonly effect: Effect } {
  const mark = { at: fact.at, by: fact.by };
  switch (fact.kind) {
    case 'delivered':
    case 'acknowledged':
      return isEarlier(mark, course[fact.kind])
        ? { course: { ...course, [fact.kind]: mark }, effect: 'applied' }
        : { course, effect: 'repeated' };
    case 'done':
    case 'refused':
      if (course.closed !== undefined && course.closed.outcome !== fact.kind) return { course, effect: 'too_late' };
      return isEarlier(mark, course.closed)
        ? { course: { ...course, closed: { ...mark, outcome: fact.kind, note: fact.note } }, effect: 'applied' }
        : { course, effect: 'repeated' };
  }
}

/** The state of a directive. An answer of the centre implies the delivery, even if no agent reported it. */
export function stateOf({ delivered, acknowledged, closed }: DirectiveCourse): DirectiveState {
  if (closed !== undefined) return closed.outcome;
  if (acknowledged !== undefined) return 'acknowledged';
  return delivered === undefined ? 'sent' : 'delivered';
}
