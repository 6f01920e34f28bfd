/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AccountRightInput = {
  agencyId?: string | null | undefined;
  centreId?: string | null | undefined;
  /** At most one of the three places; none: the whole network. */
  regionId?: string | null | undefined;
  /** viewer, operator, manager or administrator */
  role: string;
  seesStaff?: boolean | null | undefined;
};

export type AlertCondition =
  | 'firing'
  /** Cleared; stays on the list until it is acknowledged. */
  | 'normal'
  /** The problem exists, but not for long enough yet; never on the list. */
  | 'pending'
  /** The problem has ended, but not for long enough yet. */
  | 'recovering';

export type AlertRefusalCode =
  | 'bad_input'
  /** It has cleared and is closed, and stays closed. */
  | 'closed'
  /** It has fired again since: look at it first. */
  | 'fired_again'
  /** Viewers cannot change alerts. */
  | 'not_allowed'
  /** There is no such alert that you may see. */
  | 'not_found'
  /** Another person has acknowledged it. */
  | 'taken';

export type AlertSeverity =
  | 'critical'
  | 'info'
  | 'warning';

/** Whether the figure is known. An unknown figure resolves nothing. */
export type AlertSignal =
  | 'error'
  | 'no_data'
  | 'ok';

export type AlertSuppression =
  | 'inhibited'
  | 'maintenance'
  | 'out_of_hours'
  | 'silence';

export type DirectiveDeadline =
  | 'acknowledgement'
  | 'completion';

export type DirectiveEntryKind =
  | 'acknowledged'
  | 'acknowledgement_overdue'
  | 'completion_overdue'
  | 'delivered'
  | 'done'
  | 'refused'
  | 'sent';

export type DirectiveFilter = {
  alertId?: string | null | undefined;
  centreId?: string | null | undefined;
  /** Time of sending: ISO dates or date-times in the network's time zone; to is exclusive. */
  from?: string | null | undefined;
  overdue?: boolean | null | undefined;
  states?: Array<DirectiveState> | null | undefined;
  to?: string | null | undefined;
};

export type DirectiveInput = {
  acknowledgeMinutes?: number;
  alertId?: string | null | undefined;
  centreId: string;
  dueMinutes?: number;
  kind: DirectiveKind;
  quantity?: number | null | undefined;
  /** A UUID that the sender chooses: the same request sent twice is one directive. */
  requestId: string;
  text?: string;
};

export type DirectiveKind =
  | 'call_back'
  | 'free_text'
  | 'move_staff'
  | 'open_desks';

export type DirectiveState =
  | 'acknowledged'
  | 'delivered'
  | 'done'
  | 'refused'
  | 'sent';

/** How far a status can be trusted as current. */
export type Freshness =
  | 'fresh'
  /** Its event times are more than ten minutes ahead of the server's clock. */
  | 'future'
  /** In contact, but still sending earlier events. */
  | 'late'
  | 'never_connected'
  /** Nothing arrived for three heartbeats. */
  | 'silent';

export type KpiComparison =
  /** The period of the same shape before: as many whole months, otherwise as many days. */
  | 'before'
  /** The whole network, at the same time. */
  | 'network'
  /** The region that the row's place lies in, at the same time. */
  | 'region'
  /** The KPI's target. */
  | 'target'
  /** The same dates a year before; whole weeks: 52 weeks before. */
  | 'year';

export type KpiFilter = {
  /** A group of places or people: region, centre, desk, staff, agency, service, channel; or a split's name. */
  key: string;
  value: string;
};

/** Groups of kpis.md. Periods are told by the clock that `zone` of the request names. */
export type KpiGroup =
  | 'agency'
  | 'centre'
  | 'channel'
  | 'day'
  | 'day_of_week'
  | 'desk'
  | 'hour'
  | 'hour_of_day'
  | 'month'
  | 'network'
  | 'quarter_hour'
  | 'region'
  | 'service'
  | 'staff'
  | 'week'
  | 'year';

/** Periods by the clock of the network's zone, each of them whole: this_month ends with the month. */
export type KpiPeriodName =
  | 'last_month'
  | 'last_quarter'
  | 'last_week'
  | 'last_year'
  | 'this_month'
  | 'this_quarter'
  | 'this_week'
  | 'this_year'
  | 'today'
  | 'yesterday';

export type KpiRequest = {
  by?: Array<KpiGroup>;
  /** A second figure beside each one. */
  compare?: KpiComparison | null | undefined;
  /** Percentiles and parameters from legs instead of histograms. */
  exact?: boolean;
  /** ISO date or date-time by the clock of zone. Give from and to, or period. */
  from?: string | null | undefined;
  /** Ids of the catalogue, each with an optional parameter: service_level:60 */
  ids: Array<string>;
  /** Also intervals of means, for which histograms are read: slower. Other figures have theirs anyway. */
  intervals?: boolean;
  period?: KpiPeriodName | null | undefined;
  split?: KpiSplit | null | undefined;
  /** Exclusive. */
  to?: string | null | undefined;
  /** Also give the figures of the whole and of each leading group, asked again, never added up. */
  totals?: boolean;
  where?: Array<KpiFilter>;
  /** Also give a row for each period or place without data. */
  withEmpty?: boolean;
  zone?: KpiZone;
};

export type KpiSplit =
  | 'age_band'
  | 'channel'
  | 'disability'
  | 'ethnicity'
  | 'gender'
  | 'language'
  | 'outcome'
  | 'priority'
  | 'rural';

/** By whose clock days and hours are told, whatever the question is grouped by. */
export type KpiZone =
  /** Each centre's own: a day is the centre's day. */
  | 'centre'
  /** The network's. */
  | 'network';

export type Language =
  | 'en'
  | 'kk'
  | 'ru'
  | 'sw';

export type NoticeKind =
  | 'directive'
  /** An alert needs the person. */
  | 'page'
  | 'report'
  /** Something happened to a report. */
  | 'report_notice'
  /** The problem they were notified of has ended. */
  | 'resolved';

export type ReportRecipientInput = {
  address?: string | null | undefined;
  name?: string | null | undefined;
  /** Of the people file; or an address outside. */
  personId?: string | null | undefined;
  subscriptionId: string;
};

export type ReportSubscriptionInput = {
  cadence: string;
  /** How long a run waits for data after it is due; default three hours. */
  deadlineSeconds?: number;
  formats?: Array<string>;
  language?: Language;
  name: string;
  template: string;
  /** Default: the network's. */
  timeZone?: string | null | undefined;
  /** For the template table: a view that you see. */
  viewId?: string | null | undefined;
  wallTime?: string;
};

export type Role =
  | 'manager'
  | 'operator'
  | 'viewer';

export type SavedViewInput = {
  /** own: only the owner; role: people with the owner's role; everyone */
  audience: string;
  chart?: string | null | undefined;
  /** Absent: a new view. */
  id?: string | null | undefined;
  name: string;
  /** The question as JSON. */
  question: string;
  /** The version that was read; refused when another was saved since. Needed with id. */
  version?: number | null | undefined;
};

export type ScopeInput = {
  centreId?: string | null | undefined;
  regionId?: string | null | undefined;
};

export type Severity =
  | 'critical'
  | 'normal'
  | 'unknown'
  | 'warning';

/** Alerts that match all given fields are recorded and shown, but do not page anyone. */
export type SilenceInput = {
  agencyId?: string | null | undefined;
  centreId?: string | null | undefined;
  from?: number | null | undefined;
  kind?: SilenceKind;
  minutes: number;
  reason: string;
  regionId?: string | null | undefined;
  ruleId?: string | null | undefined;
  serviceId?: string | null | undefined;
};

export type SilenceKind =
  | 'maintenance'
  | 'silence';

export type TroubleKind =
  | 'agent_silent'
  | 'closed_but_should_be_open'
  | 'data_future'
  | 'data_late'
  | 'long_wait'
  | 'no_desk_open'
  | 'power_down'
  | 'queue_growing'
  | 'upstream_down';

export type AlertPartsFragment = { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> };

export type AlertFeedSubscriptionVariables = Exact<{
  language: Language;
}>;


export type AlertFeedSubscription = { alertList: { seq: number, serverTime: number, alerts: Array<{ id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> }> | null } };

export type ClosedAlertsQueryVariables = Exact<{
  language: Language;
  before?: number | null | undefined;
  first: number;
}>;


export type ClosedAlertsQuery = { alerts: Array<{ id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> }> };

export type AlertPageQueryVariables = Exact<{
  id: string;
  language: Language;
}>;


