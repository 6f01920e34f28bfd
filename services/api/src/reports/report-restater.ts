import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import { readQuestion } from '#domain/kpi/read-question.js';
import { viewerOfRun } from '#domain/report/report.js';
import { isRevised } from '#domain/report/revision.js';
import type { ArchiveStore, NewValue } from '#store/reports/archive-store.js';
import type { FigureRecord, RunRecord, SubscriptionRecord } from '#store/reports/report-records.js';
import { figuresOf } from './figures-of.js';
import type { AskQuestion } from './report-asker.js';

const nameOf = ({ questionNo, row, kpi }: FigureRecord): string => `${questionNo} ${row} ${kpi}`;

/** Finds figures of reports that late events changed since. */
export class ReportRestater {
  constructor(
    readonly archive: ArchiveStore,
    readonly ask: AskQuestion,
  ) {}

  /**
   * Asks the questions of a run again, with the same dates and rights, and writes every figure that reads differently
   * now. @returns how many do
   */
  async compare(run: RunRecord, subscription: SubscriptionRecord, now: number): Promise<number> {
    const kept = await this.archive.figures(run.id);
    const today = await this.#today(run, subscription, now);
    const revised: NewValue[] = [];
    const same: number[] = [];
    for (const figure of kept) {
      const found = today.get(nameOf(figure));
      // A cell that may not be shown any more is no revision.
      if (found === undefined) continue;
      if (isRevised(figure.unit as KpiUnit, figure.value, found.value))
        revised.push({ figureNo: figure.figureNo, value: found.value });
      else if (figure.isRevised) same.push(figure.figureNo);
    }
    if (revised.length > 0 || same.length > 0) await this.archive.revise(run.id, revised, same, now);
    return revised.length;
  }

  async #today(
    { questions }: RunRecord,
    { runAs }: SubscriptionRecord,
    now: number,
  ): Promise<ReadonlyMap<string, FigureRecord>> {
    const found = new Map<string, FigureRecord>();
    for (const [questionNo, { question: text }] of questions.entries()) {
      const question = readQuestion(text);
      if ('fault' in question) continue;
      const table = await this.ask(question, viewerOfRun(runAs), now);
      for (const figure of figuresOf(table, questionNo)) found.set(nameOf(figure), figure);
    }
    return found;
  }
}
