import type { Viewer } from '#domain/access/viewer.js';
import { canonicalQuestion, type KpiQuestion } from '#domain/kpi/question.js';
import type { AskedQuestion, FigureRecord } from '#store/reports/report-records.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { figuresOf } from '../figures-of.js';
import type { AskQuestion } from '../report-asker.js';

/** A question of a report: with fixed dates, so that it can be asked again. */
export type ReportQuestion = Pick<KpiQuestion, 'ids'> & Partial<Omit<KpiQuestion, 'ids' | 'period'>>;

/** Asks the questions of one report and keeps what was asked and answered, in its order. */
export class ReportQuestions {
  readonly asked: AskedQuestion[] = [];
  readonly figures: FigureRecord[] = [];

  constructor(
    readonly parts: { readonly ask: AskQuestion; readonly viewer: Viewer; readonly now: number },
    readonly period: { readonly from: string; readonly to: string },
  ) {}

  /** Of the report's period, unless the question has its own. @throws RequestError */
  async ask(question: ReportQuestion): Promise<AnsweredTable> {
    const { ask, viewer, now } = this.parts;
    const whole: KpiQuestion = { by: [], where: [], exact: false, totals: false, ...this.period, ...question };
    const table = await ask(whole, viewer, now);
    this.figures.push(...figuresOf(table, this.asked.length));
    this.asked.push({ question: canonicalQuestion(whole), hash: table.questionHash });
    return table;
  }
}