export type AlertPageQuery = { alert: { alert: { advice: string, id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> }, timeline: Array<{ id: string, at: number, kind: string, actor: string | null, detail: string }> } | null };

type AnswerAlertParts_AlertChanged_Fragment = { __typename: 'AlertChanged', alert: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } };

type AnswerAlertParts_AlertRefused_Fragment = { __typename: 'AlertRefused', code: AlertRefusalCode, message: string, current: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } | null };

export type AnswerAlertPartsFragment =
  | AnswerAlertParts_AlertChanged_Fragment
  | AnswerAlertParts_AlertRefused_Fragment
;

export type AcknowledgeAlertMutationVariables = Exact<{
  id: string;
  episode: number;
  minutes: number;
  language: Language;
}>;


export type AcknowledgeAlertMutation = { answer:
    | { __typename: 'AlertChanged', alert: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } }
    | { __typename: 'AlertRefused', code: AlertRefusalCode, message: string, current: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } | null }
   };

export type CommentAlertMutationVariables = Exact<{
  id: string;
  text: string;
  language: Language;
}>;


export type CommentAlertMutation = { answer:
    | { __typename: 'AlertChanged', alert: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } }
    | { __typename: 'AlertRefused', code: AlertRefusalCode, message: string, current: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } | null }
   };

export type AssignAlertMutationVariables = Exact<{
  id: string;
  to?: string | null | undefined;
  language: Language;
}>;


export type AssignAlertMutation = { answer:
    | { __typename: 'AlertChanged', alert: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } }
    | { __typename: 'AlertRefused', code: AlertRefusalCode, message: string, current: { id: string, ruleId: string, name: string, severity: AlertSeverity, identity: string, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, condition: AlertCondition, conditionSince: number, signal: AlertSignal, signalReason: string | null, value: number | null, threshold: number | null, watch: string, episode: number, firedAt: number | null, clearedAt: number | null, closedAt: number | null, acknowledgedBy: string | null, acknowledgedAt: number | null, acknowledgedUntil: number | null, assignedTo: string | null, suppressedBy: Array<AlertSuppression> } | null }
   };

export type MakeSilenceMutationVariables = Exact<{
  input: SilenceInput;
}>;


export type MakeSilenceMutation = { makeSilence:
    | { __typename: 'AlertRefused', message: string }
    | { __typename: 'SilenceChanged', silence: { id: string, kind: SilenceKind, ruleId: string | null, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, from: number, to: number, reason: string, madeBy: string } }
   };

export type SilencePartsFragment = { id: string, kind: SilenceKind, ruleId: string | null, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, from: number, to: number, reason: string, madeBy: string };

export type SilencesQueryVariables = Exact<{ [key: string]: never; }>;


export type SilencesQuery = { silences: Array<{ id: string, kind: SilenceKind, ruleId: string | null, regionId: string | null, centreId: string | null, serviceId: string | null, agencyId: string | null, from: number, to: number, reason: string, madeBy: string }> };

export type EndSilenceMutationVariables = Exact<{
  id: string;
}>;


export type EndSilenceMutation = { endSilence:
    | { __typename: 'AlertRefused', message: string }
    | { __typename: 'SilenceChanged' }
   };

export type AlertLoadQueryVariables = Exact<{
  scope?: ScopeInput | null | undefined;
  from: string;
  to: string;
  language: Language;
}>;


export type AlertLoadQuery = { alertLoad: { from: number, to: number, knownFrom: number | null, knownTo: number | null, stepHours: number, fired: number, paged: number, people: number, perPersonHour: number | null, unacknowledged: number, toAcknowledge: { n: number, median: number, p90: number, longest: number } | null, toResolve: { n: number, median: number, p90: number, longest: number } | null, steps: Array<{ at: number, fired: number | null, paged: number | null, people: number | null, perPersonHour: number | null }>, sources: Array<{ ruleId: string, name: string, severity: AlertSeverity, identity: string, centreId: string | null, serviceId: string | null, agencyId: string | null, fired: number, share: number, acknowledged: number, medianSeconds: number | null }>, chatter: Array<{ ruleId: string, name: string, severity: AlertSeverity, identity: string, centreId: string | null, serviceId: string | null, agencyId: string | null, fired: number, share: number, acknowledged: number, medianSeconds: number | null }>, persons: Array<{ supervisorId: string, name: string, role: string, pages: number, hours: number, busiestHour: number }> | null } };

export type SourcePartsFragment = { ruleId: string, name: string, severity: AlertSeverity, identity: string, centreId: string | null, serviceId: string | null, agencyId: string | null, fired: number, share: number, acknowledged: number, medianSeconds: number | null };

export type NoticesQueryVariables = Exact<{ [key: string]: never; }>;


export type NoticesQuery = { notices: Array<{ id: string, kind: NoticeKind, severity: AlertSeverity, subject: string, paragraphs: Array<Array<string>>, alertIds: Array<string>, to: string, madeAt: number, shownAt: number | null }> };

export type NoticesShownMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type NoticesShownMutation = { noticesShown: number };

export type TrendQueryVariables = Exact<{
  scope?: ScopeInput | null | undefined;
  minutes: number;
  stepMinutes: number;
}>;


export type TrendQuery = { trend: Array<{ at: number, issued: number, served: number, abandoned: number, waitMean: { value: number | null, n: number, d: number } }> };

export type KpisQueryVariables = Exact<{
  request: KpiRequest;
}>;


export type KpisQuery = { kpis: { rows: Array<{ group: Array<{ key: string, value: string }>, values: Array<{ id: string, value: number | null, n: number | null, d: number | null, complete: number | null, errorBound: number, noData: boolean, suppressed: boolean, distribution: Array<number> | null }> }> } };

export type CatalogueQueryVariables = Exact<{
  language: Language;
}>;


export type CatalogueQuery = { network: { id: string, name: string, timeZone: string, serviceLevelTarget: number, satisfactionTarget: number }, viewer: { name: string, role: Role, mayTryRoles: boolean, hasAccount: boolean, isAdministrator: boolean, scopeKind: string, scopeId: string | null }, regions: Array<{ id: string, name: string, tileRow: number | null, tileColumn: number | null, tileLabel: string | null, centres: Array<{ id: string, name: string, kind: string, latitude: number | null, longitude: number | null, timeZone: string }> }>, services: Array<{ id: string, name: string, targetSeconds: number | null, agency: { id: string } | null }>, agencies: Array<{ id: string, name: string }> };

export type SignedInQueryVariables = Exact<{ [key: string]: never; }>;


export type SignedInQuery = { viewer: { name: string, role: Role, scopeId: string | null } };

export type BackfillProgressQueryVariables = Exact<{ [key: string]: never; }>;


export type BackfillProgressQuery = { network: { id: string, backfill: { pendingEvents: number, appliedEvents: number, share: number } | null } };

export type CentreInsideQueryVariables = Exact<{
  id: string;
  language: Language;
}>;


export type CentreInsideQuery = { centre: { id: string, services: Array<{ id: string }>, desks: Array<{ id: string, name: string, services: Array<{ id: string }> }> } | null };

export type NetworkLiveSubscriptionVariables = Exact<{
  centresAtMost: number;
}>;


