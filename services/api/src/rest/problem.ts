import { z } from 'zod';
import { RequestError, type RequestErrorCode } from '#domain/access/request-error.js';
import type { Language } from '#domain/people/contact.js';
import { isValueRefused } from '#platform/postgres/database.js';
import { isStatementEnded } from '#platform/postgres/stoppable-read.js';
import { COMPONENTS } from './components.js';

/** An answer that is none, as RFC 9457 describes it. */
export const problemSchema = z
  .object({
    type: z.string().describe('Names the kind of problem: urn:mnara:problem:BAD_DATE'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, and how to fix it'),
    code: z.string().describe('The same code as the GraphQL API has'),
    reason: z.string().optional().describe('Which sentence the detail is; never changes its meaning'),
    parameters: z.record(z.string(), z.unknown()).optional().describe('The values in the detail'),
  })
  .register(COMPONENTS, { id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

type Code = RequestErrorCode | 'NOT_ACCEPTABLE' | 'INTERNAL';

const KINDS: Readonly<Record<Code, readonly [status: number, title: string]>> = {
  UNKNOWN_KPI: [400, 'Unknown KPI'],
  BAD_DATE: [400, 'Bad date'],
  BAD_PERIOD: [400, 'Bad period'],
  BAD_GROUP: [400, 'Bad group'],
  BAD_FILTER: [400, 'Bad filter'],
  BAD_NUMBER: [400, 'Bad number'],
  BAD_VALUE: [400, 'Bad value'],
  UNKNOWN_PLACE: [400, 'Unknown place'],
  TOO_MUCH: [422, 'Too large'],
  TOO_SLOW: [422, 'Too slow'],
  BUSY: [503, 'Busy'],
  CANCELLED: [499, 'Client left'],
  FORBIDDEN: [403, 'Not permitted'],
  UNAUTHENTICATED: [401, 'Not signed in'],
  NOT_FOUND: [404, 'Not found'],
  CONFLICT: [409, 'Changed since'],
  NOT_ACCEPTABLE: [406, 'Format not available'],
  INTERNAL: [500, 'Server error'],
};

export function problem(code: Code, detail: string): Problem {
  const [status, title] = KINDS[code];
  return { type: `urn:mnara:problem:${code}`, title, status, detail, code };
}

const REFUSED =
  'A value of this request cannot be used: a number is too large, a text has a NUL character, or a date is not in the ' +
  'calendar. Check the values that you sent.';
const TOO_SLOW =
  'The database needed too long for this and was stopped. Ask for a shorter period or for fewer places; if it was a ' +
  'small question, the database is overloaded: try again in a minute.';

/** What a caller sees of an error: what it can fix itself, and otherwise one sentence; the log has the reason. */
export function problemOf(error: unknown, log: (error: unknown) => void, language: Language): Problem {
  if (error instanceof RequestError) {
    const { code, remark } = error;
    const said = remark && { reason: remark.code, parameters: remark.parameters };
    return { ...problem(code, error.inLanguage(language).message), ...said };
  }
  log(error);
  if (isStatementEnded(error)) return problem('TOO_SLOW', TOO_SLOW);
  if (isValueRefused(error)) return problem('BAD_VALUE', REFUSED);
  return problem(
    'INTERNAL',
    'The server could not answer; its log has the reason. Try again, and contact the administrator if that does not help.',
  );
}
