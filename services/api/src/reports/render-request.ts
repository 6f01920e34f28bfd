import type { MissingCentre } from '#domain/report/completeness.js';
import type { ClaimedRun, Rendered, RevisionRecord, SubscriptionRecord } from '#store/reports/report-records.js';

/** What a report is made from. */
export interface RenderRequest {
  readonly subscription: SubscriptionRecord;
  readonly run: ClaimedRun;
  readonly missing: readonly MissingCentre[];
  /** Figures of earlier reports that late events changed, and that no report has named yet. */
  readonly revisions: readonly RevisionRecord[];
  /** Unix milliseconds. */
  readonly now: number;
}

/** Makes reports. @throws RequestError where the question cannot be answered with the rights of the run */
export interface ReportRenderer {
  render(request: RenderRequest): Promise<Rendered>;
}
