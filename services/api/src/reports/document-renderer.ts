import { RequestError } from '#domain/access/request-error.js';
import { viewerOfRun } from '#domain/report/report.js';
import { BUILT_IN_VIEWS } from '#domain/views/built-in-views.js';
import type { Database } from '#platform/postgres/database.js';
import type { Directory } from '#store/network/directory.js';
import type { Rendered, SubscriptionRecord } from '#store/reports/report-records.js';
import { SavedViewStore } from '#store/views/saved-view-store.js';
import { writeDocument } from './document/write-document.js';
import type { RenderRequest, ReportRenderer } from './render-request.js';
import type { AskQuestion } from './report-asker.js';
import { makeDocument, type ReportView } from './templates/make-document.js';

/** What the renderer reads. */
interface RendererParts {
  readonly database: Database;
  readonly directory: () => Directory;
  readonly ask: AskQuestion;
}

/** Makes reports as PDF and XLSX from the answers of `answerQuestion`. */
export class DocumentRenderer implements ReportRenderer {
  constructor(readonly parts: RendererParts) {}

  async render(request: RenderRequest): Promise<Rendered> {
    const { subscription, run, revisions, now } = request;
    const directory = this.parts.directory();
    const view = await this.#viewOf(subscription);
    const document = await makeDocument(request, view, { ask: this.parts.ask, directory });
    const files = await writeDocument(document, {
      language: subscription.language,
      visible: directory.within(subscription.runAs.scope),
      formats: subscription.formats,
      kind: subscription.template === 'table' ? 'report' : subscription.template.replace('_', '-'),
      period: { from: run.fromDay, to: run.toDay },
    });
    const { title, letter, questions, figures, viewVersion } = document;
    return { title, letter, questions, figures, viewVersion, files, told: revisions, asOf: now };
  }

  /** The view as its owner sees it now. @throws RequestError where the owner does not see it any more */
  async #viewOf({ viewId, runAs }: SubscriptionRecord): Promise<ReportView | undefined> {
    if (viewId === null) return undefined;
    const builtIn = BUILT_IN_VIEWS.find(({ id }) => id === viewId);
    if (builtIn !== undefined) return { question: JSON.stringify(builtIn.question), version: builtIn.version };
    const view = await new SavedViewStore(this.parts.database).find(viewerOfRun(runAs), viewId);
    if (view !== undefined) return view;
    throw new RequestError('NOT_FOUND', `${runAs.name} does not see the view of this report any more; choose another.`);
  }
}
