import { viewerOfRun } from '#domain/report/report.js';
import type { Directory } from '#store/network/directory.js';
import type { ReportDocument } from '../document/report-document.js';
import type { RenderRequest } from '../render-request.js';
import type { AskQuestion } from '../report-asker.js';
import { REPORT_WORDS } from '../words/report-words.js';
import { missingBanner } from './coverage.js';
import { monthlyReport } from './monthly-report.js';
import { nameOf, type Section, type TemplateParts } from './report-parts.js';
import { ReportQuestions } from './report-questions.js';
import { viewTable } from './view-table.js';
import { weeklyLetter } from './weekly-letter.js';
import { yearlyStatistics } from './yearly-statistics.js';

/** The view of a report as it is now. */
export interface ReportView {
  readonly question: string;
  readonly version: number;
}

const DAY_MS = 86_400_000;
const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/** The part of the network that a report is about, by name. */
function placeName({ request, visible, words, language }: TemplateParts): string {
  const { scope } = request.subscription.runAs;
  switch (scope.kind) {
    case 'network':
      return words.wholeNetwork;
    case 'region':
      return nameOf(visible.regionById.get(scope.regionId)?.names, language, scope.regionId);
    case 'centre':
      return nameOf(visible.centreById.get(scope.centreId)?.names, language, scope.centreId);
    case 'agency':
      return nameOf(visible.agencyById.get(scope.agencyId)?.names, language, scope.agencyId);
  }
}

function sectionsOf(parts: TemplateParts, view: ReportView | undefined): Promise<readonly Section[]> {
  switch (parts.request.subscription.template) {
    case 'weekly_letter':
      return weeklyLetter(parts);
    case 'monthly_report':
      return monthlyReport(parts);
    case 'yearly_statistics':
      return yearlyStatistics(parts);
    case 'table':
      return viewTable(parts, view?.question ?? '');
  }
}

/**
 * Asks what a report asks and words it in its language. Every figure comes from `answerQuestion`.
 * @throws RequestError where a question cannot be answered with the rights of the run
 */
export async function makeDocument(
  request: RenderRequest,
  view: ReportView | undefined,
  { ask, directory }: { readonly ask: AskQuestion; readonly directory: Directory },
): Promise<ReportDocument> {
  const { subscription, run, now } = request;
  const viewer = viewerOfRun(subscription.runAs);
  const words = REPORT_WORDS[subscription.language];
  const questions = new ReportQuestions({ ask, viewer, now }, { from: run.fromDay, to: run.toDay });
  const visible = directory.within(viewer.scope);
  const parts: TemplateParts = { request, questions, visible, words, language: subscription.language };
  const sections = await sectionsOf(parts, view);
  const period = words.period(run.fromDay, dayBefore(run.toDay));
  const intro = words.letterIntro(placeName(parts), period);
  const banner = missingBanner(parts);
  return {
    title: `${subscription.name}: ${period}`,
    parts: [
      { kind: 'paragraph', text: intro },
      ...(banner.length === 0 ? [] : [{ kind: 'list', lines: banner } as const]),
      ...sections.flatMap((section) => section.parts),
    ],
    letter: [[intro], ...(banner.length === 0 ? [] : [banner]), ...sections.flatMap(({ letter }) => letter)],
    questions: questions.asked,
    figures: questions.figures,
    viewVersion: view?.version ?? null,
  };
}
