import type { Role, Scope, Viewer } from '../access/viewer.js';

/** What a report consists of: the table of a view, or one of the program's own letters and reports. */
export const REPORT_TEMPLATES = ['table', 'weekly_letter', 'monthly_report', 'yearly_statistics'] as const;
export type ReportTemplate = (typeof REPORT_TEMPLATES)[number];

export const REPORT_FORMATS = ['pdf', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/**
 * due -> waiting_for_data -> rendering -> ready -> sending -> sent; or skipped or failed, each with a reason.
 */
export type RunState = 'due' | 'waiting_for_data' | 'rendering' | 'ready' | 'sending' | 'sent' | 'skipped' | 'failed';

/**
 * Why a run was skipped or failed, or was sent with a remark.
 * - server_down: it was due while no server ran, and a newer one is made instead
 * - grant_ended: the right that it ran with has ended
 * - stopped: the subscription was stopped before the run ended
 * - no_mail_server, no_recipients: it is in the archive and was sent to no one
 * - not_rendered, not_sent: it could not be made, or reached no one
 * - partly_sent: it did not reach all recipients
 */
export type RunReason =
  | 'server_down'
  | 'grant_ended'
  | 'stopped'
  | 'no_mail_server'
  | 'no_recipients'
  | 'not_rendered'
  | 'not_sent'
  | 'partly_sent';

/** The right that a subscription runs with: who gave it, and what it shows. Times are Unix milliseconds. */
export interface RunAs {
  readonly name: string;
  readonly scope: Scope;
  readonly role?: Role | undefined;
  /** Ending this token ends the right. */
  readonly tokenId?: string | undefined;
  readonly endsAt?: number | undefined;
}

/**
 * The right of a viewer, as a subscription keeps it. It never includes figures of single officers: a file outlives the
 * right to see it.
 */
export const runAsOf = ({ name, scope, role, tokenId, account, endsAt, expiresAt }: Viewer): RunAs => ({
  name,
  scope,
  role,
  tokenId,
  // A token that cannot be ended ends by itself.
  endsAt: endsAt ?? (tokenId === undefined || account !== undefined ? undefined : expiresAt),
});

/** The viewer whose rights a run has. */
export const viewerOfRun = ({ name, scope, role, tokenId, endsAt }: RunAs): Viewer => ({
  name,
  scope,
  seesStaff: false,
  ...(role === undefined ? {} : { role }),
  ...(tokenId === undefined ? {} : { tokenId }),
  expiresAt: endsAt ?? Number.POSITIVE_INFINITY,
});

/** Whether a scope contains another. @param regionOf the region of a centre; undefined: unknown */
export function scopeContains(outer: Scope, inner: Scope, regionOf: (centreId: string) => string | undefined): boolean {
  switch (outer.kind) {
    case 'network':
      return true;
    case 'region':
      if (inner.kind === 'region') return inner.regionId === outer.regionId;
      return inner.kind === 'centre' && regionOf(inner.centreId) === outer.regionId;
    case 'centre':
      return inner.kind === 'centre' && inner.centreId === outer.centreId;
    case 'agency':
      return inner.kind === 'agency' && inner.agencyId === outer.agencyId;
  }
}

/**
 * Whether the viewer may keep subscriptions: it needs a right that has an owner and can be ended. Visitors without a
 * token of their own have none.
 */
export const mayKeepReports = ({ tokenId, role, isAdministrator }: Viewer): boolean =>
  tokenId !== undefined || isAdministrator === true || role === 'operator' || role === 'manager';