export type NetworkLiveSubscription = { live:
    | { __typename: 'LiveDelta', seq: number, serverTime: number, watermark: number | null, goneCentreIds: Array<string>, changedFigures: { asOf: number, waitingNow: number, longestWaitSince: number | null, longestWaitCentreId: string | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, centresOpen: number, centresTotal: number, agentsSilent: number, agentsTotal: number, upstreamDown: number, servedThisHour: number, servedToday: number, servedUsualToday: number | null, servedUsualThisHour: number | null, ratingsToday: number, waitMeanToday: { value: number | null, n: number, d: number }, serviceLevelToday: { value: number | null, n: number, d: number }, satisfactionToday: { value: number | null, n: number, d: number }, windows: Array<{ minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }> } | null, regions: Array<{ regionId: string, severity: Severity, waitingNow: number | null, desksOpen: number, longestWaitSince: number | null, centresOpen: number, centresTotal: number, centresInTrouble: number, isClosed: boolean }>, centres: Array<{ centreId: string, dataAsOf: number | null, lastEventAt: number | null, heartbeatSeconds: number, freshness: Freshness, freshnessSince: number | null, isOpen: boolean, expectedOpen: boolean, powerDown: boolean, upstreamDownAgencyIds: Array<string>, waitingNow: number, longestWaitSince: number | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, severity: Severity, lastHour: { minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }, troubles: Array<{ kind: TroubleKind, severity: Severity, subjectId: string | null, since: number | null, value: number | null, limit: number | null }> }> }
    | { __typename: 'LiveHeartbeat', seq: number, serverTime: number, watermark: number | null, buildId: string }
    | { __typename: 'LiveSnapshot', seq: number, serverTime: number, watermark: number | null, buildId: string, figures: { asOf: number, waitingNow: number, longestWaitSince: number | null, longestWaitCentreId: string | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, centresOpen: number, centresTotal: number, agentsSilent: number, agentsTotal: number, upstreamDown: number, servedThisHour: number, servedToday: number, servedUsualToday: number | null, servedUsualThisHour: number | null, ratingsToday: number, waitMeanToday: { value: number | null, n: number, d: number }, serviceLevelToday: { value: number | null, n: number, d: number }, satisfactionToday: { value: number | null, n: number, d: number }, windows: Array<{ minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }> }, regions: Array<{ regionId: string, severity: Severity, waitingNow: number | null, desksOpen: number, longestWaitSince: number | null, centresOpen: number, centresTotal: number, centresInTrouble: number, isClosed: boolean }>, centres: Array<{ centreId: string, dataAsOf: number | null, lastEventAt: number | null, heartbeatSeconds: number, freshness: Freshness, freshnessSince: number | null, isOpen: boolean, expectedOpen: boolean, powerDown: boolean, upstreamDownAgencyIds: Array<string>, waitingNow: number, longestWaitSince: number | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, severity: Severity, lastHour: { minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }, troubles: Array<{ kind: TroubleKind, severity: Severity, subjectId: string | null, since: number | null, value: number | null, limit: number | null }> }> }
   };

export type ScopeLiveSubscriptionVariables = Exact<{
  scope: ScopeInput;
}>;


export type ScopeLiveSubscription = { live:
    | { __typename: 'LiveDelta', seq: number, serverTime: number, watermark: number | null, changedFigures: { asOf: number, waitingNow: number, longestWaitSince: number | null, longestWaitCentreId: string | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, centresOpen: number, centresTotal: number, agentsSilent: number, agentsTotal: number, upstreamDown: number, servedThisHour: number, servedToday: number, servedUsualToday: number | null, servedUsualThisHour: number | null, ratingsToday: number, waitMeanToday: { value: number | null, n: number, d: number }, serviceLevelToday: { value: number | null, n: number, d: number }, satisfactionToday: { value: number | null, n: number, d: number }, windows: Array<{ minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }> } | null, centres: Array<{ centreId: string, dataAsOf: number | null, lastEventAt: number | null, heartbeatSeconds: number, freshness: Freshness, freshnessSince: number | null, isOpen: boolean, expectedOpen: boolean, powerDown: boolean, upstreamDownAgencyIds: Array<string>, waitingNow: number, longestWaitSince: number | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, severity: Severity, lastHour: { minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }, troubles: Array<{ kind: TroubleKind, severity: Severity, subjectId: string | null, since: number | null, value: number | null, limit: number | null }>, queues: Array<{ serviceId: string, waiting: number, longestWaitSince: number | null, meanWaitingSince: number | null, serving: number }>, desks: Array<{ deskId: string, isOpen: boolean, isLoggedIn: boolean, state: string | null, since: number | null, serviceId: string | null, ticketNo: string | null }> }> }
    | { __typename: 'LiveHeartbeat', seq: number, serverTime: number, watermark: number | null, buildId: string }
    | { __typename: 'LiveSnapshot', seq: number, serverTime: number, watermark: number | null, buildId: string, figures: { asOf: number, waitingNow: number, longestWaitSince: number | null, longestWaitCentreId: string | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, centresOpen: number, centresTotal: number, agentsSilent: number, agentsTotal: number, upstreamDown: number, servedThisHour: number, servedToday: number, servedUsualToday: number | null, servedUsualThisHour: number | null, ratingsToday: number, waitMeanToday: { value: number | null, n: number, d: number }, serviceLevelToday: { value: number | null, n: number, d: number }, satisfactionToday: { value: number | null, n: number, d: number }, windows: Array<{ minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }> }, centres: Array<{ centreId: string, dataAsOf: number | null, lastEventAt: number | null, heartbeatSeconds: number, freshness: Freshness, freshnessSince: number | null, isOpen: boolean, expectedOpen: boolean, powerDown: boolean, upstreamDownAgencyIds: Array<string>, waitingNow: number, longestWaitSince: number | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, severity: Severity, lastHour: { minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }, troubles: Array<{ kind: TroubleKind, severity: Severity, subjectId: string | null, since: number | null, value: number | null, limit: number | null }>, queues: Array<{ serviceId: string, waiting: number, longestWaitSince: number | null, meanWaitingSince: number | null, serving: number }>, desks: Array<{ deskId: string, isOpen: boolean, isLoggedIn: boolean, state: string | null, since: number | null, serviceId: string | null, ticketNo: string | null }> }> }
   };

export type FiguresPartsFragment = { asOf: number, waitingNow: number, longestWaitSince: number | null, longestWaitCentreId: string | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, centresOpen: number, centresTotal: number, agentsSilent: number, agentsTotal: number, upstreamDown: number, servedThisHour: number, servedToday: number, servedUsualToday: number | null, servedUsualThisHour: number | null, ratingsToday: number, waitMeanToday: { value: number | null, n: number, d: number }, serviceLevelToday: { value: number | null, n: number, d: number }, satisfactionToday: { value: number | null, n: number, d: number }, windows: Array<{ minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }> };

export type RegionPartsFragment = { regionId: string, severity: Severity, waitingNow: number | null, desksOpen: number, longestWaitSince: number | null, centresOpen: number, centresTotal: number, centresInTrouble: number, isClosed: boolean };

export type StatusPartsFragment = { centreId: string, dataAsOf: number | null, lastEventAt: number | null, heartbeatSeconds: number, freshness: Freshness, freshnessSince: number | null, isOpen: boolean, expectedOpen: boolean, powerDown: boolean, upstreamDownAgencyIds: Array<string>, waitingNow: number, longestWaitSince: number | null, meanWaitingSince: number | null, servingNow: number, desksOpen: number, desksTotal: number, staffLoggedIn: number, severity: Severity, lastHour: { minutes: number, served: number, waitMean: { value: number | null, n: number, d: number }, waitP90: { value: number | null, n: number, d: number }, serviceLevel: { value: number | null, n: number, d: number }, satisfaction: { value: number | null, n: number, d: number } }, troubles: Array<{ kind: TroubleKind, severity: Severity, subjectId: string | null, since: number | null, value: number | null, limit: number | null }> };

export type InsidePartsFragment = { queues: Array<{ serviceId: string, waiting: number, longestWaitSince: number | null, meanWaitingSince: number | null, serving: number }>, desks: Array<{ deskId: string, isOpen: boolean, isLoggedIn: boolean, state: string | null, since: number | null, serviceId: string | null, ticketNo: string | null }> };

export type OwnAccountQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnAccountQuery = { ownAccount: { userName: string, name: string, role: string, hasPassword: boolean, hasSecondFactor: boolean, recoveryCodesLeft: number, sessions: Array<{ id: string, way: string, startedAt: number, seenAt: number, expiresAt: number, address: string, browser: string, isThis: boolean }> } | null };

export type ChangePasswordMutationVariables = Exact<{
  current: string;
  next: string;
}>;


export type ChangePasswordMutation = { changePassword: boolean };

export type BeginSecondFactorMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginSecondFactorMutation = { beginSecondFactor: { secret: string, address: string } };

export type ConfirmSecondFactorMutationVariables = Exact<{
  code: string;
}>;


export type ConfirmSecondFactorMutation = { confirmSecondFactor: Array<string> };

export type EndSecondFactorMutationVariables = Exact<{
  password: string;
}>;


export type EndSecondFactorMutation = { endSecondFactor: boolean };

export type EndSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndSessionMutation = { endSession: boolean };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { accounts: Array<{ id: string, userName: string, name: string, role: string, regionId: string | null, centreId: string | null, agencyId: string | null, seesStaff: boolean, hasSecondFactor: boolean, hasFirstPassword: boolean, isProvided: boolean, lockedUntil: number | null, disabledAt: number | null, lastSeenAt: number | null }> };

export type AddAccountMutationVariables = Exact<{
  userName: string;
  name: string;
  right: AccountRightInput;
}>;


export type AddAccountMutation = { addAccount: { firstPassword: string | null, account: { id: string, name: string, userName: string } } };

export type ChangeAccountRightMutationVariables = Exact<{
  id: string;
  right: AccountRightInput;
}>;


