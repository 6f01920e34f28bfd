import { z } from 'zod';
import { ArchiveStore } from '#store/reports/archive-store.js';
import { type ReportFileRecord, ReportFileStore } from '#store/reports/report-file-store.js';
import type { RunRecord, SubscriptionRecord } from '#store/reports/report-records.js';
import { SubscriptionStore } from '#store/reports/subscription-store.js';
import { filePath } from '../reports/report-view.js';
import { seesSubscription } from '../reports/subscription-rights.js';
import { COMPONENTS } from './components.js';
import { readCursor, writeCursor } from './cursor.js';
import { iso, isoOrNull } from './iso-time.js';
import { PAGE } from './query-parameters.js';
import { restRoute } from './rest-route.js';

const moment = z.iso.datetime();
const reportSchema = z
  .object({
    id: z.string(),
    subscriptionId: z.string(),
    name: z.string().describe('Of the subscription'),
    title: z.string().nullable(),
    period: z.string(),
    from: z.string().describe('First day of the period'),
    to: z.string().describe('First day after it'),
    dueAt: moment,
    state: z.string().describe('due, waiting_for_data, rendering, ready, sending, sent, skipped, failed'),
    reason: z.string().nullable(),
    asOf: moment.nullable().describe('When its figures were read'),
    missingCentres: z.array(z.string()).describe('Centres whose data had not arrived'),
    questionHashes: z.array(z.string()),
    files: z.array(
      z.object({
        format: z.string(),
        name: z.string(),
        size: z.int(),
        sha256: z.string().describe('Of the bytes, as they were sent'),
        address: z.string().describe('Of the download'),
      }),
    ),
  })
  .register(COMPONENTS, { id: 'Report' });

function reportBody(
  run: RunRecord,
  subscription: SubscriptionRecord | undefined,
  files: readonly ReportFileRecord[],
): z.input<typeof reportSchema> {
  return {
    id: String(run.id),
    subscriptionId: run.subscriptionId,
    name: subscription?.name ?? '',
    title: run.title,
    period: run.period,
    from: run.fromDay,
    to: run.toDay,
    dueAt: iso(run.dueAt),
    state: run.state,
    reason: run.reason,
    asOf: isoOrNull(run.asOf),
    missingCentres: run.missing.map(({ centreId }) => centreId),
    questionHashes: run.questions.map(({ hash }) => hash),
    files: files
      .filter(({ runId }) => Number(runId) === Number(run.id))
      .map(({ fileId, format, name, size, sha256 }) => ({ format, name, size, sha256, address: filePath(fileId) })),
  };
}

/** The archive of scheduled reports. */
export const reportsRoute = restRoute({
  name: 'reports',
  summary: 'Scheduled reports and their files, newest first',
  description:
    'One for each period of each subscription whose part of the network lies within yours, with the files as they ' +
    'were sent. Figures that changed since, and who got it, are in the GraphQL API.',
  query: z.object({ subscription: z.string().max(64).describe('Only of this one').optional(), ...PAGE }),
  answer: z.object({ reports: z.array(reportSchema) }).register(COMPONENTS, { id: 'Reports' }),
  isList: true,
  respond: ({ subscription, limit, after }, { viewer, directory, read }) =>
    read(async (database) => {
      const all = await new SubscriptionStore(database).list();
      const seen = new Map(
        all
          .filter((one) => seesSubscription(viewer, one, directory))
          .filter(({ id }) => subscription === undefined || id === subscription)
          .map((one) => [one.id, one]),
      );
      const before = readCursor(after, z.number().int());
      const found = await new ArchiveStore(database).runs([...seen.keys()], limit + 1, before);
      const runs = found.slice(0, limit);
      const files = await new ReportFileStore(database).list(runs.map(({ id }) => id));
      const next = found.length > limit ? writeCursor(Number(runs.at(-1)?.id)) : undefined;
      return { body: { reports: runs.map((run) => reportBody(run, seen.get(run.subscriptionId), files)) }, next };
    }),
});
