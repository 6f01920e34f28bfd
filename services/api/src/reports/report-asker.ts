import type { Viewer } from '#domain/access/viewer.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import type { Directory } from '#store/network/directory.js';
import { type AnsweredTable, answerQuestion } from '../kpi/answer-question.js';
import { FigureBudget, type Questions } from '../kpi/questions.js';

/** Asks questions for reports, one after the other. */
export type AskQuestion = (question: KpiQuestion, viewer: Viewer, now: number) => Promise<AnsweredTable>;

/** Reports ask as everybody else does: same rights, same limits, in turn with the viewer's own questions. */
export const reportAsker =
  (questions: Questions, directory: () => Directory, smallestCell: number): AskQuestion =>
  async (question, viewer, now) => {
    const { promise: answered, resolve: end } = Promise.withResolvers<void>();
    try {
      return await answerQuestion(question, viewer, {
        questions,
        budget: new FigureBudget(),
        directory: directory(),
        smallestCell,
        now,
        gone: new AbortController().signal,
        answered,
      });
    } finally {
      end();
    }
  };