export type ChangeAccountRightMutation = { changeAccountRight: { account: { id: string } } };

export type ResetPasswordMutationVariables = Exact<{
  id: string;
}>;


export type ResetPasswordMutation = { resetPassword: { firstPassword: string | null, account: { id: string, name: string, userName: string } } };

export type DisableAccountMutationVariables = Exact<{
  id: string;
}>;


export type DisableAccountMutation = { disableAccount: { account: { id: string } } };

export type EnableAccountMutationVariables = Exact<{
  id: string;
}>;


export type EnableAccountMutation = { enableAccount: { account: { id: string } } };

export type KpiCatalogueQueryVariables = Exact<{
  language: Language;
}>;


export type KpiCatalogueQuery = { kpiCatalogue: Array<{ id: string, version: number, unit: string, clock: string, group: string, direction: string, target: number | null, name: string, definition: string }> };

export type AnalyseQueryVariables = Exact<{
  request: KpiRequest;
  language: Language;
}>;


export type AnalyseQuery = { kpis: { from: string, to: string, comparedFrom: string | null, comparedTo: string | null, timeZone: string, asOf: number, questionHash: string, kpis: Array<{ id: string, version: number, unit: string, clock: string, group: string, direction: string, target: number | null, name: string, definition: string }>, rows: Array<{ group: Array<{ key: string, value: string, label: string }>, values: Array<{ id: string, value: number | null, n: number | null, d: number | null, complete: number | null, errorBound: number, noData: boolean, suppressed: boolean, distribution: Array<number> | null, bins: Array<{ from: number, to: number, n: number }> | null, interval: { low: number, high: number } | null, compared: { value: number | null, n: number | null, d: number | null, noData: boolean, suppressed: boolean, difference: number | null } | null }> }>, totals: Array<{ group: Array<{ key: string, value: string, label: string }>, values: Array<{ id: string, value: number | null, n: number | null, d: number | null, complete: number | null, errorBound: number, noData: boolean, suppressed: boolean, distribution: Array<number> | null, bins: Array<{ from: number, to: number, n: number }> | null, interval: { low: number, high: number } | null, compared: { value: number | null, n: number | null, d: number | null, noData: boolean, suppressed: boolean, difference: number | null } | null }> }>, notes: Array<{ code: string, text: string }> } };

export type AnalyseRowFragment = { group: Array<{ key: string, value: string, label: string }>, values: Array<{ id: string, value: number | null, n: number | null, d: number | null, complete: number | null, errorBound: number, noData: boolean, suppressed: boolean, distribution: Array<number> | null, bins: Array<{ from: number, to: number, n: number }> | null, interval: { low: number, high: number } | null, compared: { value: number | null, n: number | null, d: number | null, noData: boolean, suppressed: boolean, difference: number | null } | null }> };

export type SeenValuesQueryVariables = Exact<{
  request: KpiRequest;
  language: Language;
}>;


export type SeenValuesQuery = { kpis: { rows: Array<{ group: Array<{ key: string, value: string, label: string }> }> } };

export type SavedViewsQueryVariables = Exact<{
  language: Language;
}>;


export type SavedViewsQuery = { savedViews: Array<{ id: string, version: number, name: string, owner: string, audience: string, isBuiltIn: boolean, mayChange: boolean, question: string, chart: string | null }> };

export type SavedViewPartsFragment = { id: string, version: number, name: string, owner: string, audience: string, isBuiltIn: boolean, mayChange: boolean, question: string, chart: string | null };

export type SaveViewMutationVariables = Exact<{
  input: SavedViewInput;
}>;


export type SaveViewMutation = { saveView: { id: string, version: number } };

export type DeleteViewMutationVariables = Exact<{
  id: string;
}>;


export type DeleteViewMutation = { deleteView: boolean };

export type ExpectedAppointmentsQueryVariables = Exact<{
  centreId: string;
}>;


export type ExpectedAppointmentsQuery = { expectedAppointments: { asOf: number, until: number, slots: Array<{ serviceId: string | null, slotAt: number, expected: number, arrived: number }>, hours: Array<{ at: number, booked: number, arrived: number }> } };

export type DirectivePartsFragment = { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> };

export type DirectivesQueryVariables = Exact<{
  filter: DirectiveFilter;
  first: number;
}>;


export type DirectivesQuery = { directives: { hasMore: boolean, directives: Array<{ id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> }> } };

export type SendDirectiveMutationVariables = Exact<{
  directive: DirectiveInput;
}>;


export type SendDirectiveMutation = { sendDirective:
    | { __typename: 'DirectiveSent', directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'InvalidDirective', faults: Array<{ field: string, message: string }> }
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'UnknownCentre', message: string }
   };

type AnswerParts_DirectiveAnswered_Fragment = { __typename: 'DirectiveAnswered', directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } };

type AnswerParts_DirectiveOver_Fragment = { __typename: 'DirectiveOver', message: string, directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } };

type AnswerParts_InvalidDirective_Fragment = { __typename: 'InvalidDirective', faults: Array<{ field: string, message: string }> };

type AnswerParts_NotAllowed_Fragment = { __typename: 'NotAllowed', message: string };

type AnswerParts_UnknownDirective_Fragment = { __typename: 'UnknownDirective', message: string };

export type AnswerPartsFragment =
  | AnswerParts_DirectiveAnswered_Fragment
  | AnswerParts_DirectiveOver_Fragment
  | AnswerParts_InvalidDirective_Fragment
  | AnswerParts_NotAllowed_Fragment
  | AnswerParts_UnknownDirective_Fragment
;

export type AcknowledgeDirectiveMutationVariables = Exact<{
  id: string;
}>;


export type AcknowledgeDirectiveMutation = { answer:
    | { __typename: 'DirectiveAnswered', directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'DirectiveOver', message: string, directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'InvalidDirective', faults: Array<{ field: string, message: string }> }
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'UnknownDirective', message: string }
   };

export type CompleteDirectiveMutationVariables = Exact<{
  id: string;
  note: string;
}>;


export type CompleteDirectiveMutation = { answer:
    | { __typename: 'DirectiveAnswered', directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'DirectiveOver', message: string, directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'InvalidDirective', faults: Array<{ field: string, message: string }> }
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'UnknownDirective', message: string }
   };

export type RefuseDirectiveMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type RefuseDirectiveMutation = { answer:
    | { __typename: 'DirectiveAnswered', directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'DirectiveOver', message: string, directive: { id: string, centreId: string, kind: DirectiveKind, quantity: number | null, text: string, sentAt: number, sentBy: string, acknowledgeBy: number, dueAt: number, state: DirectiveState, overdue: DirectiveDeadline | null, missed: Array<DirectiveDeadline>, closedAt: number | null, closingNote: string | null, timeline: Array<{ at: number, kind: DirectiveEntryKind, actor: string | null, via: string, note: string, counts: boolean }> } }
    | { __typename: 'InvalidDirective', faults: Array<{ field: string, message: string }> }
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'UnknownDirective', message: string }
   };

export type ReportsQueryVariables = Exact<{
  language: Language;
}>;


export type ReportsQuery = { savedViews: Array<{ id: string, name: string }>, reportSubscriptions: Array<{ id: string, name: string, template: string, viewId: string | null, cadence: string, wallTime: string, timeZone: string, language: Language, runsAs: string, scopeKind: string, scopeId: string | null, rightEndsAt: number | null, nextDueAt: number | null, stoppedAt: number | null, stoppedBy: string | null, stoppedWhy: string | null, mayChange: boolean, recipients: Array<{ id: string, name: string, address: string | null, state: string }>, choices: Array<{ id: string, name: string }>, runs: Array<{ id: string, period: string, state: string, reason: string | null, says: string | null, isOverdue: boolean, asOf: number | null, missing: Array<{ centreId: string, name: string, why: string }>, files: Array<{ name: string, format: string, path: string }>, deliveries: Array<{ name: string, address: string | null, state: string, says: string | null, changedAt: number }>, revisions: Array<{ kpi: string, unit: string, row: string, sent: number | null, now: number | null, at: number, toldIn: string | null }> }> }> };

export type SubscribeReportMutationVariables = Exact<{
  input: ReportSubscriptionInput;
}>;


export type SubscribeReportMutation = { subscribe: { id: string } };

export type AddRecipientMutationVariables = Exact<{
  input: ReportRecipientInput;
}>;


export type AddRecipientMutation = { addReportRecipient: { id: string } };

export type RemoveRecipientMutationVariables = Exact<{
  id: string;
}>;


