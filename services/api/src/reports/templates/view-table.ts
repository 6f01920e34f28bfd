import { RequestError } from '#domain/access/request-error.js';
import { readQuestion } from '#domain/kpi/read-question.js';
import { coverageSection } from './coverage.js';
import type { Section, TemplateParts } from './report-parts.js';
import { revisionSection } from './revisions.js';

/**
 * The table of a view, of the report's period: the view's own period is what it has on a screen.
 * @throws RequestError where the view cannot be read
 */
export async function viewTable(parts: TemplateParts, text: string): Promise<readonly Section[]> {
  const { questions, request } = parts;
  const question = readQuestion(text);
  if ('fault' in question) throw new RequestError('BAD_VALUE', question.fault);
  const { period: _, from: __, to: ___, ...rest } = question;
  const table = await questions.ask(rest);
  return [
    revisionSection(parts),
    { parts: [{ kind: 'table', title: request.subscription.name, table }], letter: [] },
    await coverageSection(parts),
  ];
}
