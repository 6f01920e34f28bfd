import { LANGUAGES } from '#domain/people/contact.js';
import type { Database } from '#platform/postgres/database.js';
import { noticeLeads } from '#store/messages/put-words.js';
import type { RunRecord, SubscriptionRecord } from '#store/reports/report-records.js';
import { REPORT_WORDS } from './words/report-words.js';
import type { NoticeKind } from './words/words.js';

export type { NoticeKind };

/** The dashboard's page of reports. */
export const REPORTS_PATH = '/reports';
const MAX_SAYS = 500;

/** Tells those who are responsible for a report's scope what happened to it: on their screens and by e-mail. */
export class ReportNotices {
  constructor(readonly database: Database) {}

  /** Adds a notice. What happens to a run again is reported once. */
  async add(
    kind: NoticeKind,
    run: RunRecord,
    subscription: SubscriptionRecord,
    says: string,
    now: number,
  ): Promise<void> {
    const wordsOf = (place: 0 | 1) =>
      Object.fromEntries(
        LANGUAGES.map((language) => {
          const text = REPORT_WORDS[language].notices[kind][place].replace('{says}', says.slice(0, MAX_SAYS)).trim();
          return [language, place === 0 ? `${text}: ${subscription.name}, ${run.period}` : text];
        }),
      ) as { en: string };
    const words = { title: wordsOf(0), text: wordsOf(1), path: REPORTS_PATH };
    await noticeLeads(this.database, subscription.runAs.scope, `report run ${run.id}/${kind}`, words, now);
  }
}