export type RemoveRecipientMutation = { removeReportRecipient: boolean };

export type RunReportMutationVariables = Exact<{
  id: string;
  period?: string | null | undefined;
}>;


export type RunReportMutation = { runReport: { id: string } };

export type StopReportMutationVariables = Exact<{
  id: string;
}>;


export type StopReportMutation = { stopSubscription: boolean };

export type TakeOverReportMutationVariables = Exact<{
  id: string;
}>;


export type TakeOverReportMutation = { takeOverSubscription: { id: string } };

export type BookPartsFragment = { revision: string, yaml: string, rules: Array<{ id: string, name: string, version: number, severity: AlertSeverity, watch: string, each: string, appliedAt: number, appliedBy: string }> };

export type RuleBookQueryVariables = Exact<{
  language: Language;
}>;


export type RuleBookQuery = { ruleBook:
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'RuleBook', revision: string, yaml: string, rules: Array<{ id: string, name: string, version: number, severity: AlertSeverity, watch: string, each: string, appliedAt: number, appliedBy: string }> }
   };

export type RuleVersionsQueryVariables = Exact<{
  id: string;
}>;


export type RuleVersionsQuery = { ruleVersions:
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'RuleVersions', versions: Array<{ version: number, appliedAt: number, appliedBy: string, yaml: string }> }
   };

export type CheckRulesQueryVariables = Exact<{
  yaml: string;
}>;


export type CheckRulesQuery = { checkRules:
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'RulesChecked', faults: Array<{ line: number | null, column: number | null, message: string }> }
   };

export type SaveRulesMutationVariables = Exact<{
  yaml: string;
  revision: string;
  language: Language;
}>;


