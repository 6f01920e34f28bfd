import type { Viewer } from '#domain/access/viewer.js';
import { scopeId } from '#domain/access/viewer.js';
import type { MissingCentre } from '#domain/report/completeness.js';
import type { Directory } from '#store/network/directory.js';
import type { ReportFileRecord } from '#store/reports/report-file-store.js';
import type {
  DeliveryRecord,
  RecipientRecord,
  RevisionRecord,
  RunRecord,
  SubscriptionRecord,
} from '#store/reports/report-records.js';
import { nameIn } from '../network/network-view.js';
import { OVERDUE_MS } from './report-runner.js';
import { mayChangeSubscription } from './subscription-rights.js';

/** Path of a file's download. */
export const filePath = (fileId: number): string => `/exports/reports/files/${fileId}`;

export const recipientView = ({ subscriptionId: _, id, ...recipient }: RecipientRecord) => ({
  ...recipient,
  id: String(id),
});

export const fileView = ({ fileId, format, name, size, sha256 }: ReportFileRecord) => ({
  format,
  name,
  size,
  sha256,
  path: filePath(fileId),
});

export const deliveryView = ({ name, address, state, reason, says, changedAt }: DeliveryRecord) => ({
  ...{ name, address, state, reason, says, changedAt },
});

export const revisionView = ({ kpi, unit, row, value, revisedValue, revisedAt, toldIn }: RevisionRecord) => ({
  ...{ kpi, unit, row, sent: value, now: revisedValue, at: revisedAt },
  toldIn: toldIn === null ? null : String(toldIn),
});

const missingView = ({ centreId, why, upTo }: MissingCentre, directory: Directory) => ({
  ...{ centreId, why, upTo },
  name: nameIn(directory.centreById.get(centreId)?.names ?? {}, centreId),
});

const FINAL: ReadonlySet<RunRecord['state']> = new Set(['sent', 'skipped', 'failed']);

/** A run without what is read apart: files, deliveries, figures. */
export const runView = (run: RunRecord, directory: Directory, now: number) => {
  const { id, subscriptionId, period, dueAt, deadlineAt, state, reason, says, attempts, title, asOf, viewVersion } =
    run;
  return {
    ...{ subscriptionId, period, dueAt, deadlineAt, state, reason, says, attempts, title, asOf, viewVersion },
    id: String(id),
    from: run.fromDay,
    to: run.toDay,
    isOverdue: !FINAL.has(state) && deadlineAt + OVERDUE_MS < now,
    missing: run.missing.map((one) => missingView(one, directory)),
    questions: run.questions,
  };
};

/** A subscription without its recipients and runs. */
export const subscriptionView = (viewer: Viewer, { runAs, ...subscription }: SubscriptionRecord) => ({
  ...subscription,
  runsAs: runAs.name,
  scopeKind: runAs.scope.kind,
  scopeId: scopeId(runAs.scope) ?? null,
  rightEndsAt: runAs.endsAt ?? null,
  nextDueAt: subscription.stoppedAt === null ? subscription.nextDueAt : null,
  mayChange: mayChangeSubscription(viewer, { runAs }),
});
