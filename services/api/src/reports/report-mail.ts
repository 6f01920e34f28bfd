import { DateTime } from 'luxon';
import type { Database } from '#platform/postgres/database.js';
import type { ReportFileRecord } from '#store/reports/report-file-store.js';
import type { ClaimedRun, SubscriptionRecord } from '#store/reports/report-records.js';
import { makeLink, type ReportMail } from '#store/reports/send-reports.js';
import type { ReportConfig } from './report-config.js';
import { REPORTS_PATH } from './report-notices.js';
import { REPORT_WORDS } from './words/report-words.js';

/** How long a link of a mail opens the files. */
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a mail is made from. */
interface MailParts {
  readonly database: Database;
  readonly config: ReportConfig;
  readonly run: ClaimedRun;
  readonly subscription: SubscriptionRecord;
  readonly files: readonly ReportFileRecord[];
  readonly now: number;
}

/** Path of the page on which a recipient leaves. */
const leavePath = (key: string): string => `/exports/reports/leave/${key}`;

/** The mail of a report: its letter, and its files attached or, where they are too large, behind a link. */
export async function mailOf({ database, config, run, subscription, files, now }: MailParts): Promise<ReportMail> {
  const { language, timeZone, name } = subscription;
  const words = REPORT_WORDS[language];
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const common = { subject: run.title ?? name, language, timeZone, leavePath };
  if (size <= config.attachmentBytes) {
    const attached = files.map(({ fileId, name: file, mediaType }) => ({ fileId, name: file, mediaType }));
    const names = files.map((file) => file.name).join(', ');
    return {
      ...common,
      paragraphs: [...run.letter, [words.attached(names)]],
      path: REPORTS_PATH,
      files: attached,
    };
  }
  const until = now + LINK_DAYS * DAY_MS;
  const path = `/exports/reports/link/${await makeLink(database, run.id, until)}`;
  const day = DateTime.fromMillis(until, { zone: timeZone }).toFormat('yyyy-MM-dd');
  return { ...common, paragraphs: [...run.letter, [words.linked(day)]], path, files: [] };
}
