// Made by `npm run generate` from the .graphql files of services/api. Do not edit.

/** A field of a view, as graphql-js resolves it: a value, a promise of it, or a function of the field's arguments. */
export type Field<Value, Args = object> = Value | Promise<Value> | ((args: Args) => Value | Promise<Value>);

export type AlertCondition = 'firing' | 'normal' | 'pending' | 'recovering';

export type AlertListKind = 'closed' | 'open';

export type AlertRefusalCode = 'bad_input' | 'closed' | 'fired_again' | 'not_allowed' | 'not_found' | 'taken';

export type AlertSeverity = 'critical' | 'info' | 'warning';

/** Whether the figure is known. An unknown figure resolves nothing. */
export type AlertSignal = 'error' | 'no_data' | 'ok';

export type AlertSuppression = 'inhibited' | 'maintenance' | 'out_of_hours' | 'silence';

/** Who is notified at a step of an escalation. */
export type AlertTarget = 'agency_head' | 'centre_manager' | 'county_commissioner' | 'secretariat';

export type DirectiveDeadline = 'acknowledgement' | 'completion';

export type DirectiveEntryKind = 'acknowledged' | 'acknowledgement_overdue' | 'completion_overdue' | 'delivered' | 'done' | 'refused' | 'sent';

export type DirectiveKind = 'call_back' | 'free_text' | 'move_staff' | 'open_desks';

export type DirectiveState = 'acknowledged' | 'delivered' | 'done' | 'refused' | 'sent';

/** How far a status can be trusted as current. */
export type Freshness = 'fresh' | 'future' | 'late' | 'never_connected' | 'silent';

export type KpiComparison = 'before' | 'network' | 'region' | 'target' | 'year';

/** Groups of kpis.md. Periods are told by the clock that `zone` of the request names. */
export type KpiGroup = 'agency' | 'centre' | 'channel' | 'day' | 'day_of_week' | 'desk' | 'hour' | 'hour_of_day' | 'month' | 'network' | 'quarter_hour' | 'region' | 'service' | 'staff' | 'week' | 'year';

/** Periods by the clock of the network's zone, each of them whole: this_month ends with the month. */
export type KpiPeriodName = 'last_month' | 'last_quarter' | 'last_week' | 'last_year' | 'this_month' | 'this_quarter' | 'this_week' | 'this_year' | 'today' | 'yesterday';

export type KpiSplit = 'age_band' | 'channel' | 'disability' | 'ethnicity' | 'gender' | 'language' | 'outcome' | 'priority' | 'rural';

/** By whose clock days and hours are told, whatever the question is grouped by. */
export type KpiZone = 'centre' | 'network';

export type Language = 'en' | 'kk' | 'ru' | 'sw';

export type NoticeKind = 'directive' | 'page' | 'report' | 'report_notice' | 'resolved';

export type PeopleRefusalCode = 'bad_input' | 'not_allowed' | 'not_found';

export type Role = 'manager' | 'operator' | 'viewer';

export type Severity = 'critical' | 'normal' | 'unknown' | 'warning';

export type SilenceKind = 'maintenance' | 'silence';

export type TroubleKind = 'agent_silent' | 'closed_but_should_be_open' | 'data_future' | 'data_late' | 'long_wait' | 'no_desk_open' | 'power_down' | 'queue_growing' | 'upstream_down';

export interface AccountRightInput {
  readonly agencyId?: string | null | undefined;
  readonly centreId?: string | null | undefined;
  /** At most one of the three places; none: the whole network. */
  readonly regionId?: string | null | undefined;
  /** viewer, operator, manager or administrator */
  readonly role: string;
  readonly seesStaff?: boolean | null | undefined;
}

export interface DirectiveFilter {
  readonly alertId?: string | null | undefined;
  readonly centreId?: string | null | undefined;
  /** Time of sending: ISO dates or date-times in the network's time zone; to is exclusive. */
  readonly from?: string | null | undefined;
  readonly overdue?: boolean | null | undefined;
  readonly states?: readonly DirectiveState[] | null | undefined;
  readonly to?: string | null | undefined;
}

export interface DirectiveInput {
  readonly acknowledgeMinutes: number;
  readonly alertId?: string | null | undefined;
  readonly centreId: string;
  readonly dueMinutes: number;
  readonly kind: DirectiveKind;
  readonly quantity?: number | null | undefined;
  /** A UUID that the sender chooses: the same request sent twice is one directive. */
  readonly requestId: string;
  readonly text: string;
}

export interface KpiFilter {
  /** A group of places or people: region, centre, desk, staff, agency, service, channel; or a split's name. */
  readonly key: string;
  readonly value: string;
}

export interface KpiRequest {
  readonly by: readonly KpiGroup[];
  /** A second figure beside each one. */
  readonly compare?: KpiComparison | null | undefined;
  /** Percentiles and parameters from legs instead of histograms. */
  readonly exact: boolean;
  /** ISO date or date-time by the clock of zone. Give from and to, or period. */
  readonly from?: string | null | undefined;
  /** Ids of the catalogue, each with an optional parameter: service_level:60 */
  readonly ids: readonly string[];
  /** Also intervals of means, for which histograms are read: slower. Other figures have theirs anyway. */
  readonly intervals: boolean;
  readonly period?: KpiPeriodName | null | undefined;
  readonly split?: KpiSplit | null | undefined;
  /** Exclusive. */
  readonly to?: string | null | undefined;
  /** Also give the figures of the whole and of each leading group, asked again, never added up. */
  readonly totals: boolean;
  readonly where: readonly KpiFilter[];
  /** Also give a row for each period or place without data. */
  readonly withEmpty: boolean;
  readonly zone: KpiZone;
}

export interface ReportRecipientInput {
  readonly address?: string | null | undefined;
  readonly name?: string | null | undefined;
  /** Of the people file; or an address outside. */
  readonly personId?: string | null | undefined;
  readonly subscriptionId: string;
}

export interface ReportSubscriptionInput {
  readonly cadence: string;
  /** How long a run waits for data after it is due; default three hours. */
  readonly deadlineSeconds: number;
  readonly formats: readonly string[];
  readonly language: Language;
  readonly name: string;
  readonly template: string;
  /** Default: the network's. */
  readonly timeZone?: string | null | undefined;
  /** For the template table: a view that you see. */
  readonly viewId?: string | null | undefined;
  readonly wallTime: string;
}

export interface SavedViewInput {
  /** own: only the owner; role: people with the owner's role; everyone */
  readonly audience: string;
  readonly chart?: string | null | undefined;
  /** Absent: a new view. */
  readonly id?: string | null | undefined;
  readonly name: string;
  /** The question as JSON. */
  readonly question: string;
  /** The version that was read; refused when another was saved since. Needed with id. */
  readonly version?: number | null | undefined;
}

export interface ScopeInput {
  readonly centreId?: string | null | undefined;
  readonly regionId?: string | null | undefined;
}

/** Alerts that match all given fields are recorded and shown, but do not page anyone. */
export interface SilenceInput {
  readonly agencyId?: string | null | undefined;
  readonly centreId?: string | null | undefined;
  readonly from?: number | null | undefined;
  readonly kind: SilenceKind;
  readonly minutes: number;
  readonly reason: string;
  readonly regionId?: string | null | undefined;
  readonly ruleId?: string | null | undefined;
  readonly serviceId?: string | null | undefined;
}

export interface StandInInput {
  readonly from?: number | null | undefined;
  /** The person who is replaced, also as a deputy; absent: the person on duty. */
  readonly insteadOfId?: string | null | undefined;
  readonly minutes: number;
  readonly personId: string;
  readonly reason: string;
  readonly rosterId: string;
}

export interface AgencyNameArgs {
  readonly language: Language | null;
}

export interface AlertAdviceArgs {
  readonly language: Language | null;
}

export interface AlertNameArgs {
  readonly language: Language | null;
}

export interface AlertSourceNameArgs {
  readonly language: Language | null;
}

export interface CentreNameArgs {
  readonly language: Language | null;
}

export interface DeskNameArgs {
  readonly language: Language | null;
}

export interface KpiDefinitionDefinitionArgs {
  readonly language: Language | null;
}

export interface KpiDefinitionNameArgs {
  readonly language: Language | null;
}

export interface KpiGroupValueLabelArgs {
  readonly language: Language | null;
}

export interface KpiNoteTextArgs {
  readonly language: Language | null;
}

export interface MutationAcknowledgeAlertArgs {
  readonly episode: number;
  readonly id: string;
  readonly minutes: number;
}

export interface MutationAcknowledgeDirectiveArgs {
  readonly id: string;
}

export interface MutationAddAccountArgs {
  readonly name: string;
  readonly right: AccountRightInput;
  readonly userName: string;
}

export interface MutationAddReportRecipientArgs {
  readonly input: ReportRecipientInput;
}

export interface MutationApplyPeopleArgs {
  readonly yaml: string;
}

export interface MutationAssignAlertArgs {
  readonly id: string;
  readonly to?: string | null | undefined;
}

export interface MutationChangeAccountRightArgs {
  readonly id: string;
  readonly right: AccountRightInput;
}

export interface MutationChangePasswordArgs {
  readonly current: string;
  readonly next: string;
}

export interface MutationCommentAlertArgs {
  readonly id: string;
  readonly text: string;
}

export interface MutationCompleteDirectiveArgs {
  readonly id: string;
  readonly note: string;
}

export interface MutationConfirmSecondFactorArgs {
  readonly code: string;
}

export interface MutationDeleteViewArgs {
  readonly id: string;
}

export interface MutationDisableAccountArgs {
  readonly id: string;
}

export interface MutationEnableAccountArgs {
  readonly id: string;
}

export interface MutationEndSecondFactorArgs {
  readonly password: string;
}

export interface MutationEndSessionArgs {
  readonly id: string;
}

export interface MutationEndSilenceArgs {
  readonly id: string;
}

export interface MutationEndStandInArgs {
  readonly id: string;
}

export interface MutationMakeSilenceArgs {
  readonly input: SilenceInput;
}

export interface MutationMakeStandInArgs {
  readonly input: StandInInput;
}

export interface MutationNoticesShownArgs {
  readonly ids: readonly string[];
}

export interface MutationRefuseDirectiveArgs {
  readonly id: string;
  readonly reason: string;
}

export interface MutationRemoveReportRecipientArgs {
  readonly id: string;
}

export interface MutationResetPasswordArgs {
  readonly id: string;
}

export interface MutationRunReportArgs {
  readonly period?: string | null | undefined;
  readonly subscriptionId: string;
}

export interface MutationSaveRulesArgs {
  readonly revision: string;
  readonly yaml: string;
}

export interface MutationSaveViewArgs {
  readonly input: SavedViewInput;
}

export interface MutationSendDirectiveArgs {
  readonly directive: DirectiveInput;
}

export interface MutationStopSubscriptionArgs {
  readonly id: string;
}

export interface MutationSubscribeArgs {
  readonly input: ReportSubscriptionInput;
}

export interface MutationTakeOverSubscriptionArgs {
  readonly id: string;
}

