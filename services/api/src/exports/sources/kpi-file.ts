import { RequestError } from '#domain/access/request-error.js';
import type { AnswerContext } from '../../kpi/answer-question.js';
import type { FileAsking } from './row-file.js';

export async function kpiFile(_asking: FileAsking, _context: AnswerContext): Promise<void> {
  throw new RequestError('BAD_VALUE', 'not yet');
}