export type SaveRulesMutation = { saveRules:
    | { __typename: 'NotAllowed', message: string }
    | { __typename: 'RulesFaulty', faults: Array<{ line: number | null, column: number | null, message: string }> }
    | { __typename: 'RulesOutdated', message: string }
    | { __typename: 'RulesSaved', added: Array<string>, changed: Array<string>, removed: Array<string>, book: { revision: string, yaml: string, rules: Array<{ id: string, name: string, version: number, severity: AlertSeverity, watch: string, each: string, appliedAt: number, appliedBy: string }> } }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AlertPartsFragmentDoc = new TypedDocumentString(`
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}
    `, {"fragmentName":"AlertParts"}) as unknown as TypedDocumentString<AlertPartsFragment, unknown>;
export const AnswerAlertPartsFragmentDoc = new TypedDocumentString(`
    fragment AnswerAlertParts on AlertResult {
  __typename
  ... on AlertChanged {
    alert {
      ...AlertParts
    }
  }
  ... on AlertRefused {
    code
    message
    current {
      ...AlertParts
    }
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}`, {"fragmentName":"AnswerAlertParts"}) as unknown as TypedDocumentString<AnswerAlertPartsFragment, unknown>;
export const SilencePartsFragmentDoc = new TypedDocumentString(`
    fragment SilenceParts on Silence {
  id
  kind
  ruleId
  regionId
  centreId
  serviceId
  agencyId
  from
  to
  reason
  madeBy
}
    `, {"fragmentName":"SilenceParts"}) as unknown as TypedDocumentString<SilencePartsFragment, unknown>;
export const SourcePartsFragmentDoc = new TypedDocumentString(`
    fragment SourceParts on AlertSource {
  ruleId
  name(language: $language)
  severity
  identity
  centreId
  serviceId
  agencyId
  fired
  share
  acknowledged
  medianSeconds
}
    `, {"fragmentName":"SourceParts"}) as unknown as TypedDocumentString<SourcePartsFragment, unknown>;
export const FiguresPartsFragmentDoc = new TypedDocumentString(`
    fragment FiguresParts on ScopeFigures {
  asOf
  waitingNow
  longestWaitSince
  longestWaitCentreId
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  centresOpen
  centresTotal
  agentsSilent
  agentsTotal
  upstreamDown
  servedThisHour
  servedToday
  servedUsualToday
  servedUsualThisHour
  waitMeanToday {
    value
    n
    d
  }
  serviceLevelToday {
    value
    n
    d
  }
  satisfactionToday {
    value
    n
    d
  }
  ratingsToday
  windows {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
}
    `, {"fragmentName":"FiguresParts"}) as unknown as TypedDocumentString<FiguresPartsFragment, unknown>;
export const RegionPartsFragmentDoc = new TypedDocumentString(`
    fragment RegionParts on RegionStatus {
  regionId
  severity
  waitingNow
  desksOpen
  longestWaitSince
  centresOpen
  centresTotal
  centresInTrouble
  isClosed
}
    `, {"fragmentName":"RegionParts"}) as unknown as TypedDocumentString<RegionPartsFragment, unknown>;
export const StatusPartsFragmentDoc = new TypedDocumentString(`
    fragment StatusParts on CentreStatus {
  centreId
  dataAsOf
  lastEventAt
  heartbeatSeconds
  freshness
  freshnessSince
  isOpen
  expectedOpen
  powerDown
  upstreamDownAgencyIds
  waitingNow
  longestWaitSince
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  severity
  lastHour {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
  troubles {
    kind
    severity
    subjectId
    since
    value
    limit
  }
}
    `, {"fragmentName":"StatusParts"}) as unknown as TypedDocumentString<StatusPartsFragment, unknown>;
export const InsidePartsFragmentDoc = new TypedDocumentString(`
    fragment InsideParts on CentreStatus {
  queues {
    serviceId
    waiting
    longestWaitSince
    meanWaitingSince
    serving
  }
  desks {
    deskId
    isOpen
    isLoggedIn
    state
    since
    serviceId
    ticketNo
  }
}
    `, {"fragmentName":"InsideParts"}) as unknown as TypedDocumentString<InsidePartsFragment, unknown>;
export const AnalyseRowFragmentDoc = new TypedDocumentString(`
    fragment AnalyseRow on KpiRow {
  group {
    key
    value
    label(language: $language)
  }
  values {
    id
    value
    n
    d
    complete
    errorBound
    noData
    suppressed
    distribution
    bins {
      from
      to
      n
    }
    interval {
      low
      high
    }
    compared {
      value
      n
      d
      noData
      suppressed
      difference
    }
  }
}
    `, {"fragmentName":"AnalyseRow"}) as unknown as TypedDocumentString<AnalyseRowFragment, unknown>;
export const SavedViewPartsFragmentDoc = new TypedDocumentString(`
    fragment SavedViewParts on SavedView {
  id
  version
  name(language: $language)
  owner
  audience
  isBuiltIn
  mayChange
  question
  chart
}
    `, {"fragmentName":"SavedViewParts"}) as unknown as TypedDocumentString<SavedViewPartsFragment, unknown>;
export const DirectivePartsFragmentDoc = new TypedDocumentString(`
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}
    `, {"fragmentName":"DirectiveParts"}) as unknown as TypedDocumentString<DirectivePartsFragment, unknown>;
export const AnswerPartsFragmentDoc = new TypedDocumentString(`
    fragment AnswerParts on AnswerDirectiveResult {
  __typename
  ... on DirectiveAnswered {
    directive {
      ...DirectiveParts
    }
  }
  ... on DirectiveOver {
    message
    directive {
      ...DirectiveParts
    }
  }
  ... on InvalidDirective {
    faults {
      field
      message
    }
  }
  ... on NotAllowed {
    message
  }
  ... on UnknownDirective {
    message
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}`, {"fragmentName":"AnswerParts"}) as unknown as TypedDocumentString<AnswerPartsFragment, unknown>;
export const BookPartsFragmentDoc = new TypedDocumentString(`
    fragment BookParts on RuleBook {
  revision
  yaml
  rules {
    id
    name(language: $language)
    version
    severity
    watch
    each
    appliedAt
    appliedBy
  }
}
    `, {"fragmentName":"BookParts"}) as unknown as TypedDocumentString<BookPartsFragment, unknown>;
export const AlertFeedDocument = new TypedDocumentString(`
    subscription AlertFeed($language: Language!) {
  alertList {
    seq
    serverTime
    alerts {
      ...AlertParts
    }
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}`) as unknown as TypedDocumentString<AlertFeedSubscription, AlertFeedSubscriptionVariables>;
export const ClosedAlertsDocument = new TypedDocumentString(`
    query ClosedAlerts($language: Language!, $before: Millis, $first: Int!) {
  alerts(list: closed, before: $before, first: $first) {
    ...AlertParts
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}`) as unknown as TypedDocumentString<ClosedAlertsQuery, ClosedAlertsQueryVariables>;
export const AlertPageDocument = new TypedDocumentString(`
    query AlertPage($id: ID!, $language: Language!) {
  alert(id: $id) {
    alert {
      ...AlertParts
      advice(language: $language)
    }
    timeline {
      id
      at
      kind
      actor
      detail
    }
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}`) as unknown as TypedDocumentString<AlertPageQuery, AlertPageQueryVariables>;
export const AcknowledgeAlertDocument = new TypedDocumentString(`
    mutation AcknowledgeAlert($id: ID!, $episode: Int!, $minutes: Int!, $language: Language!) {
  answer: acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) {
    ...AnswerAlertParts
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}
fragment AnswerAlertParts on AlertResult {
  __typename
  ... on AlertChanged {
    alert {
      ...AlertParts
    }
  }
  ... on AlertRefused {
    code
    message
    current {
      ...AlertParts
    }
  }
}`) as unknown as TypedDocumentString<AcknowledgeAlertMutation, AcknowledgeAlertMutationVariables>;
export const CommentAlertDocument = new TypedDocumentString(`
    mutation CommentAlert($id: ID!, $text: String!, $language: Language!) {
  answer: commentAlert(id: $id, text: $text) {
    ...AnswerAlertParts
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}
fragment AnswerAlertParts on AlertResult {
  __typename
  ... on AlertChanged {
    alert {
      ...AlertParts
    }
  }
  ... on AlertRefused {
    code
    message
    current {
      ...AlertParts
    }
  }
}`) as unknown as TypedDocumentString<CommentAlertMutation, CommentAlertMutationVariables>;
export const AssignAlertDocument = new TypedDocumentString(`
    mutation AssignAlert($id: ID!, $to: String, $language: Language!) {
  answer: assignAlert(id: $id, to: $to) {
    ...AnswerAlertParts
  }
}
    fragment AlertParts on Alert {
  id
  ruleId
  name(language: $language)
  severity
  identity
  regionId
  centreId
  serviceId
  agencyId
  condition
  conditionSince
  signal
  signalReason
  value
  threshold
  watch
  episode
  firedAt
  clearedAt
  closedAt
  acknowledgedBy
  acknowledgedAt
  acknowledgedUntil
  assignedTo
  suppressedBy
}
fragment AnswerAlertParts on AlertResult {
  __typename
  ... on AlertChanged {
    alert {
      ...AlertParts
    }
  }
  ... on AlertRefused {
    code
    message
    current {
      ...AlertParts
    }
  }
}`) as unknown as TypedDocumentString<AssignAlertMutation, AssignAlertMutationVariables>;
export const MakeSilenceDocument = new TypedDocumentString(`
    mutation MakeSilence($input: SilenceInput!) {
  makeSilence(input: $input) {
    __typename
    ... on SilenceChanged {
      silence {
        ...SilenceParts
      }
    }
    ... on AlertRefused {
      message
    }
  }
}
    fragment SilenceParts on Silence {
  id
  kind
  ruleId
  regionId
  centreId
  serviceId
  agencyId
  from
  to
  reason
  madeBy
}`) as unknown as TypedDocumentString<MakeSilenceMutation, MakeSilenceMutationVariables>;
export const SilencesDocument = new TypedDocumentString(`
    query Silences {
  silences {
    ...SilenceParts
  }
}
    fragment SilenceParts on Silence {
  id
  kind
  ruleId
  regionId
  centreId
  serviceId
  agencyId
  from
  to
  reason
  madeBy
}`) as unknown as TypedDocumentString<SilencesQuery, SilencesQueryVariables>;
export const EndSilenceDocument = new TypedDocumentString(`
    mutation EndSilence($id: ID!) {
  endSilence(id: $id) {
    __typename
    ... on AlertRefused {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EndSilenceMutation, EndSilenceMutationVariables>;
export const AlertLoadDocument = new TypedDocumentString(`
    query AlertLoad($scope: ScopeInput, $from: String!, $to: String!, $language: Language!) {
  alertLoad(scope: $scope, from: $from, to: $to) {
    from
    to
    knownFrom
    knownTo
    stepHours
    fired
    paged
    people
    perPersonHour
    unacknowledged
    toAcknowledge {
      n
      median
      p90
      longest
    }
    toResolve {
      n
      median
      p90
      longest
    }
    steps {
      at
      fired
      paged
      people
      perPersonHour
    }
    sources {
      ...SourceParts
    }
    chatter {
      ...SourceParts
    }
    persons {
      supervisorId
      name
      role
      pages
      hours
      busiestHour
    }
  }
}
    fragment SourceParts on AlertSource {
  ruleId
  name(language: $language)
  severity
  identity
  centreId
  serviceId
  agencyId
  fired
  share
  acknowledged
  medianSeconds
}`) as unknown as TypedDocumentString<AlertLoadQuery, AlertLoadQueryVariables>;
export const NoticesDocument = new TypedDocumentString(`
    query Notices {
  notices(first: 20) {
    id
    kind
    severity
    subject
    paragraphs
    alertIds
    to
    madeAt
    shownAt
  }
}
    `) as unknown as TypedDocumentString<NoticesQuery, NoticesQueryVariables>;
export const NoticesShownDocument = new TypedDocumentString(`
    mutation NoticesShown($ids: [ID!]!) {
  noticesShown(ids: $ids)
}
    `) as unknown as TypedDocumentString<NoticesShownMutation, NoticesShownMutationVariables>;
export const TrendDocument = new TypedDocumentString(`
    query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {
  trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) {
    at
    issued
    served
    abandoned
    waitMean {
      value
      n
      d
    }
  }
}
    `) as unknown as TypedDocumentString<TrendQuery, TrendQueryVariables>;
export const KpisDocument = new TypedDocumentString(`
    query Kpis($request: KpiRequest!) {
  kpis(request: $request) {
    rows {
      group {
        key
        value
      }
      values {
        id
        value
        n
        d
        complete
        errorBound
        noData
        suppressed
        distribution
      }
    }
  }
}
    `) as unknown as TypedDocumentString<KpisQuery, KpisQueryVariables>;
export const CatalogueDocument = new TypedDocumentString(`
    query Catalogue($language: Language!) {
  network {
    id
    name(language: $language)
    timeZone
    serviceLevelTarget
    satisfactionTarget
  }
  viewer {
    name
    role
    mayTryRoles
    hasAccount
    isAdministrator
    scopeKind
    scopeId
  }
  regions {
    id
    name(language: $language)
    tileRow
    tileColumn
    tileLabel
    centres {
      id
      name(language: $language)
      kind
      latitude
      longitude
      timeZone
    }
  }
  services {
    id
    name(language: $language)
    targetSeconds
    agency {
      id
    }
  }
  agencies {
    id
    name(language: $language)
  }
}
    `) as unknown as TypedDocumentString<CatalogueQuery, CatalogueQueryVariables>;
export const SignedInDocument = new TypedDocumentString(`
    query SignedIn {
  viewer {
    name
    role
    scopeId
  }
}
    `) as unknown as TypedDocumentString<SignedInQuery, SignedInQueryVariables>;
export const BackfillProgressDocument = new TypedDocumentString(`
    query BackfillProgress {
  network {
    id
    backfill {
      pendingEvents
      appliedEvents
      share
    }
  }
}
    `) as unknown as TypedDocumentString<BackfillProgressQuery, BackfillProgressQueryVariables>;
export const CentreInsideDocument = new TypedDocumentString(`
    query CentreInside($id: ID!, $language: Language!) {
  centre(id: $id) {
    id
    services {
      id
    }
    desks {
      id
      name(language: $language)
      services {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CentreInsideQuery, CentreInsideQueryVariables>;
export const NetworkLiveDocument = new TypedDocumentString(`
    subscription NetworkLive($centresAtMost: Int!) {
  live(centresAtMost: $centresAtMost) {
    __typename
    ... on LiveSnapshot {
      seq
      serverTime
      watermark
      buildId
      figures {
        ...FiguresParts
      }
      regions {
        ...RegionParts
      }
      centres {
        ...StatusParts
      }
    }
    ... on LiveDelta {
      seq
      serverTime
      watermark
      goneCentreIds
      changedFigures: figures {
        ...FiguresParts
      }
      regions {
        ...RegionParts
      }
      centres {
        ...StatusParts
      }
    }
    ... on LiveHeartbeat {
      seq
      serverTime
      watermark
      buildId
    }
  }
}
    fragment FiguresParts on ScopeFigures {
  asOf
  waitingNow
  longestWaitSince
  longestWaitCentreId
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  centresOpen
  centresTotal
  agentsSilent
  agentsTotal
  upstreamDown
  servedThisHour
  servedToday
  servedUsualToday
  servedUsualThisHour
  waitMeanToday {
    value
    n
    d
  }
  serviceLevelToday {
    value
    n
    d
  }
  satisfactionToday {
    value
    n
    d
  }
  ratingsToday
  windows {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
}
fragment RegionParts on RegionStatus {
  regionId
  severity
  waitingNow
  desksOpen
  longestWaitSince
  centresOpen
  centresTotal
  centresInTrouble
  isClosed
}
fragment StatusParts on CentreStatus {
  centreId
  dataAsOf
  lastEventAt
  heartbeatSeconds
  freshness
  freshnessSince
  isOpen
  expectedOpen
  powerDown
  upstreamDownAgencyIds
  waitingNow
  longestWaitSince
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  severity
  lastHour {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
  troubles {
    kind
    severity
    subjectId
    since
    value
    limit
  }
}`) as unknown as TypedDocumentString<NetworkLiveSubscription, NetworkLiveSubscriptionVariables>;
export const ScopeLiveDocument = new TypedDocumentString(`
    subscription ScopeLive($scope: ScopeInput!) {
  live(scope: $scope) {
    __typename
    ... on LiveSnapshot {
      seq
      serverTime
      watermark
      buildId
      figures {
        ...FiguresParts
      }
      centres {
        ...StatusParts
        ...InsideParts
      }
    }
    ... on LiveDelta {
      seq
      serverTime
      watermark
      changedFigures: figures {
        ...FiguresParts
      }
      centres {
        ...StatusParts
        ...InsideParts
      }
    }
    ... on LiveHeartbeat {
      seq
      serverTime
      watermark
      buildId
    }
  }
}
    fragment FiguresParts on ScopeFigures {
  asOf
  waitingNow
  longestWaitSince
  longestWaitCentreId
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  centresOpen
  centresTotal
  agentsSilent
  agentsTotal
  upstreamDown
  servedThisHour
  servedToday
  servedUsualToday
  servedUsualThisHour
  waitMeanToday {
    value
    n
    d
  }
  serviceLevelToday {
    value
    n
    d
  }
  satisfactionToday {
    value
    n
    d
  }
  ratingsToday
  windows {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
}
fragment StatusParts on CentreStatus {
  centreId
  dataAsOf
  lastEventAt
  heartbeatSeconds
  freshness
  freshnessSince
  isOpen
  expectedOpen
  powerDown
  upstreamDownAgencyIds
  waitingNow
  longestWaitSince
  meanWaitingSince
  servingNow
  desksOpen
  desksTotal
  staffLoggedIn
  severity
  lastHour {
    minutes
    served
    waitMean {
      value
      n
      d
    }
    waitP90 {
      value
      n
      d
    }
    serviceLevel {
      value
      n
      d
    }
    satisfaction {
      value
      n
      d
    }
  }
  troubles {
    kind
    severity
    subjectId
    since
    value
    limit
  }
}
fragment InsideParts on CentreStatus {
  queues {
    serviceId
    waiting
    longestWaitSince
    meanWaitingSince
    serving
  }
  desks {
    deskId
    isOpen
    isLoggedIn
    state
    since
    serviceId
    ticketNo
  }
}`) as unknown as TypedDocumentString<ScopeLiveSubscription, ScopeLiveSubscriptionVariables>;
export const OwnAccountDocument = new TypedDocumentString(`
    query OwnAccount {
  ownAccount {
    userName
    name
    role
    hasPassword
    hasSecondFactor
    recoveryCodesLeft
    sessions {
      id
      way
      startedAt
      seenAt
      expiresAt
      address
      browser
      isThis
    }
  }
}
    `) as unknown as TypedDocumentString<OwnAccountQuery, OwnAccountQueryVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($current: String!, $next: String!) {
  changePassword(current: $current, next: $next)
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const BeginSecondFactorDocument = new TypedDocumentString(`
    mutation BeginSecondFactor {
  beginSecondFactor {
    secret
    address
  }
}
    `) as unknown as TypedDocumentString<BeginSecondFactorMutation, BeginSecondFactorMutationVariables>;
export const ConfirmSecondFactorDocument = new TypedDocumentString(`
    mutation ConfirmSecondFactor($code: String!) {
  confirmSecondFactor(code: $code)
}
    `) as unknown as TypedDocumentString<ConfirmSecondFactorMutation, ConfirmSecondFactorMutationVariables>;
export const EndSecondFactorDocument = new TypedDocumentString(`
    mutation EndSecondFactor($password: String!) {
  endSecondFactor(password: $password)
}
    `) as unknown as TypedDocumentString<EndSecondFactorMutation, EndSecondFactorMutationVariables>;
export const EndSessionDocument = new TypedDocumentString(`
    mutation EndSession($id: ID!) {
  endSession(id: $id)
}
    `) as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  accounts {
    id
    userName
    name
    role
    regionId
    centreId
    agencyId
    seesStaff
    hasSecondFactor
    hasFirstPassword
    isProvided
    lockedUntil
    disabledAt
    lastSeenAt
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AddAccountDocument = new TypedDocumentString(`
    mutation AddAccount($userName: String!, $name: String!, $right: AccountRightInput!) {
  addAccount(userName: $userName, name: $name, right: $right) {
    firstPassword
    account {
      id
      name
      userName
    }
  }
}
    `) as unknown as TypedDocumentString<AddAccountMutation, AddAccountMutationVariables>;
export const ChangeAccountRightDocument = new TypedDocumentString(`
    mutation ChangeAccountRight($id: ID!, $right: AccountRightInput!) {
  changeAccountRight(id: $id, right: $right) {
    account {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ChangeAccountRightMutation, ChangeAccountRightMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($id: ID!) {
  resetPassword(id: $id) {
    firstPassword
    account {
      id
      name
      userName
    }
  }
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const DisableAccountDocument = new TypedDocumentString(`
    mutation DisableAccount($id: ID!) {
  disableAccount(id: $id) {
    account {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<DisableAccountMutation, DisableAccountMutationVariables>;
export const EnableAccountDocument = new TypedDocumentString(`
    mutation EnableAccount($id: ID!) {
  enableAccount(id: $id) {
    account {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<EnableAccountMutation, EnableAccountMutationVariables>;
export const KpiCatalogueDocument = new TypedDocumentString(`
    query KpiCatalogue($language: Language!) {
  kpiCatalogue {
    id
    version
    unit
    clock
    group
    direction
    target
    name(language: $language)
    definition(language: $language)
  }
}
    `) as unknown as TypedDocumentString<KpiCatalogueQuery, KpiCatalogueQueryVariables>;
export const AnalyseDocument = new TypedDocumentString(`
    query Analyse($request: KpiRequest!, $language: Language!) {
  kpis(request: $request) {
    kpis {
      id
      version
      unit
      clock
      group
      direction
      target
      name(language: $language)
      definition(language: $language)
    }
    rows {
      ...AnalyseRow
    }
    totals {
      ...AnalyseRow
    }
    notes {
      code
      text(language: $language)
    }
    from
    to
    comparedFrom
    comparedTo
    timeZone
    asOf
    questionHash
  }
}
    fragment AnalyseRow on KpiRow {
  group {
    key
    value
    label(language: $language)
  }
  values {
    id
    value
    n
    d
    complete
    errorBound
    noData
    suppressed
    distribution
    bins {
      from
      to
      n
    }
    interval {
      low
      high
    }
    compared {
      value
      n
      d
      noData
      suppressed
      difference
    }
  }
}`) as unknown as TypedDocumentString<AnalyseQuery, AnalyseQueryVariables>;
export const SeenValuesDocument = new TypedDocumentString(`
    query SeenValues($request: KpiRequest!, $language: Language!) {
  kpis(request: $request) {
    rows {
      group {
        key
        value
        label(language: $language)
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SeenValuesQuery, SeenValuesQueryVariables>;
export const SavedViewsDocument = new TypedDocumentString(`
    query SavedViews($language: Language!) {
  savedViews {
    ...SavedViewParts
  }
}
    fragment SavedViewParts on SavedView {
  id
  version
  name(language: $language)
  owner
  audience
  isBuiltIn
  mayChange
  question
  chart
}`) as unknown as TypedDocumentString<SavedViewsQuery, SavedViewsQueryVariables>;
export const SaveViewDocument = new TypedDocumentString(`
    mutation SaveView($input: SavedViewInput!) {
  saveView(input: $input) {
    id
    version
  }
}
    `) as unknown as TypedDocumentString<SaveViewMutation, SaveViewMutationVariables>;
export const DeleteViewDocument = new TypedDocumentString(`
    mutation DeleteView($id: ID!) {
  deleteView(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteViewMutation, DeleteViewMutationVariables>;
export const ExpectedAppointmentsDocument = new TypedDocumentString(`
    query ExpectedAppointments($centreId: ID!) {
  expectedAppointments(centreId: $centreId) {
    asOf
    until
    slots {
      serviceId
      slotAt
      expected
      arrived
    }
    hours {
      at
      booked
      arrived
    }
  }
}
    `) as unknown as TypedDocumentString<ExpectedAppointmentsQuery, ExpectedAppointmentsQueryVariables>;
export const DirectivesDocument = new TypedDocumentString(`
    query Directives($filter: DirectiveFilter!, $first: Int!) {
  directives(filter: $filter, first: $first) {
    hasMore
    directives {
      ...DirectiveParts
    }
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}`) as unknown as TypedDocumentString<DirectivesQuery, DirectivesQueryVariables>;
export const SendDirectiveDocument = new TypedDocumentString(`
    mutation SendDirective($directive: DirectiveInput!) {
  sendDirective(directive: $directive) {
    __typename
    ... on DirectiveSent {
      directive {
        ...DirectiveParts
      }
    }
    ... on InvalidDirective {
      faults {
        field
        message
      }
    }
    ... on NotAllowed {
      message
    }
    ... on UnknownCentre {
      message
    }
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}`) as unknown as TypedDocumentString<SendDirectiveMutation, SendDirectiveMutationVariables>;
export const AcknowledgeDirectiveDocument = new TypedDocumentString(`
    mutation AcknowledgeDirective($id: ID!) {
  answer: acknowledgeDirective(id: $id) {
    ...AnswerParts
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}
fragment AnswerParts on AnswerDirectiveResult {
  __typename
  ... on DirectiveAnswered {
    directive {
      ...DirectiveParts
    }
  }
  ... on DirectiveOver {
    message
    directive {
      ...DirectiveParts
    }
  }
  ... on InvalidDirective {
    faults {
      field
      message
    }
  }
  ... on NotAllowed {
    message
  }
  ... on UnknownDirective {
    message
  }
}`) as unknown as TypedDocumentString<AcknowledgeDirectiveMutation, AcknowledgeDirectiveMutationVariables>;
export const CompleteDirectiveDocument = new TypedDocumentString(`
    mutation CompleteDirective($id: ID!, $note: String!) {
  answer: completeDirective(id: $id, note: $note) {
    ...AnswerParts
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}
fragment AnswerParts on AnswerDirectiveResult {
  __typename
  ... on DirectiveAnswered {
    directive {
      ...DirectiveParts
    }
  }
  ... on DirectiveOver {
    message
    directive {
      ...DirectiveParts
    }
  }
  ... on InvalidDirective {
    faults {
      field
      message
    }
  }
  ... on NotAllowed {
    message
  }
  ... on UnknownDirective {
    message
  }
}`) as unknown as TypedDocumentString<CompleteDirectiveMutation, CompleteDirectiveMutationVariables>;
export const RefuseDirectiveDocument = new TypedDocumentString(`
    mutation RefuseDirective($id: ID!, $reason: String!) {
  answer: refuseDirective(id: $id, reason: $reason) {
    ...AnswerParts
  }
}
    fragment DirectiveParts on Directive {
  id
  centreId
  kind
  quantity
  text
  sentAt
  sentBy
  acknowledgeBy
  dueAt
  state
  overdue
  missed
  closedAt
  closingNote
  timeline {
    at
    kind
    actor
    via
    note
    counts
  }
}
fragment AnswerParts on AnswerDirectiveResult {
  __typename
  ... on DirectiveAnswered {
    directive {
      ...DirectiveParts
    }
  }
  ... on DirectiveOver {
    message
    directive {
      ...DirectiveParts
    }
  }
  ... on InvalidDirective {
    faults {
      field
      message
    }
  }
  ... on NotAllowed {
    message
  }
  ... on UnknownDirective {
    message
  }
}`) as unknown as TypedDocumentString<RefuseDirectiveMutation, RefuseDirectiveMutationVariables>;
export const ReportsDocument = new TypedDocumentString(`
    query Reports($language: Language!) {
  savedViews {
    id
    name(language: $language)
  }
  reportSubscriptions {
    id
    name
    template
    viewId
    cadence
    wallTime
    timeZone
    language
    runsAs
    scopeKind
    scopeId
    rightEndsAt
    nextDueAt
    stoppedAt
    stoppedBy
    stoppedWhy
    mayChange
    recipients {
      id
      name
      address
      state
    }
    choices {
      id
      name
    }
    runs(first: 8) {
      id
      period
      state
      reason
      says
      isOverdue
      asOf
      missing {
        centreId
        name(language: $language)
        why
      }
      files {
        name
        format
        path
      }
      deliveries {
        name
        address
        state
        says
        changedAt
      }
      revisions {
        kpi
        unit
        row
        sent
        now
        at
        toldIn
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReportsQuery, ReportsQueryVariables>;
export const SubscribeReportDocument = new TypedDocumentString(`
    mutation SubscribeReport($input: ReportSubscriptionInput!) {
  subscribe(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<SubscribeReportMutation, SubscribeReportMutationVariables>;
export const AddRecipientDocument = new TypedDocumentString(`
    mutation AddRecipient($input: ReportRecipientInput!) {
  addReportRecipient(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<AddRecipientMutation, AddRecipientMutationVariables>;
export const RemoveRecipientDocument = new TypedDocumentString(`
    mutation RemoveRecipient($id: ID!) {
  removeReportRecipient(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveRecipientMutation, RemoveRecipientMutationVariables>;
export const RunReportDocument = new TypedDocumentString(`
    mutation RunReport($id: ID!, $period: String) {
  runReport(subscriptionId: $id, period: $period) {
    id
  }
}
    `) as unknown as TypedDocumentString<RunReportMutation, RunReportMutationVariables>;
export const StopReportDocument = new TypedDocumentString(`
    mutation StopReport($id: ID!) {
  stopSubscription(id: $id)
}
    `) as unknown as TypedDocumentString<StopReportMutation, StopReportMutationVariables>;
export const TakeOverReportDocument = new TypedDocumentString(`
    mutation TakeOverReport($id: ID!) {
  takeOverSubscription(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<TakeOverReportMutation, TakeOverReportMutationVariables>;
export const RuleBookDocument = new TypedDocumentString(`
    query RuleBook($language: Language!) {
  ruleBook {
    __typename
    ... on RuleBook {
      ...BookParts
    }
    ... on NotAllowed {
      message
    }
  }
}
    fragment BookParts on RuleBook {
  revision
  yaml
  rules {
    id
    name(language: $language)
    version
    severity
    watch
    each
    appliedAt
    appliedBy
  }
}`) as unknown as TypedDocumentString<RuleBookQuery, RuleBookQueryVariables>;
export const RuleVersionsDocument = new TypedDocumentString(`
    query RuleVersions($id: ID!) {
  ruleVersions(id: $id) {
    __typename
    ... on RuleVersions {
      versions {
        version
        appliedAt
        appliedBy
        yaml
      }
    }
    ... on NotAllowed {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RuleVersionsQuery, RuleVersionsQueryVariables>;
export const CheckRulesDocument = new TypedDocumentString(`
    query CheckRules($yaml: String!) {
  checkRules(yaml: $yaml) {
    __typename
    ... on RulesChecked {
      faults {
        line
        column
        message
      }
    }
    ... on NotAllowed {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CheckRulesQuery, CheckRulesQueryVariables>;
export const SaveRulesDocument = new TypedDocumentString(`
    mutation SaveRules($yaml: String!, $revision: String!, $language: Language!) {
  saveRules(yaml: $yaml, revision: $revision) {
    __typename
    ... on RulesSaved {
      added
      changed
      removed
      book {
        ...BookParts
      }
    }
    ... on RulesFaulty {
      faults {
        line
        column
        message
      }
    }
    ... on RulesOutdated {
      message
    }
    ... on NotAllowed {
      message
    }
  }
}
    fragment BookParts on RuleBook {
  revision
  yaml
  rules {
    id
    name(language: $language)
    version
    severity
    watch
    each
    appliedAt
    appliedBy
  }
}`) as unknown as TypedDocumentString<SaveRulesMutation, SaveRulesMutationVariables>;