export interface NetworkNameArgs {
  readonly language: Language | null;
}

export interface QueryAlertArgs {
  readonly id: string;
}

export interface QueryAlertLoadArgs {
  readonly from: string;
  readonly scope?: ScopeInput | null | undefined;
  readonly to: string;
}

export interface QueryAlertsArgs {
  readonly before?: number | null | undefined;
  readonly first: number | null;
  readonly list: AlertListKind | null;
  readonly scope?: ScopeInput | null | undefined;
}

export interface QueryCentreArgs {
  readonly id: string;
}

export interface QueryCentresArgs {
  readonly regionId?: string | null | undefined;
}

export interface QueryCheckRulesArgs {
  readonly yaml: string;
}

export interface QueryDataQualityArgs {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

export interface QueryDirectiveArgs {
  readonly id: string;
}

export interface QueryDirectivesArgs {
  readonly before?: string | null | undefined;
  readonly filter?: DirectiveFilter | null | undefined;
  readonly first: number;
}

export interface QueryExpectedAppointmentsArgs {
  readonly centreId: string;
}

export interface QueryKpisArgs {
  readonly request: KpiRequest;
}

export interface QueryNoticesArgs {
  readonly first: number | null;
}

export interface QueryRegionArgs {
  readonly id: string;
}

export interface QueryReportRunArgs {
  readonly id: string;
}

export interface QueryRuleVersionsArgs {
  readonly id: string;
}

export interface QuerySavedViewVersionsArgs {
  readonly id: string;
}

export interface QueryScopeFiguresArgs {
  readonly scope?: ScopeInput | null | undefined;
}

export interface QueryStatusesArgs {
  readonly scope?: ScopeInput | null | undefined;
}

export interface QueryTrendArgs {
  readonly minutes: number;
  readonly scope?: ScopeInput | null | undefined;
  readonly stepMinutes: number;
}

export interface RegionNameArgs {
  readonly language: Language | null;
}

export interface ReportMissingNameArgs {
  readonly language: Language | null;
}

export interface ReportSubscriptionRunsArgs {
  readonly before?: string | null | undefined;
  readonly first: number | null;
}

export interface RuleEntryNameArgs {
  readonly language: Language | null;
}

export interface SavedViewNameArgs {
  readonly language: Language | null;
}

export interface ServiceNameArgs {
  readonly language: Language | null;
}

export interface SubscriptionAlertListArgs {
  readonly scope?: ScopeInput | null | undefined;
}

export interface SubscriptionLiveArgs {
  readonly centresAtMost?: number | null | undefined;
  readonly scope?: ScopeInput | null | undefined;
}

/** A person who may sign in, as administrators see it. */
export interface AccountView {
  readonly __typename?: 'Account';
  readonly agencyId: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly createdAt: Field<number>;
  readonly createdBy: Field<string>;
  /** Null: the person may sign in. */
  readonly disabledAt: Field<number | null>;
  /** The person has not yet replaced the password that an administrator gave. */
  readonly hasFirstPassword: Field<boolean>;
  readonly hasSecondFactor: Field<boolean>;
  readonly id: Field<string>;
  /** The person signs in through the identity provider. */
  readonly isProvided: Field<boolean>;
  readonly lastSeenAt: Field<number | null>;
  /** After too many wrong attempts; null: not locked. */
  readonly lockedUntil: Field<number | null>;
  readonly name: Field<string>;
  readonly regionId: Field<string | null>;
  /** viewer, operator, manager or administrator */
  readonly role: Field<string>;
  /** May see figures of individual officers, by pseudonym. */
  readonly seesStaff: Field<boolean>;
  readonly userName: Field<string>;
}

/** What was changed on an account. */
export interface AccountChangeView {
  readonly __typename?: 'AccountChange';
  readonly account: Field<AccountView>;
  /** Shown once: give it to the person, who must replace it at the first sign-in. */
  readonly firstPassword: Field<string | null>;
}

export interface AgencyView {
  readonly __typename?: 'Agency';
  readonly id: Field<string>;
  readonly name: Field<string, AgencyNameArgs>;
}

export interface AgentPositionView {
  readonly __typename?: 'AgentPosition';
  readonly agentId: Field<string>;
  readonly applied: Field<number>;
  readonly centreId: Field<string | null>;
  readonly deadLetters: Field<number>;
  readonly duplicates: Field<number>;
  readonly inFlight: Field<number>;
  readonly lastReceivedAt: Field<number | null>;
  readonly lost: Field<number>;
  readonly outboxId: Field<string>;
  readonly recorded: Field<number>;
  readonly redelivered: Field<number>;
}

/** A problem at a place, on three independent axes: condition (with signal), response, suppressed by. */
export interface AlertView {
  readonly __typename?: 'Alert';
  readonly acknowledgedAt: Field<number | null>;
  readonly acknowledgedBy: Field<string | null>;
  /** Then it pages again. */
  readonly acknowledgedUntil: Field<number | null>;
  /** What to do about it. */
  readonly advice: Field<string, AlertAdviceArgs>;
  readonly agencyId: Field<string | null>;
  readonly assignedTo: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly clearedAt: Field<number | null>;
  readonly closedAt: Field<number | null>;
  readonly condition: Field<AlertCondition>;
  readonly conditionSince: Field<number>;
  /** Number of times that it fired; an acknowledgement names the episode that was seen. */
  readonly episode: Field<number>;
  readonly firedAt: Field<number | null>;
  readonly id: Field<string>;
  /** Labels as one text: centre=C1,service=S1; empty: the network; storm: the rule is over its cap. */
  readonly identity: Field<string>;
  /** The rule's name for it. */
  readonly name: Field<string, AlertNameArgs>;
  readonly regionId: Field<string | null>;
  readonly ruleId: Field<string>;
  readonly serviceId: Field<string | null>;
  readonly severity: Field<AlertSeverity>;
  readonly signal: Field<AlertSignal>;
  /** silent, late, never_connected, future, no_legs, too_few, no_target, no_usual_day ... */
  readonly signalReason: Field<string | null>;
  readonly suppressedBy: Field<readonly AlertSuppression[]>;
  readonly threshold: Field<number | null>;
  /** What the rule watches, as it was when the alert last changed, and its threshold; in the unit of the figure. */
  readonly value: Field<number | null>;
  readonly watch: Field<string>;
}

export interface AlertChangedView {
  readonly __typename?: 'AlertChanged';
  readonly alert: Field<AlertView>;
}

export interface AlertEntryView {
  readonly __typename?: 'AlertEntry';
  /** Null: Mnara itself. */
  readonly actor: Field<string | null>;
  readonly at: Field<number>;
  /** JSON; what it holds depends on the kind. */
  readonly detail: Field<string>;
  readonly id: Field<string>;
  /** fired, cleared, closed, acknowledged, acknowledgement_expired, assigned, comment, suppressed, released, no_data, data_again, notified, not_notified ... */
  readonly kind: Field<string>;
}

/** The open alerts whenever one has changed, and every 5 s without alerts as a sign of life. */
export interface AlertListView {
  readonly __typename?: 'AlertList';
  /** Null: not changed. */
  readonly alerts: Field<readonly AlertView[] | null>;
  /** Increases by one with every message; after a gap, subscribe again. */
  readonly seq: Field<number>;
  readonly serverTime: Field<number>;
}

/** How much work alerts caused for people in a period. */
export interface AlertLoadView {
  readonly __typename?: 'AlertLoad';
  /** The first ten that fired at least three times and whose median duration was below a quarter of an hour. */
  readonly chatter: Field<readonly AlertSourceView[]>;
  readonly fired: Field<number>;
  readonly from: Field<number>;
  /** The part of the period with known figures, in which rules existed and were evaluated; null: none of it. */
  readonly knownFrom: Field<number | null>;
  readonly knownTo: Field<number | null>;
  readonly paged: Field<number>;
  /** People who were paged. */
  readonly people: Field<number>;
  /** Pages for each paged person and hour of the known part; null: no data, or no one was paged. */
  readonly perPersonHour: Field<number | null>;
  /** Null: hidden; visible only to viewers who respond to alerts and may see individual people. */
  readonly persons: Field<readonly AlertPersonLoadView[] | null>;
  /** The ten that fired most often. */
  readonly sources: Field<readonly AlertSourceView[]>;
  readonly stepHours: Field<number>;
  readonly steps: Field<readonly AlertLoadStepView[]>;
  readonly to: Field<number>;
  /** From firing to the first acknowledgement; null: nothing was acknowledged. */
  readonly toAcknowledge: Field<AlertTimesView | null>;
  /** From firing to clearing; null: nothing cleared. */
  readonly toResolve: Field<AlertTimesView | null>;
  /** Alerts that fired in the period and were not acknowledged. */
  readonly unacknowledged: Field<number>;
}

/** An hour or a day of the period. */
export interface AlertLoadStepView {
  readonly __typename?: 'AlertLoadStep';
  readonly at: Field<number>;
  /** Number of times that an alert fired; null: no data, because no rule was evaluated then. */
  readonly fired: Field<number | null>;
  /** Pages to people (one for each person, alert and escalation step); null: no data. */
  readonly paged: Field<number | null>;
  /** People who were paged. */
  readonly people: Field<number | null>;
  /** Pages for each paged person and hour of the step; null: no data, or no one was paged. */
  readonly perPersonHour: Field<number | null>;
}

export interface AlertPageView {
  readonly __typename?: 'AlertPage';
  readonly alert: Field<AlertView>;
  /** Oldest first; entries are only added. */
  readonly timeline: Field<readonly AlertEntryView[]>;
}

export interface AlertPersonLoadView {
  readonly __typename?: 'AlertPersonLoad';
  /** Maximum number of pages within one hour of the clock. */
  readonly busiestHour: Field<number>;
  /** Number of hours with a page. */
  readonly hours: Field<number>;
  readonly name: Field<string>;
  readonly pages: Field<number>;
  readonly role: Field<string>;
  readonly supervisorId: Field<string>;
}

/** Why nothing was changed, and what to do. The refusal is recorded. */
export interface AlertRefusedView {
  readonly __typename?: 'AlertRefused';
  readonly code: Field<AlertRefusalCode>;
  /** The current alert, if there is one. */
  readonly current: Field<AlertView | null>;
  readonly message: Field<string>;
}

/** A rule at a place, with how often it fired. */
export interface AlertSourceView {
  readonly __typename?: 'AlertSource';
  /** Number of times that it was acknowledged before it fired again. */
  readonly acknowledged: Field<number>;
  readonly agencyId: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly fired: Field<number>;
  readonly identity: Field<string>;
  /** Median time from firing to clearing, seconds; null: it never cleared. */
  readonly medianSeconds: Field<number | null>;
  readonly name: Field<string, AlertSourceNameArgs>;
  readonly ruleId: Field<string>;
  readonly serviceId: Field<string | null>;
  readonly severity: Field<AlertSeverity>;
  /** Share of all alerts that fired in the period, 0 to 1. */
  readonly share: Field<number>;
}

/** How long something took, in seconds, over n cases. */
export interface AlertTimesView {
  readonly __typename?: 'AlertTimes';
  readonly longest: Field<number>;
  readonly median: Field<number>;
  readonly n: Field<number>;
  readonly p90: Field<number>;
}

export interface BackfillView {
  readonly __typename?: 'Backfill';
  readonly appliedEvents: Field<number>;
  /** Events that agents have recorded but the database does not have yet. */
  readonly pendingEvents: Field<number>;
  /** 0 to 1 */
  readonly share: Field<number>;
}

/** Appointments whose slots begin in an hour; cancelled ones are left out. */
export interface BookedHourView {
  readonly __typename?: 'BookedHour';
  readonly arrived: Field<number>;
  readonly at: Field<number>;
  readonly booked: Field<number>;
}

export interface CentreView {
  readonly __typename?: 'Centre';
  readonly desks: Field<readonly DeskView[]>;
  /** Whether it is open now according to its opening hours. */
  readonly expectedOpen: Field<boolean>;
  readonly id: Field<string>;
  /** stationary or mobile */
  readonly kind: Field<string>;
  readonly latitude: Field<number | null>;
  readonly longitude: Field<number | null>;
  readonly name: Field<string, CentreNameArgs>;
  readonly region: Field<RegionView>;
  readonly services: Field<readonly ServiceView[]>;
  readonly status: Field<CentreStatusView>;
  readonly timeZone: Field<string>;
}

/** The live status of a centre. Growing durations are given as their start time, so that a screen can count by itself. */
export interface CentreStatusView {
  readonly __typename?: 'CentreStatus';
  readonly centreId: Field<string>;
  /** The time for which it is true: the newest contact with the centre's agent, by the server's clock. Null: never connected. */
  readonly dataAsOf: Field<number | null>;
  readonly desks: Field<readonly DeskStatusView[]>;
  readonly desksOpen: Field<number>;
  readonly desksTotal: Field<number>;
  readonly expectedOpen: Field<boolean>;
  /** Whether the status is current; the same rule as in alerting. */
  readonly freshness: Field<Freshness>;
  /** The time from which freshness is measured: the newest contact, or the time up to which all events are known. */
  readonly freshnessSince: Field<number | null>;
  /** Expected number of seconds between contacts; a status older than three of these is stale. 0: no heartbeat is expected. */
  readonly heartbeatSeconds: Field<number>;
  readonly isOpen: Field<boolean>;
  /** True when freshness is silent: nothing arrived for three heartbeats. */
  readonly isSilent: Field<boolean>;
  /** Newest event that changed the picture, by its own (corrected) time. */
  readonly lastEventAt: Field<number | null>;
  /** Figures over the last hour, from legs. */
  readonly lastHour: Field<WindowFiguresView>;
  /** Issue time of the ticket that has waited longest; null when no one waits. */
  readonly longestWaitSince: Field<number | null>;
  /** Mean issue time of the waiting tickets; now minus this is the mean wait so far. */
  readonly meanWaitingSince: Field<number | null>;
  readonly powerDown: Field<boolean>;
  readonly queues: Field<readonly QueueStatusView[]>;
  readonly servingNow: Field<number>;
  readonly severity: Field<Severity>;
  readonly staffLoggedIn: Field<number>;
  /** Worst first; empty when nothing is wrong. */
  readonly troubles: Field<readonly TroubleView[]>;
  readonly upstreamDownAgencyIds: Field<readonly string[]>;
  readonly waitingNow: Field<number>;
}

export interface DataQualityView {
  readonly __typename?: 'DataQuality';
  readonly centreId: Field<string>;
  /** e.g. negative_duration, clock_disagrees, served_without_staff, undeclared_service, incomplete_leg */
  readonly defect: Field<string>;
  readonly n: Field<number>;
}

export interface DeadLetterCountView {
  readonly __typename?: 'DeadLetterCount';
  readonly agentId: Field<string>;
  readonly centreId: Field<string>;
  readonly code: Field<string>;
  readonly n: Field<number>;
  readonly newestAt: Field<number>;
  readonly reason: Field<string>;
}

export interface DeskView {
  readonly __typename?: 'Desk';
  readonly id: Field<string>;
  readonly name: Field<string, DeskNameArgs>;
  readonly services: Field<readonly ServiceView[]>;
}

export interface DeskStatusView {
  readonly __typename?: 'DeskStatus';
  readonly deskId: Field<string>;
  readonly isLoggedIn: Field<boolean>;
  readonly isOpen: Field<boolean>;
  readonly serviceId: Field<string | null>;
  readonly since: Field<number | null>;
  /** available, serving, wrap_up, break, back_office; null when no one is logged in */
  readonly state: Field<string | null>;
  readonly ticketNo: Field<string | null>;
}

/** A directive from the secretariat to a centre. Overdue depends on deadlines and is independent of the state: a late answer still counts. */
export interface DirectiveView {
  readonly __typename?: 'Directive';
  readonly acknowledgeBy: Field<number>;
  readonly acknowledgedAt: Field<number | null>;
  readonly acknowledgedBy: Field<string | null>;
  readonly alertId: Field<string | null>;
  readonly centreId: Field<string>;
  readonly closedAt: Field<number | null>;
  readonly closedBy: Field<string | null>;
  /** The note on completion, or the reason for the refusal. */
  readonly closingNote: Field<string | null>;
  readonly deliveredAt: Field<number | null>;
  readonly dueAt: Field<number>;
  /** The centre's waiting times before it was sent and after it ended. */
  readonly followed: Field<DirectiveFollowedView>;
  readonly id: Field<string>;
  readonly kind: Field<DirectiveKind>;
  /** Deadlines that passed before the centre did what was required, whether it did it later or not. */
  readonly missed: Field<readonly DirectiveDeadline[]>;
  /** The deadline that it has missed; null when it is in time, or has ended. */
  readonly overdue: Field<DirectiveDeadline | null>;
  /** Desks to open or staff to move; null for the other kinds. */
  readonly quantity: Field<number | null>;
  readonly sentAt: Field<number>;
  readonly sentBy: Field<string>;
  readonly state: Field<DirectiveState>;
  readonly text: Field<string>;
  readonly timeline: Field<readonly DirectiveEntryView[]>;
}

export interface DirectiveAnsweredView {
  readonly __typename?: 'DirectiveAnswered';
  readonly directive: Field<DirectiveView>;
}

export interface DirectiveEntryView {
  readonly __typename?: 'DirectiveEntry';
  /** Who did it; null: the clock. */
  readonly actor: Field<string | null>;
  readonly at: Field<number>;
  /** False: it contradicts how the directive ended, and changed nothing. */
  readonly counts: Field<boolean>;
  readonly kind: Field<DirectiveEntryKind>;
  readonly note: Field<string>;
  /** When the server received it. */
  readonly recordedAt: Field<number>;
  /** page, agent or clock */
  readonly via: Field<string>;
}

/** The hour before it was sent, and the hour after it was done or refused, or after its deadline when it was neither. Aligned to quarter hours. */
export interface DirectiveFollowedView {
  readonly __typename?: 'DirectiveFollowed';
  /** Null until the hour is over. */
  readonly after: Field<WaitWindowView | null>;
  readonly before: Field<WaitWindowView>;
}

/** It was already done or refused, and stays so. */
export interface DirectiveOverView {
  readonly __typename?: 'DirectiveOver';
  readonly directive: Field<DirectiveView>;
  readonly message: Field<string>;
}

export interface DirectivePageView {
  readonly __typename?: 'DirectivePage';
  /** Newest first. */
  readonly directives: Field<readonly DirectiveView[]>;
  readonly hasMore: Field<boolean>;
}

export interface DirectiveSentView {
  readonly __typename?: 'DirectiveSent';
  readonly directive: Field<DirectiveView>;
}

export interface EscalationPolicyView {
  readonly __typename?: 'EscalationPolicy';
  readonly id: Field<string>;
  readonly repeatSeconds: Field<number>;
  readonly repeats: Field<number>;
  readonly steps: Field<readonly EscalationStepView[]>;
  readonly version: Field<number>;
}

export interface EscalationStepView {
  readonly __typename?: 'EscalationStep';
  /** Delay after the previous step. */
  readonly delaySeconds: Field<number>;
  readonly targets: Field<readonly AlertTarget[]>;
  /** Whether the deputies of the people on duty are notified instead. */
  readonly toDeputies: Field<boolean>;
}

/** Who is booked at a centre today. Numbers only: nothing says who. */
export interface ExpectedAppointmentsView {
  readonly __typename?: 'ExpectedAppointments';
  /** When this was read; how far the centre's data reach is in its status. */
  readonly asOf: Field<number>;
  /** Each hour of the centre's day that has appointments. */
  readonly hours: Field<readonly BookedHourView[]>;
  /** Slots of the next hour whose customers have not come, and earlier ones that would not be late yet. */
  readonly slots: Field<readonly ExpectedSlotView[]>;
  /** End of the next hour, for which slots has the appointments. */
  readonly until: Field<number>;
}

export interface ExpectedSlotView {
  readonly __typename?: 'ExpectedSlot';
  /** Who was booked for the slot and has come. */
  readonly arrived: Field<number>;
  /** Who has not come yet. */
  readonly expected: Field<number>;
  /** Null: the source named none. */
  readonly serviceId: Field<string | null>;
  readonly slotAt: Field<number>;
}

export interface FieldFaultView {
  readonly __typename?: 'FieldFault';
  readonly field: Field<string>;
  readonly message: Field<string>;
}

/** A figure with its numerator n and denominator d. value is null when d is 0: no data is not zero. */
export interface FigureView {
  readonly __typename?: 'Figure';
  readonly d: Field<number>;
  readonly n: Field<number>;
  readonly value: Field<number | null>;
}

export interface InvalidDirectiveView {
  readonly __typename?: 'InvalidDirective';
  readonly faults: Field<readonly FieldFaultView[]>;
}

/** A bin of a histogram of durations, seconds; to is exclusive, and 0 where the durations are 0. */
export interface KpiBinView {
  readonly __typename?: 'KpiBin';
  readonly from: Field<number>;
  readonly n: Field<number>;
  readonly to: Field<number>;
}

export interface KpiComparedView {
  readonly __typename?: 'KpiCompared';
  readonly complete: Field<number | null>;
  readonly d: Field<number | null>;
  /** Value less compared value, in the KPI's unit; null where one of them is missing. */
  readonly difference: Field<number | null>;
  readonly errorBound: Field<number>;
  readonly n: Field<number | null>;
  /** Also where there is nothing to compare with: no target, no such row in the other period. */
  readonly noData: Field<boolean>;
  readonly suppressed: Field<boolean>;
  readonly value: Field<number | null>;
}

export interface KpiDefinitionView {
  readonly __typename?: 'KpiDefinition';
  readonly clock: Field<string>;
  readonly definition: Field<string, KpiDefinitionDefinitionArgs>;
  /** higher_is_better, lower_is_better, neutral */
  readonly direction: Field<string>;
  /** flow, wait, service, quality, booking */
  readonly group: Field<string>;
  readonly id: Field<string>;
  readonly name: Field<string, KpiDefinitionNameArgs>;
  /** In the KPI's unit; null where the network has none. */
  readonly target: Field<number | null>;
  /** seconds, count, share, per_hour, stars */
  readonly unit: Field<string>;
  readonly version: Field<number>;
}

export interface KpiGroupValueView {
  readonly __typename?: 'KpiGroupValue';
  readonly key: Field<string>;
  /** For people: a place's or service's name. */
  readonly label: Field<string, KpiGroupValueLabelArgs>;
  readonly value: Field<string>;
}

/** Where a figure would lie with very many more legs of the same kind, with 95 % confidence; in the KPI's unit. What histograms may be off by is added on both sides. */
export interface KpiIntervalView {
  readonly __typename?: 'KpiInterval';
  readonly high: Field<number>;
  readonly low: Field<number>;
  /** wilson: the score interval of a share. normal: the mean rating, with the variance of its answers. student: a mean of durations, with the variance of their histogram. order: a percentile, between two order statistics. poisson: counts, and counts per hour. */
  readonly method: Field<string>;
}

export interface KpiNoteView {
  readonly __typename?: 'KpiNote';
  /** Never changes its meaning: nothing_recorded, cells_hidden, period_not_over, zones_of_centres ... */
  readonly code: Field<string>;
  /** The values in the text, as JSON; a value may be a note itself, with code and parameters. */
  readonly parameters: Field<string>;
  readonly text: Field<string, KpiNoteTextArgs>;
}

export interface KpiRowView {
  readonly __typename?: 'KpiRow';
  readonly group: Field<readonly KpiGroupValueView[]>;
  readonly values: Field<readonly KpiValueView[]>;
}

export interface KpiTableView {
  readonly __typename?: 'KpiTable';
  /** When the figures were read. */
  readonly asOf: Field<number>;
  /** The period of the compared figures; null without, and where they are of the same period. */
  readonly comparedFrom: Field<string | null>;
  readonly comparedTo: Field<string | null>;
  /** First moment of the period by the clock of zone: 2026-11-01T00:00:00 */
  readonly from: Field<string>;
  readonly kpis: Field<readonly KpiDefinitionView[]>;
  /** What a reader must know: suppressed cells, unbalanced unknowns, rows without a counterpart. */
  readonly notes: Field<readonly KpiNoteView[]>;
  /** The same question has the same hash on a screen, in a file and in a report: sha256 of its canonical text. */
  readonly questionHash: Field<string>;
  readonly rows: Field<readonly KpiRowView[]>;
  /** The network's. */
  readonly timeZone: Field<string>;
  /** First moment after the period. */
  readonly to: Field<string>;
  /** by [region, month]: the whole (no group), then each region (one group); a split's value comes last. */
  readonly totals: Field<readonly KpiRowView[]>;
  /** By whose clock the periods are. */
  readonly zone: Field<KpiZone>;
}

export interface KpiValueView {
  readonly __typename?: 'KpiValue';
  /** Of distributions of durations, ascending; bins without durations are left out. */
  readonly bins: Field<readonly KpiBinView[] | null>;
  /** Null without compare. */
  readonly compared: Field<KpiComparedView | null>;
  /** Share of the legs in d that have all facts that the KPI needs; null without legs. */
  readonly complete: Field<number | null>;
  readonly d: Field<number | null>;
  /** Answers by value 1 to 5, for rating_distribution. */
  readonly distribution: Field<readonly number[] | null>;
  /** Largest error of value, as a share of it (percentiles) or absolute (shares); 0: exact. */
  readonly errorBound: Field<number>;
  /** As it was asked for, parameter included. */
  readonly id: Field<string>;
  /** Null where nothing is known of the figure's noise: shares and sums of time, maxima, means without intervals. */
  readonly interval: Field<KpiIntervalView | null>;
  readonly n: Field<number | null>;
  readonly noData: Field<boolean>;
  /** Cell under the smallest size that may be shown. */
  readonly suppressed: Field<boolean>;
  readonly value: Field<number | null>;
}

export interface LiveDeltaView {
  readonly __typename?: 'LiveDelta';
  /** Whole statuses of the centres that changed; replace them. */
  readonly centres: Field<readonly CentreStatusView[]>;
  /** Null when they did not change. */
  readonly figures: Field<ScopeFiguresView | null>;
  /** With centresAtMost: the centres that were replaced by others. */
  readonly goneCentreIds: Field<readonly string[]>;
  /** Whole statuses of the regions that changed; replace them. */
  readonly regions: Field<readonly RegionStatusView[]>;
  readonly seq: Field<number>;
  readonly serverTime: Field<number>;
  readonly watermark: Field<number | null>;
}

export interface LiveHeartbeatView {
  readonly __typename?: 'LiveHeartbeat';
  readonly buildId: Field<string>;
  readonly seq: Field<number>;
  readonly serverTime: Field<number>;
  /** Newest event time that has been applied, network-wide. */
  readonly watermark: Field<number | null>;
}

export interface LiveSnapshotView {
  readonly __typename?: 'LiveSnapshot';
  /** Identifies this build of the server; a page of another build reloads itself. */
  readonly buildId: Field<string>;
  readonly centres: Field<readonly CentreStatusView[]>;
  readonly figures: Field<ScopeFiguresView>;
  readonly regions: Field<readonly RegionStatusView[]>;
  readonly seq: Field<number>;
  readonly serverTime: Field<number>;
  readonly watermark: Field<number | null>;
}

/** What each field of Mutation gives. */
export interface MutationResult {
  /** For operators and managers, within their scope. Acknowledges an alert for a time, at most a day; then it pages again. A cleared alert is closed by this. */
  readonly acknowledgeAlert: AlertResultView;
  /** For the manager of the centre. */
  readonly acknowledgeDirective: AnswerDirectiveResultView;
  readonly addAccount: AccountChangeView;
  readonly addReportRecipient: ReportRecipientView;
  /** For administrators: replaces people, rosters and policies by those of a file; all or nothing. */
  readonly applyPeople: PeopleResultView;
  /** The person it is assigned to; null: unassigned. */
  readonly assignAlert: AlertResultView;
  readonly beginSecondFactor: SecondFactorOfferView;
  readonly changeAccountRight: AccountChangeView;
  /** All other sessions of the account end. */
  readonly changePassword: boolean;
  readonly commentAlert: AlertResultView;
  readonly completeDirective: AnswerDirectiveResultView;
  /** Ten recovery codes, each for one use; they are shown once. */
  readonly confirmSecondFactor: readonly string[];
  readonly deleteView: boolean;
  readonly disableAccount: AccountChangeView;
  readonly enableAccount: AccountChangeView;
  readonly endSecondFactor: boolean;
  /** Ends one of the viewer's own sessions. */
  readonly endSession: boolean;
  readonly endSilence: SilenceResultView;
  readonly endStandIn: StandInResultView;
  readonly makeSilence: SilenceResultView;
  /** For administrators: a person replaces the person on duty of a roster, or one named person of it. */
  readonly makeStandIn: StandInResultView;
  /** Reports that the requesting person's screen shows these notices: only then does a message count as delivered, and the timelines of its alerts record it. Returns how many were not shown before. */
  readonly noticesShown: number;
  readonly refuseDirective: AnswerDirectiveResultView;
  readonly removeReportRecipient: boolean;
  readonly resetPassword: AccountChangeView;
  /** Makes the report of a period now, or again after it failed or was skipped: 2026-W48. Default: the last whole period. */
  readonly runReport: ReportRunView;
  /** Replaces the current rules by these, all or nothing: each changed rule becomes a new version; rules that are not in the file are removed. */
  readonly saveRules: SaveRulesResultView;
  readonly saveView: SavedViewView;
  /** For operators of the secretariat, within their scope. */
  readonly sendDirective: SendDirectiveResultView;
  readonly stopSubscription: boolean;
  /** Runs with the rights of the viewer who subscribes, and ends with them. */
  readonly subscribe: ReportSubscriptionView;
  /** The report runs with the viewer's rights from now on. */
  readonly takeOverSubscription: ReportSubscriptionView;
}

export interface NetworkView {
  readonly __typename?: 'Network';
  /** History that agents are still sending; null when none is outstanding. */
  readonly backfill: Field<BackfillView | null>;
  readonly id: Field<string>;
  readonly name: Field<string, NetworkNameArgs>;
  /** Share of ratings that should be 4 or 5 (Kenya: 0.95). */
  readonly satisfactionTarget: Field<number>;
  /** Share of demand that should be called within its service's target (default 0.8). */
  readonly serviceLevelTarget: Field<number>;
  readonly timeZone: Field<string>;
}

export interface NotAllowedView {
  readonly __typename?: 'NotAllowed';
  readonly message: Field<string>;
}

/** A message of the dashboard channel, in the language of its recipient. */
export interface NoticeView {
  readonly __typename?: 'Notice';
  readonly alertIds: Field<readonly string[]>;
  readonly id: Field<string>;
  readonly kind: Field<NoticeKind>;
  readonly madeAt: Field<number>;
  /** Paragraphs of lines; the first repeats the subject. */
  readonly paragraphs: Field<readonly (readonly string[])[]>;
  readonly severity: Field<AlertSeverity>;
  /** When a screen of the recipient showed it; null: not yet. */
  readonly shownAt: Field<number | null>;
  readonly subject: Field<string>;
  /** Name of the recipient. */
  readonly to: Field<string>;
}

/** The viewer's own account. */
export interface OwnAccountView {
  readonly __typename?: 'OwnAccount';
  /** False: the person signs in through the identity provider. */
  readonly hasPassword: Field<boolean>;
  readonly hasSecondFactor: Field<boolean>;
  readonly name: Field<string>;
  readonly recoveryCodesLeft: Field<number>;
  /** viewer, operator, manager or administrator */
  readonly role: Field<string>;
  readonly sessions: Field<readonly SessionView[]>;
  readonly userName: Field<string>;
}

export interface PeopleView {
  readonly __typename?: 'People';
  /** Null: no file was ever applied. */
  readonly file: Field<PeopleFileView | null>;
  readonly people: Field<readonly PersonView[]>;
  readonly policies: Field<readonly EscalationPolicyView[]>;
  readonly rosters: Field<readonly RosterView[]>;
}

export interface PeopleAppliedView {
  readonly __typename?: 'PeopleApplied';
  /** Remarks that do not prevent applying: places without people. */
  readonly notes: Field<readonly string[]>;
  readonly people: Field<number>;
  readonly policies: Field<number>;
  readonly rosters: Field<number>;
  readonly version: Field<number>;
}

export interface PeopleFaultView {
  readonly __typename?: 'PeopleFault';
  readonly column: Field<number | null>;
  /** Null: the fault is not on a single line. */
  readonly line: Field<number | null>;
  readonly message: Field<string>;
}

/** The file that was applied last, to be edited and applied again. */
export interface PeopleFileView {
  readonly __typename?: 'PeopleFile';
  readonly appliedAt: Field<number>;
  readonly appliedBy: Field<string>;
  readonly version: Field<number>;
  readonly yaml: Field<string>;
}

/** Why nothing was changed, with every fault. The refusal is recorded. */
export interface PeopleRefusedView {
  readonly __typename?: 'PeopleRefused';
  readonly code: Field<PeopleRefusalCode>;
  readonly faults: Field<readonly PeopleFaultView[]>;
  readonly message: Field<string>;
}

export interface PersonView {
  readonly __typename?: 'Person';
  readonly agencyId: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly contacts: Field<readonly PersonContactView[]>;
  /** JSON, hours of a week by the person's clock; null: at any time. */
  readonly hours: Field<string | null>;
  readonly id: Field<string>;
  readonly language: Field<string>;
  readonly name: Field<string>;
  readonly regionId: Field<string | null>;
  readonly role: Field<AlertTarget>;
  readonly timeZone: Field<string>;
  /** Whether the hours also apply on public holidays. */
  readonly worksOnHolidays: Field<boolean>;
}

export interface PersonContactView {
  readonly __typename?: 'PersonContact';
  /** Empty for the dashboard. */
  readonly address: Field<string>;
  /** email, sms, webhook, dashboard */
  readonly channel: Field<string>;
  /** The minimum severity of alerts that are sent to it. */
  readonly from: Field<AlertSeverity>;
}

/** What each field of Query gives. */
export interface QueryResult {
  /** Every account, by name; administrators only. */
  readonly accounts: readonly AccountView[];
  readonly agencies: readonly AgencyView[];
  readonly agentPositions: readonly AgentPositionView[];
  readonly alert: AlertPageView | null;
  /** from, to: ISO dates or date-times in the network's zone, at most 92 days apart; to is exclusive. */
  readonly alertLoad: AlertLoadView;
  /** Worst first, then newest; closed ones newest first, from `before` back. */
  readonly alerts: readonly AlertView[];
  readonly centre: CentreView | null;
  readonly centres: readonly CentreView[];
  /** Changes nothing. */
  readonly checkRules: CheckRulesResultView;
  readonly dataQuality: readonly DataQualityView[];
  readonly deadLetters: readonly DeadLetterCountView[];
  readonly directive: DirectiveView | null;
  /** first: 1 to 100. before: the id of the last directive of the page before. */
  readonly directives: DirectivePageView;
  readonly expectedAppointments: ExpectedAppointmentsView;
  readonly kpiCatalogue: readonly KpiDefinitionView[];
  readonly kpis: KpiTableView;
  readonly network: NetworkView;
  /** Messages for the requesting person, newest first: for a manager their own, for an operator those of the secretariat, the region or the agency. Viewers have none. */
  readonly notices: readonly NoticeView[];
  /** Null for viewers without an account: in the demonstration, and with a token. */
  readonly ownAccount: OwnAccountView | null;
  /** Who is notified of alerts. For administrators only, because it has addresses and phone numbers. */
  readonly people: PeopleView;
  readonly region: RegionView | null;
  readonly regions: readonly RegionView[];
  readonly reportRun: ReportRunView;
  /** Who gets which report, with which rights: the subscriptions of the part of the network that the viewer sees. */
  readonly reportSubscriptions: readonly ReportSubscriptionView[];
  /** For an administrator's token in the Authorization header; a browser's session never administers. */
  readonly ruleBook: RuleBookResultView;
  /** Also of a removed rule. */
  readonly ruleVersions: RuleVersionsResultView;
  /** Every version of a view, newest first; empty when there is none that the viewer may see. */
  readonly savedViewVersions: readonly SavedViewView[];
  /** Built-in views, then the viewer's own and those that are shared with the viewer, by name. */
  readonly savedViews: readonly SavedViewView[];
  /** The live figures once, without a subscription. */
  readonly scopeFigures: ScopeFiguresView;
  readonly services: readonly ServiceView[];
  /** Silences and maintenance windows that have not ended. */
  readonly silences: readonly SilenceView[];
  readonly statuses: readonly CentreStatusView[];
  /** The last minutes in steps, oldest first; a step without data has zero counts only when the scope's agents were in contact. */
  readonly trend: readonly TrendPointView[];
  /** The requesting viewer, and what they may see. */
  readonly viewer: ViewerView;
}

export interface QueueStatusView {
  readonly __typename?: 'QueueStatus';
  readonly longestWaitSince: Field<number | null>;
  readonly meanWaitingSince: Field<number | null>;
  readonly serviceId: Field<string>;
  readonly serving: Field<number>;
  readonly waiting: Field<number>;
}

export interface RegionView {
  readonly __typename?: 'Region';
  readonly centres: Field<readonly CentreView[]>;
  readonly id: Field<string>;
  readonly name: Field<string, RegionNameArgs>;
  readonly tileColumn: Field<number | null>;
  readonly tileLabel: Field<string | null>;
  /** Place on the tile-grid map, 0-based; null when the network does not define it. */
  readonly tileRow: Field<number | null>;
}

/** A region in one cell: the worst of its centres, and the sums of the centres in contact. */
export interface RegionStatusView {
  readonly __typename?: 'RegionStatus';
  /** Centres that are not normal. */
  readonly centresInTrouble: Field<number>;
  readonly centresOpen: Field<number>;
  readonly centresTotal: Field<number>;
  readonly desksOpen: Field<number>;
  /** None of its centres is open, and none should be. */
  readonly isClosed: Field<boolean>;
  readonly longestWaitSince: Field<number | null>;
  readonly regionId: Field<string>;
  /** The worst of its centres; a centre without contact counts as unknown. */
  readonly severity: Field<Severity>;
  /** Null when none of its centres is in contact. */
  readonly waitingNow: Field<number | null>;
}

export interface ReportDeliveryView {
  readonly __typename?: 'ReportDelivery';
  readonly address: Field<string | null>;
  readonly changedAt: Field<number>;
  readonly name: Field<string>;
  readonly reason: Field<string | null>;
  readonly says: Field<string | null>;
  /** waiting, sent, failed, uncertain (may have been sent), cancelled */
  readonly state: Field<string>;
}

/** The figures of a report: as they were sent, and today. */
export interface ReportFigureView {
  readonly __typename?: 'ReportFigure';
  readonly d: Field<number | null>;
  readonly isRevised: Field<boolean>;
  readonly kpi: Field<string>;
  readonly n: Field<number | null>;
  readonly now: Field<number | null>;
  readonly question: Field<number>;
  readonly row: Field<string>;
  readonly sent: Field<number | null>;
  readonly unit: Field<string>;
}

export interface ReportFileView {
  readonly __typename?: 'ReportFile';
  readonly format: Field<string>;
  readonly name: Field<string>;
  /** Path of the download, for anyone who is signed in. */
  readonly path: Field<string>;
  /** Of the bytes, as they were sent. */
  readonly sha256: Field<string>;
  readonly size: Field<number>;
}

/** A centre whose data had not arrived. */
export interface ReportMissingView {
  readonly __typename?: 'ReportMissing';
  readonly centreId: Field<string>;
  readonly name: Field<string, ReportMissingNameArgs>;
  readonly upTo: Field<number | null>;
  /** never_connected, silent, behind */
  readonly why: Field<string>;
}

/** Somebody of the people file. */
export interface ReportPersonView {
  readonly __typename?: 'ReportPerson';
  readonly id: Field<string>;
  readonly name: Field<string>;
}

export interface ReportQuestionView {
  readonly __typename?: 'ReportQuestion';
  readonly hash: Field<string>;
  /** With fixed dates, as JSON. */
  readonly question: Field<string>;
}

/** A person or an address that gets a report. */
export interface ReportRecipientView {
  readonly __typename?: 'ReportRecipient';
  readonly addedBy: Field<string>;
  /** Null: the person has no e-mail address. */
  readonly address: Field<string | null>;
  readonly changedAt: Field<number>;
  readonly id: Field<string>;
  readonly name: Field<string>;
  /** Null: an address outside the people file. */
  readonly personId: Field<string | null>;
  /** unconfirmed (was asked and has not agreed), confirmed, left */
  readonly state: Field<string>;
}

/** A figure that late events changed after it was sent. */
export interface ReportRevisionView {
  readonly __typename?: 'ReportRevision';
  readonly at: Field<number>;
  readonly kpi: Field<string>;
  readonly now: Field<number | null>;
  /** The row as JSON: pairs of group and value. */
  readonly row: Field<string>;
  readonly sent: Field<number | null>;
  /** The run whose report named it; null: the next one will. */
  readonly toldIn: Field<string | null>;
  readonly unit: Field<string>;
}

/** One period of a subscription. */
export interface ReportRunView {
  readonly __typename?: 'ReportRun';
  readonly asOf: Field<number | null>;
  readonly attempts: Field<number>;
  readonly deadlineAt: Field<number>;
  readonly deliveries: Field<readonly ReportDeliveryView[]>;
  readonly dueAt: Field<number>;
  readonly figures: Field<readonly ReportFigureView[]>;
  readonly files: Field<readonly ReportFileView[]>;
  /** First day, and first day after the period. */
  readonly from: Field<string>;
  readonly id: Field<string>;
  readonly isOverdue: Field<boolean>;
  readonly missing: Field<readonly ReportMissingView[]>;
  readonly period: Field<string>;
  readonly questions: Field<readonly ReportQuestionView[]>;
  /** server_down, grant_ended, stopped, no_mail_server, no_recipients, not_rendered, not_sent, partly_sent */
  readonly reason: Field<string | null>;
  /** Figures that changed since they were sent; at most 200. */
  readonly revisions: Field<readonly ReportRevisionView[]>;
  readonly says: Field<string | null>;
  /** due, waiting_for_data, rendering, ready, sending, sent, skipped, failed */
  readonly state: Field<string>;
  readonly subscriptionId: Field<string>;
  readonly title: Field<string | null>;
  readonly to: Field<string>;
  readonly viewVersion: Field<number | null>;
}

/** What is sent to whom, how often, and with whose rights. */
export interface ReportSubscriptionView {
  readonly __typename?: 'ReportSubscription';
  /** daily, weekly, monthly, quarterly, yearly */
  readonly cadence: Field<string>;
  /** People of the people file with an e-mail address who can be added; none where the viewer may not change it. */
  readonly choices: Field<readonly ReportPersonView[]>;
  readonly createdAt: Field<number>;
  readonly createdBy: Field<string>;
  readonly deadlineSeconds: Field<number>;
  readonly formats: Field<readonly string[]>;
  readonly id: Field<string>;
  readonly language: Field<Language>;
  readonly mayChange: Field<boolean>;
  readonly name: Field<string>;
  readonly nextDueAt: Field<number | null>;
  readonly recipients: Field<readonly ReportRecipientView[]>;
  /** When the right ends by itself; null: when its token is ended. */
  readonly rightEndsAt: Field<number | null>;
  /** Newest first. */
  readonly runs: Field<readonly ReportRunView[], ReportSubscriptionRunsArgs>;
  /** The right that it runs with: its owner, and the part of the network. */
  readonly runsAs: Field<string>;
  readonly scopeId: Field<string | null>;
  readonly scopeKind: Field<string>;
  readonly stoppedAt: Field<number | null>;
  readonly stoppedBy: Field<string | null>;
  /** person, view_deleted, grant_ended */
  readonly stoppedWhy: Field<string | null>;
  /** table (of a view), weekly_letter, monthly_report, yearly_statistics */
  readonly template: Field<string>;
  readonly timeZone: Field<string>;
  readonly viewId: Field<string | null>;
  /** The clock of timeZone when it is due, on the first day after the period: 07:30 */
  readonly wallTime: Field<string>;
}

export interface RosterView {
  readonly __typename?: 'Roster';
  readonly agencyId: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly duties: Field<readonly RosterDutyView[]>;
  readonly id: Field<string>;
  readonly regionId: Field<string | null>;
  readonly role: Field<AlertTarget>;
  /** Stand-ins that have not ended. */
  readonly standIns: Field<readonly StandInView[]>;
  readonly timeZone: Field<string>;
}

export interface RosterDutyView {
  readonly __typename?: 'RosterDuty';
  readonly deputyId: Field<string | null>;
  readonly from: Field<string | null>;
  /** JSON, by the roster's clock; null: at any time. */
  readonly hours: Field<string | null>;
  readonly personId: Field<string>;
  /** The first day on which it is no longer valid. */
  readonly to: Field<string | null>;
}

/** The current rules. */
export interface RuleBookView {
  readonly __typename?: 'RuleBook';
  /** A text that differs after every change; saving requires the revision that was read. */
  readonly revision: Field<string>;
  readonly rules: Field<readonly RuleEntryView[]>;
  /** All rules as one file, with its original comments. */
  readonly yaml: Field<string>;
}

export interface RuleEntryView {
  readonly __typename?: 'RuleEntry';
  readonly appliedAt: Field<number>;
  readonly appliedBy: Field<string>;
  readonly each: Field<string>;
  readonly id: Field<string>;
  readonly name: Field<string, RuleEntryNameArgs>;
  readonly severity: Field<AlertSeverity>;
  readonly version: Field<number>;
  readonly watch: Field<string>;
}

/** What is wrong with a rules file, and how to fix it. */
export interface RuleFaultView {
  readonly __typename?: 'RuleFault';
  readonly column: Field<number | null>;
  /** Null: the fault is not at one place. */
  readonly line: Field<number | null>;
  readonly message: Field<string>;
}

export interface RuleVersionView {
  readonly __typename?: 'RuleVersion';
  readonly appliedAt: Field<number>;
  readonly appliedBy: Field<string>;
  readonly version: Field<number>;
  /** This rule alone, as a file. */
  readonly yaml: Field<string>;
}

export interface RuleVersionsView {
  readonly __typename?: 'RuleVersions';
  /** Newest first. */
  readonly versions: Field<readonly RuleVersionView[]>;
}

export interface RulesCheckedView {
  readonly __typename?: 'RulesChecked';
  /** Empty: the file has no faults. */
  readonly faults: Field<readonly RuleFaultView[]>;
}

/** Nothing was changed. */
export interface RulesFaultyView {
  readonly __typename?: 'RulesFaulty';
  readonly faults: Field<readonly RuleFaultView[]>;
}

/** Another person has changed the rules since they were read; nothing was changed. */
export interface RulesOutdatedView {
  readonly __typename?: 'RulesOutdated';
  readonly message: Field<string>;
}

export interface RulesSavedView {
  readonly __typename?: 'RulesSaved';
  readonly added: Field<readonly string[]>;
  readonly book: Field<RuleBookView>;
  readonly changed: Field<readonly string[]>;
  readonly removed: Field<readonly string[]>;
}

/** A question that somebody keeps. It holds no figures: anyone who opens it asks again, with the reader's own rights. */
export interface SavedViewView {
  readonly __typename?: 'SavedView';
  /** own, role, everyone */
  readonly audience: Field<string>;
  /** Null for built-in views. */
  readonly changedAt: Field<number | null>;
  readonly changedBy: Field<string>;
  readonly chart: Field<string | null>;
  readonly id: Field<string>;
  /** Built-in views cannot be changed; save them under another name. */
  readonly isBuiltIn: Field<boolean>;
  /** Whether the viewer may change or delete it. */
  readonly mayChange: Field<boolean>;
  readonly name: Field<string, SavedViewNameArgs>;
  readonly owner: Field<string>;
  /** The question as JSON. */
  readonly question: Field<string>;
  /** 1, then one more with each change. */
  readonly version: Field<number>;
}

/** The sums of a scope at the time asOf. */
export interface ScopeFiguresView {
  readonly __typename?: 'ScopeFigures';
  readonly agentsSilent: Field<number>;
  readonly agentsTotal: Field<number>;
  readonly asOf: Field<number>;
  readonly centresOpen: Field<number>;
  readonly centresTotal: Field<number>;
  readonly desksOpen: Field<number>;
  readonly desksTotal: Field<number>;
  readonly longestWaitCentreId: Field<string | null>;
  readonly longestWaitSince: Field<number | null>;
  readonly meanWaitingSince: Field<number | null>;
  readonly ratingsToday: Field<number>;
  readonly satisfactionToday: Field<FigureView>;
  readonly servedThisHour: Field<number>;
  readonly servedToday: Field<number>;
  readonly servedUsualThisHour: Field<number | null>;
  /** Served up to this time of day on a usual day: the mean of the last four same weekdays that have data, else of the last days; null without any. */
  readonly servedUsualToday: Field<number | null>;
  readonly serviceLevelToday: Field<FigureView>;
  readonly servingNow: Field<number>;
  readonly staffLoggedIn: Field<number>;
  readonly upstreamDown: Field<number>;
  readonly waitMeanToday: Field<FigureView>;
  readonly waitingNow: Field<number>;
  readonly windows: Field<readonly WindowFiguresView[]>;
}

/** A secret of an authenticator app that waits for its first code. */
export interface SecondFactorOfferView {
  readonly __typename?: 'SecondFactorOffer';
  /** The address that the app reads from a picture. */
  readonly address: Field<string>;
  /** Base32, for apps without a camera. */
  readonly secret: Field<string>;
}

export interface ServiceView {
  readonly __typename?: 'Service';
  readonly agency: Field<AgencyView | null>;
  readonly id: Field<string>;
  readonly name: Field<string, ServiceNameArgs>;
  readonly shortestSeconds: Field<number | null>;
  readonly targetSeconds: Field<number | null>;
}

/** A session of a person in a browser. */
export interface SessionView {
  readonly __typename?: 'Session';
  readonly address: Field<string>;
  readonly browser: Field<string>;
  /** When it ends, even if it is renewed. */
  readonly expiresAt: Field<number>;
  readonly id: Field<string>;
  /** Whether it is the one that asks. */
  readonly isThis: Field<boolean>;
  /** When the browser last renewed it. */
  readonly seenAt: Field<number>;
  readonly startedAt: Field<number>;
  /** password or provider */
  readonly way: Field<string>;
}

export interface SilenceView {
  readonly __typename?: 'Silence';
  readonly agencyId: Field<string | null>;
  readonly centreId: Field<string | null>;
  readonly from: Field<number>;
  readonly id: Field<string>;
  readonly kind: Field<SilenceKind>;
  readonly madeBy: Field<string>;
  readonly reason: Field<string>;
  readonly regionId: Field<string | null>;
  readonly ruleId: Field<string | null>;
  readonly serviceId: Field<string | null>;
  readonly to: Field<number>;
}

export interface SilenceChangedView {
  readonly __typename?: 'SilenceChanged';
  readonly silence: Field<SilenceView>;
}

/** A person who replaces the person on duty, or one named person. */
export interface StandInView {
  readonly __typename?: 'StandIn';
  readonly from: Field<number>;
  readonly id: Field<string>;
  /** The person who is replaced; null: the person on duty. */
  readonly insteadOfId: Field<string | null>;
  readonly madeBy: Field<string>;
  readonly personId: Field<string>;
  readonly reason: Field<string>;
  readonly rosterId: Field<string>;
  readonly to: Field<number>;
}

export interface StandInChangedView {
  readonly __typename?: 'StandInChanged';
  readonly standIn: Field<StandInView>;
}

/** What each field of Subscription gives. */
export interface SubscriptionResult {
  readonly alertList: AlertListView;
  /** A snapshot first, then deltas: seq increases by one with every message after a snapshot. A heartbeat is sent every 5 s. With centresAtMost, a message has at most that many centres, the most urgent ones: the worst first, then the longest wait. The regions cover the rest. */
  readonly live: LiveMessageView;
}

export interface TrendPointView {
  readonly __typename?: 'TrendPoint';
  readonly abandoned: Field<number>;
  readonly at: Field<number>;
  readonly issued: Field<number>;
  readonly served: Field<number>;
  readonly waitMean: Field<FigureView>;
}

export interface TroubleView {
  readonly __typename?: 'Trouble';
  readonly kind: Field<TroubleKind>;
  readonly limit: Field<number | null>;
  readonly severity: Field<Severity>;
  /** The time from which it is measured, if any. */
  readonly since: Field<number | null>;
  /** The id of the agency or service that it concerns, if any. */
  readonly subjectId: Field<string | null>;
  /** The figure that exceeded the limit, and the limit, in the unit of the kind, if any. */
  readonly value: Field<number | null>;
}

export interface UnknownCentreView {
  readonly __typename?: 'UnknownCentre';
  readonly message: Field<string>;
}

export interface UnknownDirectiveView {
  readonly __typename?: 'UnknownDirective';
  readonly message: Field<string>;
}

export interface ViewerView {
  readonly __typename?: 'Viewer';
  /** When the session expires. */
  readonly expiresAt: Field<number>;
  /** Whether the viewer signed in with an account, see ownAccount. */
  readonly hasAccount: Field<boolean>;
  /** May see and change accounts. */
  readonly isAdministrator: Field<boolean>;
  /** The demonstration lets its visitors choose a role: POST /session with {"as": role, "centreId": of a manager}. */
  readonly mayTryRoles: Field<boolean>;
  readonly name: Field<string>;
  /** An operator sends directives within the scope, a manager answers those of the centre. */
  readonly role: Field<Role>;
  readonly scopeId: Field<string | null>;
  /** network, region, centre or agency */
  readonly scopeKind: Field<string>;
}

export interface WaitWindowView {
  readonly __typename?: 'WaitWindow';
  /** Legs that left the queue. */
  readonly demand: Field<number>;
  readonly from: Field<number>;
  readonly to: Field<number>;
  readonly waitMax: Field<number | null>;
  /** Seconds; null: no data. */
  readonly waitP90: Field<number | null>;
}

/** A sliding window that ends now. */
export interface WindowFiguresView {
  readonly __typename?: 'WindowFigures';
  readonly minutes: Field<number>;
  readonly satisfaction: Field<FigureView>;
  readonly served: Field<number>;
  readonly serviceLevel: Field<FigureView>;
  readonly waitMean: Field<FigureView>;
  readonly waitP90: Field<FigureView>;
}

export type AlertResultView =
  | (AlertChangedView & { readonly __typename: 'AlertChanged' })
  | (AlertRefusedView & { readonly __typename: 'AlertRefused' });

export type AnswerDirectiveResultView =
  | (DirectiveAnsweredView & { readonly __typename: 'DirectiveAnswered' })
  | (DirectiveOverView & { readonly __typename: 'DirectiveOver' })
  | (InvalidDirectiveView & { readonly __typename: 'InvalidDirective' })
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (UnknownDirectiveView & { readonly __typename: 'UnknownDirective' });

export type CheckRulesResultView =
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (RulesCheckedView & { readonly __typename: 'RulesChecked' });

export type LiveMessageView =
  | (LiveDeltaView & { readonly __typename: 'LiveDelta' })
  | (LiveHeartbeatView & { readonly __typename: 'LiveHeartbeat' })
  | (LiveSnapshotView & { readonly __typename: 'LiveSnapshot' });

export type PeopleResultView =
  | (PeopleAppliedView & { readonly __typename: 'PeopleApplied' })
  | (PeopleRefusedView & { readonly __typename: 'PeopleRefused' });

export type RuleBookResultView =
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (RuleBookView & { readonly __typename: 'RuleBook' });

export type RuleVersionsResultView =
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (RuleVersionsView & { readonly __typename: 'RuleVersions' });

export type SaveRulesResultView =
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (RulesFaultyView & { readonly __typename: 'RulesFaulty' })
  | (RulesOutdatedView & { readonly __typename: 'RulesOutdated' })
  | (RulesSavedView & { readonly __typename: 'RulesSaved' });

export type SendDirectiveResultView =
  | (DirectiveSentView & { readonly __typename: 'DirectiveSent' })
  | (InvalidDirectiveView & { readonly __typename: 'InvalidDirective' })
  | (NotAllowedView & { readonly __typename: 'NotAllowed' })
  | (UnknownCentreView & { readonly __typename: 'UnknownCentre' });

export type SilenceResultView =
  | (AlertRefusedView & { readonly __typename: 'AlertRefused' })
  | (SilenceChangedView & { readonly __typename: 'SilenceChanged' });

export type StandInResultView =
  | (PeopleRefusedView & { readonly __typename: 'PeopleRefused' })
  | (StandInChangedView & { readonly __typename: 'StandInChanged' });

// Objects of values alone.

/** A person who may sign in, as administrators see it. */
export interface Account {
  readonly __typename?: 'Account';
  readonly agencyId: string | null;
  readonly centreId: string | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly disabledAt: number | null;
  readonly hasFirstPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly id: string;
  readonly isProvided: boolean;
  readonly lastSeenAt: number | null;
  readonly lockedUntil: number | null;
  readonly name: string;
  readonly regionId: string | null;
  readonly role: string;
  readonly seesStaff: boolean;
  readonly userName: string;
}

/** What was changed on an account. */
export interface AccountChange {
  readonly __typename?: 'AccountChange';
  readonly account: Account;
  readonly firstPassword: string | null;
}

export interface AgentPosition {
  readonly __typename?: 'AgentPosition';
  readonly agentId: string;
  readonly applied: number;
  readonly centreId: string | null;
  readonly deadLetters: number;
  readonly duplicates: number;
  readonly inFlight: number;
  readonly lastReceivedAt: number | null;
  readonly lost: number;
  readonly outboxId: string;
  readonly recorded: number;
  readonly redelivered: number;
}

export interface AlertEntry {
  readonly __typename?: 'AlertEntry';
  readonly actor: string | null;
  readonly at: number;
  readonly detail: string;
  readonly id: string;
  readonly kind: string;
}

/** An hour or a day of the period. */
export interface AlertLoadStep {
  readonly __typename?: 'AlertLoadStep';
  readonly at: number;
  readonly fired: number | null;
  readonly paged: number | null;
  readonly people: number | null;
  readonly perPersonHour: number | null;
}

export interface AlertPersonLoad {
  readonly __typename?: 'AlertPersonLoad';
  readonly busiestHour: number;
  readonly hours: number;
  readonly name: string;
  readonly pages: number;
  readonly role: string;
  readonly supervisorId: string;
}

/** How long something took, in seconds, over n cases. */
export interface AlertTimes {
  readonly __typename?: 'AlertTimes';
  readonly longest: number;
  readonly median: number;
  readonly n: number;
  readonly p90: number;
}

export interface Backfill {
  readonly __typename?: 'Backfill';
  readonly appliedEvents: number;
  readonly pendingEvents: number;
  readonly share: number;
}

/** Appointments whose slots begin in an hour; cancelled ones are left out. */
export interface BookedHour {
  readonly __typename?: 'BookedHour';
  readonly arrived: number;
  readonly at: number;
  readonly booked: number;
}

/** The live status of a centre. Growing durations are given as their start time, so that a screen can count by itself. */
export interface CentreStatus {
  readonly __typename?: 'CentreStatus';
  readonly centreId: string;
  readonly dataAsOf: number | null;
  readonly desks: readonly DeskStatus[];
  readonly desksOpen: number;
  readonly desksTotal: number;
  readonly expectedOpen: boolean;
  readonly freshness: Freshness;
  readonly freshnessSince: number | null;
  readonly heartbeatSeconds: number;
  readonly isOpen: boolean;
  readonly isSilent: boolean;
  readonly lastEventAt: number | null;
  readonly lastHour: WindowFigures;
  readonly longestWaitSince: number | null;
  readonly meanWaitingSince: number | null;
  readonly powerDown: boolean;
  readonly queues: readonly QueueStatus[];
  readonly servingNow: number;
  readonly severity: Severity;
  readonly staffLoggedIn: number;
  readonly troubles: readonly Trouble[];
  readonly upstreamDownAgencyIds: readonly string[];
  readonly waitingNow: number;
}

export interface DataQuality {
  readonly __typename?: 'DataQuality';
  readonly centreId: string;
  readonly defect: string;
  readonly n: number;
}

export interface DeadLetterCount {
  readonly __typename?: 'DeadLetterCount';
  readonly agentId: string;
  readonly centreId: string;
  readonly code: string;
  readonly n: number;
  readonly newestAt: number;
  readonly reason: string;
}

export interface DeskStatus {
  readonly __typename?: 'DeskStatus';
  readonly deskId: string;
  readonly isLoggedIn: boolean;
  readonly isOpen: boolean;
  readonly serviceId: string | null;
  readonly since: number | null;
  readonly state: string | null;
  readonly ticketNo: string | null;
}

/** A directive from the secretariat to a centre. Overdue depends on deadlines and is independent of the state: a late answer still counts. */
export interface Directive {
  readonly __typename?: 'Directive';
  readonly acknowledgeBy: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly alertId: string | null;
  readonly centreId: string;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closingNote: string | null;
  readonly deliveredAt: number | null;
  readonly dueAt: number;
  readonly followed: DirectiveFollowed;
  readonly id: string;
  readonly kind: DirectiveKind;
  readonly missed: readonly DirectiveDeadline[];
  readonly overdue: DirectiveDeadline | null;
  readonly quantity: number | null;
  readonly sentAt: number;
  readonly sentBy: string;
  readonly state: DirectiveState;
  readonly text: string;
  readonly timeline: readonly DirectiveEntry[];
}

export interface DirectiveAnswered {
  readonly __typename?: 'DirectiveAnswered';
  readonly directive: Directive;
}

export interface DirectiveEntry {
  readonly __typename?: 'DirectiveEntry';
  readonly actor: string | null;
  readonly at: number;
  readonly counts: boolean;
  readonly kind: DirectiveEntryKind;
  readonly note: string;
  readonly recordedAt: number;
  readonly via: string;
}

/** The hour before it was sent, and the hour after it was done or refused, or after its deadline when it was neither. Aligned to quarter hours. */
export interface DirectiveFollowed {
  readonly __typename?: 'DirectiveFollowed';
  readonly after: WaitWindow | null;
  readonly before: WaitWindow;
}

/** It was already done or refused, and stays so. */
export interface DirectiveOver {
  readonly __typename?: 'DirectiveOver';
  readonly directive: Directive;
  readonly message: string;
}

export interface DirectivePage {
  readonly __typename?: 'DirectivePage';
  readonly directives: readonly Directive[];
  readonly hasMore: boolean;
}

export interface DirectiveSent {
  readonly __typename?: 'DirectiveSent';
  readonly directive: Directive;
}

export interface EscalationPolicy {
  readonly __typename?: 'EscalationPolicy';
  readonly id: string;
  readonly repeatSeconds: number;
  readonly repeats: number;
  readonly steps: readonly EscalationStep[];
  readonly version: number;
}

export interface EscalationStep {
  readonly __typename?: 'EscalationStep';
  readonly delaySeconds: number;
  readonly targets: readonly AlertTarget[];
  readonly toDeputies: boolean;
}

/** Who is booked at a centre today. Numbers only: nothing says who. */
export interface ExpectedAppointments {
  readonly __typename?: 'ExpectedAppointments';
  readonly asOf: number;
  readonly hours: readonly BookedHour[];
  readonly slots: readonly ExpectedSlot[];
  readonly until: number;
}

export interface ExpectedSlot {
  readonly __typename?: 'ExpectedSlot';
  readonly arrived: number;
  readonly expected: number;
  readonly serviceId: string | null;
  readonly slotAt: number;
}

export interface FieldFault {
  readonly __typename?: 'FieldFault';
  readonly field: string;
  readonly message: string;
}

/** A figure with its numerator n and denominator d. value is null when d is 0: no data is not zero. */
export interface Figure {
  readonly __typename?: 'Figure';
  readonly d: number;
  readonly n: number;
  readonly value: number | null;
}

export interface InvalidDirective {
  readonly __typename?: 'InvalidDirective';
  readonly faults: readonly FieldFault[];
}

/** A bin of a histogram of durations, seconds; to is exclusive, and 0 where the durations are 0. */
export interface KpiBin {
  readonly __typename?: 'KpiBin';
  readonly from: number;
  readonly n: number;
  readonly to: number;
}

export interface KpiCompared {
  readonly __typename?: 'KpiCompared';
  readonly complete: number | null;
  readonly d: number | null;
  readonly difference: number | null;
  readonly errorBound: number;
  readonly n: number | null;
  readonly noData: boolean;
  readonly suppressed: boolean;
  readonly value: number | null;
}

/** Where a figure would lie with very many more legs of the same kind, with 95 % confidence; in the KPI's unit. What histograms may be off by is added on both sides. */
export interface KpiInterval {
  readonly __typename?: 'KpiInterval';
  readonly high: number;
  readonly low: number;
  readonly method: string;
}

export interface KpiValue {
  readonly __typename?: 'KpiValue';
  readonly bins: readonly KpiBin[] | null;
  readonly compared: KpiCompared | null;
  readonly complete: number | null;
  readonly d: number | null;
  readonly distribution: readonly number[] | null;
  readonly errorBound: number;
  readonly id: string;
  readonly interval: KpiInterval | null;
  readonly n: number | null;
  readonly noData: boolean;
  readonly suppressed: boolean;
  readonly value: number | null;
}

export interface LiveDelta {
  readonly __typename?: 'LiveDelta';
  readonly centres: readonly CentreStatus[];
  readonly figures: ScopeFigures | null;
  readonly goneCentreIds: readonly string[];
  readonly regions: readonly RegionStatus[];
  readonly seq: number;
  readonly serverTime: number;
  readonly watermark: number | null;
}

export interface LiveHeartbeat {
  readonly __typename?: 'LiveHeartbeat';
  readonly buildId: string;
  readonly seq: number;
  readonly serverTime: number;
  readonly watermark: number | null;
}

export interface LiveSnapshot {
  readonly __typename?: 'LiveSnapshot';
  readonly buildId: string;
  readonly centres: readonly CentreStatus[];
  readonly figures: ScopeFigures;
  readonly regions: readonly RegionStatus[];
  readonly seq: number;
  readonly serverTime: number;
  readonly watermark: number | null;
}

export interface NotAllowed {
  readonly __typename?: 'NotAllowed';
  readonly message: string;
}

/** A message of the dashboard channel, in the language of its recipient. */
export interface Notice {
  readonly __typename?: 'Notice';
  readonly alertIds: readonly string[];
  readonly id: string;
  readonly kind: NoticeKind;
  readonly madeAt: number;
  readonly paragraphs: readonly (readonly string[])[];
  readonly severity: AlertSeverity;
  readonly shownAt: number | null;
  readonly subject: string;
  readonly to: string;
}

/** The viewer's own account. */
export interface OwnAccount {
  readonly __typename?: 'OwnAccount';
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly name: string;
  readonly recoveryCodesLeft: number;
  readonly role: string;
  readonly sessions: readonly Session[];
  readonly userName: string;
}

export interface People {
  readonly __typename?: 'People';
  readonly file: PeopleFile | null;
  readonly people: readonly Person[];
  readonly policies: readonly EscalationPolicy[];
  readonly rosters: readonly Roster[];
}

export interface PeopleApplied {
  readonly __typename?: 'PeopleApplied';
  readonly notes: readonly string[];
  readonly people: number;
  readonly policies: number;
  readonly rosters: number;
  readonly version: number;
}

export interface PeopleFault {
  readonly __typename?: 'PeopleFault';
  readonly column: number | null;
  readonly line: number | null;
  readonly message: string;
}

/** The file that was applied last, to be edited and applied again. */
export interface PeopleFile {
  readonly __typename?: 'PeopleFile';
  readonly appliedAt: number;
  readonly appliedBy: string;
  readonly version: number;
  readonly yaml: string;
}

/** Why nothing was changed, with every fault. The refusal is recorded. */
export interface PeopleRefused {
  readonly __typename?: 'PeopleRefused';
  readonly code: PeopleRefusalCode;
  readonly faults: readonly PeopleFault[];
  readonly message: string;
}

export interface Person {
  readonly __typename?: 'Person';
  readonly agencyId: string | null;
  readonly centreId: string | null;
  readonly contacts: readonly PersonContact[];
  readonly hours: string | null;
  readonly id: string;
  readonly language: string;
  readonly name: string;
  readonly regionId: string | null;
  readonly role: AlertTarget;
  readonly timeZone: string;
  readonly worksOnHolidays: boolean;
}

export interface PersonContact {
  readonly __typename?: 'PersonContact';
  readonly address: string;
  readonly channel: string;
  readonly from: AlertSeverity;
}

export interface QueueStatus {
  readonly __typename?: 'QueueStatus';
  readonly longestWaitSince: number | null;
  readonly meanWaitingSince: number | null;
  readonly serviceId: string;
  readonly serving: number;
  readonly waiting: number;
}

/** A region in one cell: the worst of its centres, and the sums of the centres in contact. */
export interface RegionStatus {
  readonly __typename?: 'RegionStatus';
  readonly centresInTrouble: number;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly desksOpen: number;
  readonly isClosed: boolean;
  readonly longestWaitSince: number | null;
  readonly regionId: string;
  readonly severity: Severity;
  readonly waitingNow: number | null;
}

export interface ReportDelivery {
  readonly __typename?: 'ReportDelivery';
  readonly address: string | null;
  readonly changedAt: number;
  readonly name: string;
  readonly reason: string | null;
  readonly says: string | null;
  readonly state: string;
}

/** The figures of a report: as they were sent, and today. */
export interface ReportFigure {
  readonly __typename?: 'ReportFigure';
  readonly d: number | null;
  readonly isRevised: boolean;
  readonly kpi: string;
  readonly n: number | null;
  readonly now: number | null;
  readonly question: number;
  readonly row: string;
  readonly sent: number | null;
  readonly unit: string;
}

export interface ReportFile {
  readonly __typename?: 'ReportFile';
  readonly format: string;
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** Somebody of the people file. */
export interface ReportPerson {
  readonly __typename?: 'ReportPerson';
  readonly id: string;
  readonly name: string;
}

export interface ReportQuestion {
  readonly __typename?: 'ReportQuestion';
  readonly hash: string;
  readonly question: string;
}

/** A person or an address that gets a report. */
export interface ReportRecipient {
  readonly __typename?: 'ReportRecipient';
  readonly addedBy: string;
  readonly address: string | null;
  readonly changedAt: number;
  readonly id: string;
  readonly name: string;
  readonly personId: string | null;
  readonly state: string;
}

/** A figure that late events changed after it was sent. */
export interface ReportRevision {
  readonly __typename?: 'ReportRevision';
  readonly at: number;
  readonly kpi: string;
  readonly now: number | null;
  readonly row: string;
  readonly sent: number | null;
  readonly toldIn: string | null;
  readonly unit: string;
}

export interface Roster {
  readonly __typename?: 'Roster';
  readonly agencyId: string | null;
  readonly centreId: string | null;
  readonly duties: readonly RosterDuty[];
  readonly id: string;
  readonly regionId: string | null;
  readonly role: AlertTarget;
  readonly standIns: readonly StandIn[];
  readonly timeZone: string;
}

export interface RosterDuty {
  readonly __typename?: 'RosterDuty';
  readonly deputyId: string | null;
  readonly from: string | null;
  readonly hours: string | null;
  readonly personId: string;
  readonly to: string | null;
}

/** What is wrong with a rules file, and how to fix it. */
export interface RuleFault {
  readonly __typename?: 'RuleFault';
  readonly column: number | null;
  readonly line: number | null;
  readonly message: string;
}

export interface RuleVersion {
  readonly __typename?: 'RuleVersion';
  readonly appliedAt: number;
  readonly appliedBy: string;
  readonly version: number;
  readonly yaml: string;
}

export interface RuleVersions {
  readonly __typename?: 'RuleVersions';
  readonly versions: readonly RuleVersion[];
}

export interface RulesChecked {
  readonly __typename?: 'RulesChecked';
  readonly faults: readonly RuleFault[];
}

/** Nothing was changed. */
export interface RulesFaulty {
  readonly __typename?: 'RulesFaulty';
  readonly faults: readonly RuleFault[];
}

/** Another person has changed the rules since they were read; nothing was changed. */
export interface RulesOutdated {
  readonly __typename?: 'RulesOutdated';
  readonly message: string;
}

/** The sums of a scope at the time asOf. */
export interface ScopeFigures {
  readonly __typename?: 'ScopeFigures';
  readonly agentsSilent: number;
  readonly agentsTotal: number;
  readonly asOf: number;
  readonly centresOpen: number;
  readonly centresTotal: number;
  readonly desksOpen: number;
  readonly desksTotal: number;
  readonly longestWaitCentreId: string | null;
  readonly longestWaitSince: number | null;
  readonly meanWaitingSince: number | null;
  readonly ratingsToday: number;
  readonly satisfactionToday: Figure;
  readonly servedThisHour: number;
  readonly servedToday: number;
  readonly servedUsualThisHour: number | null;
  readonly servedUsualToday: number | null;
  readonly serviceLevelToday: Figure;
  readonly servingNow: number;
  readonly staffLoggedIn: number;
  readonly upstreamDown: number;
  readonly waitMeanToday: Figure;
  readonly waitingNow: number;
  readonly windows: readonly WindowFigures[];
}

/** A secret of an authenticator app that waits for its first code. */
export interface SecondFactorOffer {
  readonly __typename?: 'SecondFactorOffer';
  readonly address: string;
  readonly secret: string;
}

/** A session of a person in a browser. */
export interface Session {
  readonly __typename?: 'Session';
  readonly address: string;
  readonly browser: string;
  readonly expiresAt: number;
  readonly id: string;
  readonly isThis: boolean;
  readonly seenAt: number;
  readonly startedAt: number;
  readonly way: string;
}

export interface Silence {
  readonly __typename?: 'Silence';
  readonly agencyId: string | null;
  readonly centreId: string | null;
  readonly from: number;
  readonly id: string;
  readonly kind: SilenceKind;
  readonly madeBy: string;
  readonly reason: string;
  readonly regionId: string | null;
  readonly ruleId: string | null;
  readonly serviceId: string | null;
  readonly to: number;
}

export interface SilenceChanged {
  readonly __typename?: 'SilenceChanged';
  readonly silence: Silence;
}

/** A person who replaces the person on duty, or one named person. */
export interface StandIn {
  readonly __typename?: 'StandIn';
  readonly from: number;
  readonly id: string;
  readonly insteadOfId: string | null;
  readonly madeBy: string;
  readonly personId: string;
  readonly reason: string;
  readonly rosterId: string;
  readonly to: number;
}

export interface StandInChanged {
  readonly __typename?: 'StandInChanged';
  readonly standIn: StandIn;
}

export interface TrendPoint {
  readonly __typename?: 'TrendPoint';
  readonly abandoned: number;
  readonly at: number;
  readonly issued: number;
  readonly served: number;
  readonly waitMean: Figure;
}

export interface Trouble {
  readonly __typename?: 'Trouble';
  readonly kind: TroubleKind;
  readonly limit: number | null;
  readonly severity: Severity;
  readonly since: number | null;
  readonly subjectId: string | null;
  readonly value: number | null;
}

export interface UnknownCentre {
  readonly __typename?: 'UnknownCentre';
  readonly message: string;
}

export interface UnknownDirective {
  readonly __typename?: 'UnknownDirective';
  readonly message: string;
}

export interface Viewer {
  readonly __typename?: 'Viewer';
  readonly expiresAt: number;
  readonly hasAccount: boolean;
  readonly isAdministrator: boolean;
  readonly mayTryRoles: boolean;
  readonly name: string;
  readonly role: Role;
  readonly scopeId: string | null;
  readonly scopeKind: string;
}

export interface WaitWindow {
  readonly __typename?: 'WaitWindow';
  readonly demand: number;
  readonly from: number;
  readonly to: number;
  readonly waitMax: number | null;
  readonly waitP90: number | null;
}

/** A sliding window that ends now. */
export interface WindowFigures {
  readonly __typename?: 'WindowFigures';
  readonly minutes: number;
  readonly satisfaction: Figure;
  readonly served: number;
  readonly serviceLevel: Figure;
  readonly waitMean: Figure;
  readonly waitP90: Figure;
}
