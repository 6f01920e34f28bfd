import { RequestError } from '#domain/access/request-error.js';
import type { Viewer } from '#domain/access/viewer.js';
import { scopeContains } from '#domain/report/report.js';
import type { Directory } from '#store/network/directory.js';
import type { SubscriptionRecord } from '#store/reports/report-records.js';

/** Whether the viewer sees a subscription and its reports: the scope of the report lies within the viewer's. */
export const seesSubscription = (
  viewer: Viewer,
  { runAs }: Pick<SubscriptionRecord, 'runAs'>,
  directory: Directory,
): boolean => scopeContains(viewer.scope, runAs.scope, (id) => directory.centreById.get(id)?.regionId);

/** Whether the viewer may stop a subscription or change its recipients: the owner, and administrators. */
export const mayChangeSubscription = (viewer: Viewer, { runAs }: Pick<SubscriptionRecord, 'runAs'>): boolean =>
  viewer.name === runAs.name || viewer.isAdministrator === true;

/** The same words for one that does not exist and one that may not be seen. */
export const unknownReport = (): RequestError =>
  new RequestError('NOT_FOUND', 'There is no such report that you may see; take an id from the list of reports.');
