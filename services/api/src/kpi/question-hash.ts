import { createHash } from 'node:crypto';
import { canonicalQuestion, type KpiQuestion } from '#domain/kpi/question.js';

/** Names a question the same on a screen, in a file and in a report: sha256 of its canonical text, 64 hex digits. */
export const questionHash = (question: KpiQuestion): string =>
  createHash('sha256').update(canonicalQuestion(question)).digest('hex');
