import { readQuestion } from '../kpi/read-question.js';

/** Who sees a view besides its owner: no one, people of the owner's role, everyone. */
const VIEW_AUDIENCES = ['own', 'role', 'everyone'] as const;
export type ViewAudience = (typeof VIEW_AUDIENCES)[number];

/** What a person may choose of a view. It holds a question, never an answer: each reader's own scope decides that. */
export interface ViewContent {
  readonly name: string;
  readonly audience: ViewAudience;
  /** The question as JSON. */
  readonly question: string;
  readonly chart: string | null;
}

/** Characters of each part, and views of one owner. */
export const VIEW_LIMITS = { name: 120, question: 20_000, chart: 4_000, perOwner: 200 } as const;

const CONTROL = /\p{Cc}/u;

/** The content without spaces around the name, or a sentence that says what to correct. */
export function checkView(
  given: Omit<ViewContent, 'audience'> & { readonly audience: string },
): ViewContent | { readonly fault: string } {
  const name = given.name.trim();
  const audience = VIEW_AUDIENCES.find((one) => one === given.audience);
  if (name === '' || name.length > VIEW_LIMITS.name || CONTROL.test(name))
    return { fault: `Give the view a name of 1 to ${VIEW_LIMITS.name} characters, on one line.` };
  if (audience === undefined)
    return { fault: `The audience "${given.audience.slice(0, 40)}" is unknown; use ${VIEW_AUDIENCES.join(', ')}.` };
  if (given.question.length > VIEW_LIMITS.question)
    return {
      fault: `The question has ${given.question.length} characters; at most ${VIEW_LIMITS.question} are kept. Ask for fewer KPIs or filters.`,
    };
  const question = readQuestion(given.question);
  if ('fault' in question) return question;
  if ((given.chart?.length ?? 0) > VIEW_LIMITS.chart || (given.chart !== null && CONTROL.test(given.chart)))
    return { fault: `The chart of a view has at most ${VIEW_LIMITS.chart} characters, on one line.` };
  return { name, audience, question: given.question, chart: given.chart };
}
