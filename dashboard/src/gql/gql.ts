/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment AlertParts on Alert {\n    id ruleId name(language: $language) severity identity regionId centreId serviceId agencyId\n    condition conditionSince signal signalReason value threshold watch episode firedAt clearedAt closedAt\n    acknowledgedBy acknowledgedAt acknowledgedUntil assignedTo suppressedBy\n  }\n": typeof types.AlertPartsFragmentDoc,
    "\n  subscription AlertFeed($language: Language!) {\n    alertList { seq serverTime alerts { ...AlertParts } }\n  }\n": typeof types.AlertFeedDocument,
    "\n  query ClosedAlerts($language: Language!, $before: Millis, $first: Int!) {\n    alerts(list: closed, before: $before, first: $first) { ...AlertParts }\n  }\n": typeof types.ClosedAlertsDocument,
    "\n  query AlertPage($id: ID!, $language: Language!) {\n    alert(id: $id) { alert { ...AlertParts advice(language: $language) } timeline { id at kind actor detail } }\n  }\n": typeof types.AlertPageDocument,
    "\n  fragment AnswerAlertParts on AlertResult {\n    __typename\n    ... on AlertChanged { alert { ...AlertParts } }\n    ... on AlertRefused { code message current { ...AlertParts } }\n  }\n": typeof types.AnswerAlertPartsFragmentDoc,
    "\n  mutation AcknowledgeAlert($id: ID!, $episode: Int!, $minutes: Int!, $language: Language!) {\n    answer: acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) { ...AnswerAlertParts }\n  }\n": typeof types.AcknowledgeAlertDocument,
    "\n  mutation CommentAlert($id: ID!, $text: String!, $language: Language!) {\n    answer: commentAlert(id: $id, text: $text) { ...AnswerAlertParts }\n  }\n": typeof types.CommentAlertDocument,
    "\n  mutation AssignAlert($id: ID!, $to: String, $language: Language!) {\n    answer: assignAlert(id: $id, to: $to) { ...AnswerAlertParts }\n  }\n": typeof types.AssignAlertDocument,
    "\n  mutation MakeSilence($input: SilenceInput!) {\n    makeSilence(input: $input) {\n      __typename\n      ... on SilenceChanged { silence { ...SilenceParts } }\n      ... on AlertRefused { message }\n    }\n  }\n": typeof types.MakeSilenceDocument,
    "\n  fragment SilenceParts on Silence { id kind ruleId regionId centreId serviceId agencyId from to reason madeBy }\n": typeof types.SilencePartsFragmentDoc,
    "\n  query Silences { silences { ...SilenceParts } }\n": typeof types.SilencesDocument,
    "\n  mutation EndSilence($id: ID!) {\n    endSilence(id: $id) { __typename ... on AlertRefused { message } }\n  }\n": typeof types.EndSilenceDocument,
    "\n  query AlertLoad($scope: ScopeInput, $from: String!, $to: String!, $language: Language!) {\n    alertLoad(scope: $scope, from: $from, to: $to) {\n      from to knownFrom knownTo stepHours fired paged people perPersonHour unacknowledged\n      toAcknowledge { n median p90 longest } toResolve { n median p90 longest }\n      steps { at fired paged people perPersonHour }\n      sources { ...SourceParts } chatter { ...SourceParts }\n      persons { supervisorId name role pages hours busiestHour }\n    }\n  }\n": typeof types.AlertLoadDocument,
    "\n  fragment SourceParts on AlertSource {\n    ruleId name(language: $language) severity identity centreId serviceId agencyId fired share acknowledged\n    medianSeconds\n  }\n": typeof types.SourcePartsFragmentDoc,
    "\n  query Notices { notices(first: 20) { id kind severity subject paragraphs alertIds to madeAt shownAt } }\n": typeof types.NoticesDocument,
    "\n  mutation NoticesShown($ids: [ID!]!) { noticesShown(ids: $ids) }\n": typeof types.NoticesShownDocument,
    "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) {\n      at issued served abandoned waitMean { value n d }\n    }\n  }\n": typeof types.TrendDocument,
    "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n    }\n  }\n": typeof types.KpisDocument,
    "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles hasAccount isAdministrator scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n": typeof types.CatalogueDocument,
    "\n  query SignedIn { viewer { name role scopeId } }\n": typeof types.SignedInDocument,
    "\n  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }\n": typeof types.BackfillProgressDocument,
    "\n  query CentreInside($id: ID!, $language: Language!) {\n    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }\n  }\n": typeof types.CentreInsideDocument,
    "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark goneCentreIds\n        changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": typeof types.NetworkLiveDocument,
    "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark\n        changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": typeof types.ScopeLiveDocument,
    "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday\n    servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n  }\n": typeof types.FiguresPartsFragmentDoc,
    "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n": typeof types.RegionPartsFragmentDoc,
    "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds freshness freshnessSince isOpen expectedOpen powerDown\n    upstreamDownAgencyIds waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal\n    staffLoggedIn severity\n    lastHour {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n    troubles { kind severity subjectId since value limit }\n  }\n": typeof types.StatusPartsFragmentDoc,
    "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n": typeof types.InsidePartsFragmentDoc,
    "\n  query OwnAccount {\n    ownAccount {\n      userName name role hasPassword hasSecondFactor recoveryCodesLeft\n      sessions { id way startedAt seenAt expiresAt address browser isThis }\n    }\n  }\n": typeof types.OwnAccountDocument,
    "\n  mutation ChangePassword($current: String!, $next: String!) { changePassword(current: $current, next: $next) }\n": typeof types.ChangePasswordDocument,
    "\n  mutation BeginSecondFactor { beginSecondFactor { secret address } }\n": typeof types.BeginSecondFactorDocument,
    "\n  mutation ConfirmSecondFactor($code: String!) { confirmSecondFactor(code: $code) }\n": typeof types.ConfirmSecondFactorDocument,
    "\n  mutation EndSecondFactor($password: String!) { endSecondFactor(password: $password) }\n": typeof types.EndSecondFactorDocument,
    "\n  mutation EndSession($id: ID!) { endSession(id: $id) }\n": typeof types.EndSessionDocument,
    "\n  query Accounts {\n    accounts {\n      id userName name role regionId centreId agencyId seesStaff hasSecondFactor hasFirstPassword isProvided\n      lockedUntil disabledAt lastSeenAt\n    }\n  }\n": typeof types.AccountsDocument,
    "\n  mutation AddAccount($userName: String!, $name: String!, $right: AccountRightInput!) {\n    addAccount(userName: $userName, name: $name, right: $right) { firstPassword account { id name userName } }\n  }\n": typeof types.AddAccountDocument,
    "\n  mutation ChangeAccountRight($id: ID!, $right: AccountRightInput!) {\n    changeAccountRight(id: $id, right: $right) { account { id } }\n  }\n": typeof types.ChangeAccountRightDocument,
    "\n  mutation ResetPassword($id: ID!) { resetPassword(id: $id) { firstPassword account { id name userName } } }\n": typeof types.ResetPasswordDocument,
    "\n  mutation DisableAccount($id: ID!) { disableAccount(id: $id) { account { id } } }\n": typeof types.DisableAccountDocument,
    "\n  mutation EnableAccount($id: ID!) { enableAccount(id: $id) { account { id } } }\n": typeof types.EnableAccountDocument,
    "\n  query KpiCatalogue($language: Language!) {\n    kpiCatalogue {\n      id version unit clock group direction target name(language: $language) definition(language: $language)\n    }\n  }\n": typeof types.KpiCatalogueDocument,
    "\n  query Analyse($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) {\n      kpis { id version unit clock group direction target name(language: $language) definition(language: $language) }\n      rows { ...AnalyseRow }\n      totals { ...AnalyseRow }\n      notes { code text(language: $language) } from to comparedFrom comparedTo timeZone asOf questionHash\n    }\n  }\n  fragment AnalyseRow on KpiRow {\n    group { key value label(language: $language) }\n    values {\n      id value n d complete errorBound noData suppressed distribution\n      bins { from to n }\n      interval { low high }\n      compared { value n d noData suppressed difference }\n    }\n  }\n": typeof types.AnalyseDocument,
    "\n  query SeenValues($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) { rows { group { key value label(language: $language) } } }\n  }\n": typeof types.SeenValuesDocument,
    "\n  query SavedViews($language: Language!) {\n    savedViews {\n      ...SavedViewParts\n    }\n  }\n  fragment SavedViewParts on SavedView {\n    id version name(language: $language) owner audience isBuiltIn mayChange question chart\n  }\n": typeof types.SavedViewsDocument,
    "\n  mutation SaveView($input: SavedViewInput!) { saveView(input: $input) { id version } }\n": typeof types.SaveViewDocument,
    "\n  mutation DeleteView($id: ID!) { deleteView(id: $id) }\n": typeof types.DeleteViewDocument,
    "\n  query ExpectedAppointments($centreId: ID!) {\n    expectedAppointments(centreId: $centreId) {\n      asOf until slots { serviceId slotAt expected arrived } hours { at booked arrived }\n    }\n  }\n": typeof types.ExpectedAppointmentsDocument,
    "\n  fragment DirectiveParts on Directive {\n    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote\n    timeline { at kind actor via note counts }\n  }\n": typeof types.DirectivePartsFragmentDoc,
    "\n  query Directives($filter: DirectiveFilter!, $first: Int!) {\n    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }\n  }\n": typeof types.DirectivesDocument,
    "\n  mutation SendDirective($directive: DirectiveInput!) {\n    sendDirective(directive: $directive) {\n      __typename\n      ... on DirectiveSent { directive { ...DirectiveParts } }\n      ... on InvalidDirective { faults { field message } }\n      ... on NotAllowed { message }\n      ... on UnknownCentre { message }\n    }\n  }\n": typeof types.SendDirectiveDocument,
    "\n  fragment AnswerParts on AnswerDirectiveResult {\n    __typename\n    ... on DirectiveAnswered { directive { ...DirectiveParts } }\n    ... on DirectiveOver { message directive { ...DirectiveParts } }\n    ... on InvalidDirective { faults { field message } }\n    ... on NotAllowed { message }\n    ... on UnknownDirective { message }\n  }\n": typeof types.AnswerPartsFragmentDoc,
    "\n  mutation AcknowledgeDirective($id: ID!) {\n    answer: acknowledgeDirective(id: $id) { ...AnswerParts }\n  }\n": typeof types.AcknowledgeDirectiveDocument,
    "\n  mutation CompleteDirective($id: ID!, $note: String!) {\n    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }\n  }\n": typeof types.CompleteDirectiveDocument,
    "\n  mutation RefuseDirective($id: ID!, $reason: String!) {\n    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }\n  }\n": typeof types.RefuseDirectiveDocument,
    "\n  query Reports($language: Language!) {\n    savedViews { id name(language: $language) }\n    reportSubscriptions {\n      id name template viewId cadence wallTime timeZone language runsAs scopeKind scopeId rightEndsAt nextDueAt\n      stoppedAt stoppedBy stoppedWhy mayChange\n      recipients { id name address state }\n      choices { id name }\n      runs(first: 8) {\n        id period state reason says isOverdue asOf\n        missing { centreId name(language: $language) why }\n        files { name format path }\n        deliveries { name address state says changedAt }\n        revisions { kpi unit row sent now at toldIn }\n      }\n    }\n  }\n": typeof types.ReportsDocument,
    "\n  mutation SubscribeReport($input: ReportSubscriptionInput!) { subscribe(input: $input) { id } }\n": typeof types.SubscribeReportDocument,
    "\n  mutation AddRecipient($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id } }\n": typeof types.AddRecipientDocument,
    "\n  mutation RemoveRecipient($id: ID!) { removeReportRecipient(id: $id) }\n": typeof types.RemoveRecipientDocument,
    "\n  mutation RunReport($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id } }\n": typeof types.RunReportDocument,
    "\n  mutation StopReport($id: ID!) { stopSubscription(id: $id) }\n": typeof types.StopReportDocument,
    "\n  mutation TakeOverReport($id: ID!) { takeOverSubscription(id: $id) { id } }\n": typeof types.TakeOverReportDocument,
    "\n  fragment BookParts on RuleBook {\n    revision yaml\n    rules { id name(language: $language) version severity watch each appliedAt appliedBy }\n  }\n": typeof types.BookPartsFragmentDoc,
    "\n  query RuleBook($language: Language!) {\n    ruleBook { __typename ... on RuleBook { ...BookParts } ... on NotAllowed { message } }\n  }\n": typeof types.RuleBookDocument,
    "\n  query RuleVersions($id: ID!) {\n    ruleVersions(id: $id) {\n      __typename\n      ... on RuleVersions { versions { version appliedAt appliedBy yaml } }\n      ... on NotAllowed { message }\n    }\n  }\n": typeof types.RuleVersionsDocument,
    "\n  query CheckRules($yaml: String!) {\n    checkRules(yaml: $yaml) {\n      __typename\n      ... on RulesChecked { faults { line column message } }\n      ... on NotAllowed { message }\n    }\n  }\n": typeof types.CheckRulesDocument,
    "\n  mutation SaveRules($yaml: String!, $revision: String!, $language: Language!) {\n    saveRules(yaml: $yaml, revision: $revision) {\n      __typename\n      ... on RulesSaved { added changed removed book { ...BookParts } }\n      ... on RulesFaulty { faults { line column message } }\n      ... on RulesOutdated { message }\n      ... on NotAllowed { message }\n    }\n  }\n": typeof types.SaveRulesDocument,
};
const documents: Documents = {
    "\n  fragment AlertParts on Alert {\n    id ruleId name(language: $language) severity identity regionId centreId serviceId agencyId\n    condition conditionSince signal signalReason value threshold watch episode firedAt clearedAt closedAt\n    acknowledgedBy acknowledgedAt acknowledgedUntil assignedTo suppressedBy\n  }\n": types.AlertPartsFragmentDoc,
    "\n  subscription AlertFeed($language: Language!) {\n    alertList { seq serverTime alerts { ...AlertParts } }\n  }\n": types.AlertFeedDocument,
    "\n  query ClosedAlerts($language: Language!, $before: Millis, $first: Int!) {\n    alerts(list: closed, before: $before, first: $first) { ...AlertParts }\n  }\n": types.ClosedAlertsDocument,
    "\n  query AlertPage($id: ID!, $language: Language!) {\n    alert(id: $id) { alert { ...AlertParts advice(language: $language) } timeline { id at kind actor detail } }\n  }\n": types.AlertPageDocument,
    "\n  fragment AnswerAlertParts on AlertResult {\n    __typename\n    ... on AlertChanged { alert { ...AlertParts } }\n    ... on AlertRefused { code message current { ...AlertParts } }\n  }\n": types.AnswerAlertPartsFragmentDoc,
    "\n  mutation AcknowledgeAlert($id: ID!, $episode: Int!, $minutes: Int!, $language: Language!) {\n    answer: acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) { ...AnswerAlertParts }\n  }\n": types.AcknowledgeAlertDocument,
    "\n  mutation CommentAlert($id: ID!, $text: String!, $language: Language!) {\n    answer: commentAlert(id: $id, text: $text) { ...AnswerAlertParts }\n  }\n": types.CommentAlertDocument,
    "\n  mutation AssignAlert($id: ID!, $to: String, $language: Language!) {\n    answer: assignAlert(id: $id, to: $to) { ...AnswerAlertParts }\n  }\n": types.AssignAlertDocument,
    "\n  mutation MakeSilence($input: SilenceInput!) {\n    makeSilence(input: $input) {\n      __typename\n      ... on SilenceChanged { silence { ...SilenceParts } }\n      ... on AlertRefused { message }\n    }\n  }\n": types.MakeSilenceDocument,
    "\n  fragment SilenceParts on Silence { id kind ruleId regionId centreId serviceId agencyId from to reason madeBy }\n": types.SilencePartsFragmentDoc,
    "\n  query Silences { silences { ...SilenceParts } }\n": types.SilencesDocument,
    "\n  mutation EndSilence($id: ID!) {\n    endSilence(id: $id) { __typename ... on AlertRefused { message } }\n  }\n": types.EndSilenceDocument,
    "\n  query AlertLoad($scope: ScopeInput, $from: String!, $to: String!, $language: Language!) {\n    alertLoad(scope: $scope, from: $from, to: $to) {\n      from to knownFrom knownTo stepHours fired paged people perPersonHour unacknowledged\n      toAcknowledge { n median p90 longest } toResolve { n median p90 longest }\n      steps { at fired paged people perPersonHour }\n      sources { ...SourceParts } chatter { ...SourceParts }\n      persons { supervisorId name role pages hours busiestHour }\n    }\n  }\n": types.AlertLoadDocument,
    "\n  fragment SourceParts on AlertSource {\n    ruleId name(language: $language) severity identity centreId serviceId agencyId fired share acknowledged\n    medianSeconds\n  }\n": types.SourcePartsFragmentDoc,
    "\n  query Notices { notices(first: 20) { id kind severity subject paragraphs alertIds to madeAt shownAt } }\n": types.NoticesDocument,
    "\n  mutation NoticesShown($ids: [ID!]!) { noticesShown(ids: $ids) }\n": types.NoticesShownDocument,
    "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) {\n      at issued served abandoned waitMean { value n d }\n    }\n  }\n": types.TrendDocument,
    "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n    }\n  }\n": types.KpisDocument,
    "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles hasAccount isAdministrator scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n": types.CatalogueDocument,
    "\n  query SignedIn { viewer { name role scopeId } }\n": types.SignedInDocument,
    "\n  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }\n": types.BackfillProgressDocument,
    "\n  query CentreInside($id: ID!, $language: Language!) {\n    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }\n  }\n": types.CentreInsideDocument,
    "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark goneCentreIds\n        changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": types.NetworkLiveDocument,
    "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark\n        changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": types.ScopeLiveDocument,
    "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday\n    servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n  }\n": types.FiguresPartsFragmentDoc,
    "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n": types.RegionPartsFragmentDoc,
    "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds freshness freshnessSince isOpen expectedOpen powerDown\n    upstreamDownAgencyIds waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal\n    staffLoggedIn severity\n    lastHour {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n    troubles { kind severity subjectId since value limit }\n  }\n": types.StatusPartsFragmentDoc,
    "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n": types.InsidePartsFragmentDoc,
    "\n  query OwnAccount {\n    ownAccount {\n      userName name role hasPassword hasSecondFactor recoveryCodesLeft\n      sessions { id way startedAt seenAt expiresAt address browser isThis }\n    }\n  }\n": types.OwnAccountDocument,
    "\n  mutation ChangePassword($current: String!, $next: String!) { changePassword(current: $current, next: $next) }\n": types.ChangePasswordDocument,
    "\n  mutation BeginSecondFactor { beginSecondFactor { secret address } }\n": types.BeginSecondFactorDocument,
    "\n  mutation ConfirmSecondFactor($code: String!) { confirmSecondFactor(code: $code) }\n": types.ConfirmSecondFactorDocument,
    "\n  mutation EndSecondFactor($password: String!) { endSecondFactor(password: $password) }\n": types.EndSecondFactorDocument,
    "\n  mutation EndSession($id: ID!) { endSession(id: $id) }\n": types.EndSessionDocument,
    "\n  query Accounts {\n    accounts {\n      id userName name role regionId centreId agencyId seesStaff hasSecondFactor hasFirstPassword isProvided\n      lockedUntil disabledAt lastSeenAt\n    }\n  }\n": types.AccountsDocument,
    "\n  mutation AddAccount($userName: String!, $name: String!, $right: AccountRightInput!) {\n    addAccount(userName: $userName, name: $name, right: $right) { firstPassword account { id name userName } }\n  }\n": types.AddAccountDocument,
    "\n  mutation ChangeAccountRight($id: ID!, $right: AccountRightInput!) {\n    changeAccountRight(id: $id, right: $right) { account { id } }\n  }\n": types.ChangeAccountRightDocument,
    "\n  mutation ResetPassword($id: ID!) { resetPassword(id: $id) { firstPassword account { id name userName } } }\n": types.ResetPasswordDocument,
    "\n  mutation DisableAccount($id: ID!) { disableAccount(id: $id) { account { id } } }\n": types.DisableAccountDocument,
    "\n  mutation EnableAccount($id: ID!) { enableAccount(id: $id) { account { id } } }\n": types.EnableAccountDocument,
    "\n  query KpiCatalogue($language: Language!) {\n    kpiCatalogue {\n      id version unit clock group direction target name(language: $language) definition(language: $language)\n    }\n  }\n": types.KpiCatalogueDocument,
    "\n  query Analyse($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) {\n      kpis { id version unit clock group direction target name(language: $language) definition(language: $language) }\n      rows { ...AnalyseRow }\n      totals { ...AnalyseRow }\n      notes { code text(language: $language) } from to comparedFrom comparedTo timeZone asOf questionHash\n    }\n  }\n  fragment AnalyseRow on KpiRow {\n    group { key value label(language: $language) }\n    values {\n      id value n d complete errorBound noData suppressed distribution\n      bins { from to n }\n      interval { low high }\n      compared { value n d noData suppressed difference }\n    }\n  }\n": types.AnalyseDocument,
    "\n  query SeenValues($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) { rows { group { key value label(language: $language) } } }\n  }\n": types.SeenValuesDocument,
    "\n  query SavedViews($language: Language!) {\n    savedViews {\n      ...SavedViewParts\n    }\n  }\n  fragment SavedViewParts on SavedView {\n    id version name(language: $language) owner audience isBuiltIn mayChange question chart\n  }\n": types.SavedViewsDocument,
    "\n  mutation SaveView($input: SavedViewInput!) { saveView(input: $input) { id version } }\n": types.SaveViewDocument,
    "\n  mutation DeleteView($id: ID!) { deleteView(id: $id) }\n": types.DeleteViewDocument,
    "\n  query ExpectedAppointments($centreId: ID!) {\n    expectedAppointments(centreId: $centreId) {\n      asOf until slots { serviceId slotAt expected arrived } hours { at booked arrived }\n    }\n  }\n": types.ExpectedAppointmentsDocument,
    "\n  fragment DirectiveParts on Directive {\n    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote\n    timeline { at kind actor via note counts }\n  }\n": types.DirectivePartsFragmentDoc,
    "\n  query Directives($filter: DirectiveFilter!, $first: Int!) {\n    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }\n  }\n": types.DirectivesDocument,
    "\n  mutation SendDirective($directive: DirectiveInput!) {\n    sendDirective(directive: $directive) {\n      __typename\n      ... on DirectiveSent { directive { ...DirectiveParts } }\n      ... on InvalidDirective { faults { field message } }\n      ... on NotAllowed { message }\n      ... on UnknownCentre { message }\n    }\n  }\n": types.SendDirectiveDocument,
    "\n  fragment AnswerParts on AnswerDirectiveResult {\n    __typename\n    ... on DirectiveAnswered { directive { ...DirectiveParts } }\n    ... on DirectiveOver { message directive { ...DirectiveParts } }\n    ... on InvalidDirective { faults { field message } }\n    ... on NotAllowed { message }\n    ... on UnknownDirective { message }\n  }\n": types.AnswerPartsFragmentDoc,
    "\n  mutation AcknowledgeDirective($id: ID!) {\n    answer: acknowledgeDirective(id: $id) { ...AnswerParts }\n  }\n": types.AcknowledgeDirectiveDocument,
    "\n  mutation CompleteDirective($id: ID!, $note: String!) {\n    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }\n  }\n": types.CompleteDirectiveDocument,
    "\n  mutation RefuseDirective($id: ID!, $reason: String!) {\n    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }\n  }\n": types.RefuseDirectiveDocument,
    "\n  query Reports($language: Language!) {\n    savedViews { id name(language: $language) }\n    reportSubscriptions {\n      id name template viewId cadence wallTime timeZone language runsAs scopeKind scopeId rightEndsAt nextDueAt\n      stoppedAt stoppedBy stoppedWhy mayChange\n      recipients { id name address state }\n      choices { id name }\n      runs(first: 8) {\n        id period state reason says isOverdue asOf\n        missing { centreId name(language: $language) why }\n        files { name format path }\n        deliveries { name address state says changedAt }\n        revisions { kpi unit row sent now at toldIn }\n      }\n    }\n  }\n": types.ReportsDocument,
    "\n  mutation SubscribeReport($input: ReportSubscriptionInput!) { subscribe(input: $input) { id } }\n": types.SubscribeReportDocument,
    "\n  mutation AddRecipient($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id } }\n": types.AddRecipientDocument,
    "\n  mutation RemoveRecipient($id: ID!) { removeReportRecipient(id: $id) }\n": types.RemoveRecipientDocument,
    "\n  mutation RunReport($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id } }\n": types.RunReportDocument,
    "\n  mutation StopReport($id: ID!) { stopSubscription(id: $id) }\n": types.StopReportDocument,
    "\n  mutation TakeOverReport($id: ID!) { takeOverSubscription(id: $id) { id } }\n": types.TakeOverReportDocument,
    "\n  fragment BookParts on RuleBook {\n    revision yaml\n    rules { id name(language: $language) version severity watch each appliedAt appliedBy }\n  }\n": types.BookPartsFragmentDoc,
    "\n  query RuleBook($language: Language!) {\n    ruleBook { __typename ... on RuleBook { ...BookParts } ... on NotAllowed { message } }\n  }\n": types.RuleBookDocument,
    "\n  query RuleVersions($id: ID!) {\n    ruleVersions(id: $id) {\n      __typename\n      ... on RuleVersions { versions { version appliedAt appliedBy yaml } }\n      ... on NotAllowed { message }\n    }\n  }\n": types.RuleVersionsDocument,
    "\n  query CheckRules($yaml: String!) {\n    checkRules(yaml: $yaml) {\n      __typename\n      ... on RulesChecked { faults { line column message } }\n      ... on NotAllowed { message }\n    }\n  }\n": types.CheckRulesDocument,
    "\n  mutation SaveRules($yaml: String!, $revision: String!, $language: Language!) {\n    saveRules(yaml: $yaml, revision: $revision) {\n      __typename\n      ... on RulesSaved { added changed removed book { ...BookParts } }\n      ... on RulesFaulty { faults { line column message } }\n      ... on RulesOutdated { message }\n      ... on NotAllowed { message }\n    }\n  }\n": types.SaveRulesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AlertParts on Alert {\n    id ruleId name(language: $language) severity identity regionId centreId serviceId agencyId\n    condition conditionSince signal signalReason value threshold watch episode firedAt clearedAt closedAt\n    acknowledgedBy acknowledgedAt acknowledgedUntil assignedTo suppressedBy\n  }\n"): typeof import('./graphql').AlertPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AlertFeed($language: Language!) {\n    alertList { seq serverTime alerts { ...AlertParts } }\n  }\n"): typeof import('./graphql').AlertFeedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ClosedAlerts($language: Language!, $before: Millis, $first: Int!) {\n    alerts(list: closed, before: $before, first: $first) { ...AlertParts }\n  }\n"): typeof import('./graphql').ClosedAlertsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AlertPage($id: ID!, $language: Language!) {\n    alert(id: $id) { alert { ...AlertParts advice(language: $language) } timeline { id at kind actor detail } }\n  }\n"): typeof import('./graphql').AlertPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AnswerAlertParts on AlertResult {\n    __typename\n    ... on AlertChanged { alert { ...AlertParts } }\n    ... on AlertRefused { code message current { ...AlertParts } }\n  }\n"): typeof import('./graphql').AnswerAlertPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcknowledgeAlert($id: ID!, $episode: Int!, $minutes: Int!, $language: Language!) {\n    answer: acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) { ...AnswerAlertParts }\n  }\n"): typeof import('./graphql').AcknowledgeAlertDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CommentAlert($id: ID!, $text: String!, $language: Language!) {\n    answer: commentAlert(id: $id, text: $text) { ...AnswerAlertParts }\n  }\n"): typeof import('./graphql').CommentAlertDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AssignAlert($id: ID!, $to: String, $language: Language!) {\n    answer: assignAlert(id: $id, to: $to) { ...AnswerAlertParts }\n  }\n"): typeof import('./graphql').AssignAlertDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MakeSilence($input: SilenceInput!) {\n    makeSilence(input: $input) {\n      __typename\n      ... on SilenceChanged { silence { ...SilenceParts } }\n      ... on AlertRefused { message }\n    }\n  }\n"): typeof import('./graphql').MakeSilenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SilenceParts on Silence { id kind ruleId regionId centreId serviceId agencyId from to reason madeBy }\n"): typeof import('./graphql').SilencePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Silences { silences { ...SilenceParts } }\n"): typeof import('./graphql').SilencesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSilence($id: ID!) {\n    endSilence(id: $id) { __typename ... on AlertRefused { message } }\n  }\n"): typeof import('./graphql').EndSilenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AlertLoad($scope: ScopeInput, $from: String!, $to: String!, $language: Language!) {\n    alertLoad(scope: $scope, from: $from, to: $to) {\n      from to knownFrom knownTo stepHours fired paged people perPersonHour unacknowledged\n      toAcknowledge { n median p90 longest } toResolve { n median p90 longest }\n      steps { at fired paged people perPersonHour }\n      sources { ...SourceParts } chatter { ...SourceParts }\n      persons { supervisorId name role pages hours busiestHour }\n    }\n  }\n"): typeof import('./graphql').AlertLoadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SourceParts on AlertSource {\n    ruleId name(language: $language) severity identity centreId serviceId agencyId fired share acknowledged\n    medianSeconds\n  }\n"): typeof import('./graphql').SourcePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Notices { notices(first: 20) { id kind severity subject paragraphs alertIds to madeAt shownAt } }\n"): typeof import('./graphql').NoticesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoticesShown($ids: [ID!]!) { noticesShown(ids: $ids) }\n"): typeof import('./graphql').NoticesShownDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) {\n      at issued served abandoned waitMean { value n d }\n    }\n  }\n"): typeof import('./graphql').TrendDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n    }\n  }\n"): typeof import('./graphql').KpisDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles hasAccount isAdministrator scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n"): typeof import('./graphql').CatalogueDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SignedIn { viewer { name role scopeId } }\n"): typeof import('./graphql').SignedInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }\n"): typeof import('./graphql').BackfillProgressDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CentreInside($id: ID!, $language: Language!) {\n    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }\n  }\n"): typeof import('./graphql').CentreInsideDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark goneCentreIds\n        changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n"): typeof import('./graphql').NetworkLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot {\n        seq serverTime watermark buildId\n        figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveDelta {\n        seq serverTime watermark\n        changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }\n      }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n"): typeof import('./graphql').ScopeLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday\n    servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n  }\n"): typeof import('./graphql').FiguresPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n"): typeof import('./graphql').RegionPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds freshness freshnessSince isOpen expectedOpen powerDown\n    upstreamDownAgencyIds waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal\n    staffLoggedIn severity\n    lastHour {\n      minutes served\n      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }\n    }\n    troubles { kind severity subjectId since value limit }\n  }\n"): typeof import('./graphql').StatusPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n"): typeof import('./graphql').InsidePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnAccount {\n    ownAccount {\n      userName name role hasPassword hasSecondFactor recoveryCodesLeft\n      sessions { id way startedAt seenAt expiresAt address browser isThis }\n    }\n  }\n"): typeof import('./graphql').OwnAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($current: String!, $next: String!) { changePassword(current: $current, next: $next) }\n"): typeof import('./graphql').ChangePasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginSecondFactor { beginSecondFactor { secret address } }\n"): typeof import('./graphql').BeginSecondFactorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmSecondFactor($code: String!) { confirmSecondFactor(code: $code) }\n"): typeof import('./graphql').ConfirmSecondFactorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSecondFactor($password: String!) { endSecondFactor(password: $password) }\n"): typeof import('./graphql').EndSecondFactorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSession($id: ID!) { endSession(id: $id) }\n"): typeof import('./graphql').EndSessionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Accounts {\n    accounts {\n      id userName name role regionId centreId agencyId seesStaff hasSecondFactor hasFirstPassword isProvided\n      lockedUntil disabledAt lastSeenAt\n    }\n  }\n"): typeof import('./graphql').AccountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddAccount($userName: String!, $name: String!, $right: AccountRightInput!) {\n    addAccount(userName: $userName, name: $name, right: $right) { firstPassword account { id name userName } }\n  }\n"): typeof import('./graphql').AddAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeAccountRight($id: ID!, $right: AccountRightInput!) {\n    changeAccountRight(id: $id, right: $right) { account { id } }\n  }\n"): typeof import('./graphql').ChangeAccountRightDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($id: ID!) { resetPassword(id: $id) { firstPassword account { id name userName } } }\n"): typeof import('./graphql').ResetPasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DisableAccount($id: ID!) { disableAccount(id: $id) { account { id } } }\n"): typeof import('./graphql').DisableAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EnableAccount($id: ID!) { enableAccount(id: $id) { account { id } } }\n"): typeof import('./graphql').EnableAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query KpiCatalogue($language: Language!) {\n    kpiCatalogue {\n      id version unit clock group direction target name(language: $language) definition(language: $language)\n    }\n  }\n"): typeof import('./graphql').KpiCatalogueDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Analyse($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) {\n      kpis { id version unit clock group direction target name(language: $language) definition(language: $language) }\n      rows { ...AnalyseRow }\n      totals { ...AnalyseRow }\n      notes { code text(language: $language) } from to comparedFrom comparedTo timeZone asOf questionHash\n    }\n  }\n  fragment AnalyseRow on KpiRow {\n    group { key value label(language: $language) }\n    values {\n      id value n d complete errorBound noData suppressed distribution\n      bins { from to n }\n      interval { low high }\n      compared { value n d noData suppressed difference }\n    }\n  }\n"): typeof import('./graphql').AnalyseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SeenValues($request: KpiRequest!, $language: Language!) {\n    kpis(request: $request) { rows { group { key value label(language: $language) } } }\n  }\n"): typeof import('./graphql').SeenValuesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SavedViews($language: Language!) {\n    savedViews {\n      ...SavedViewParts\n    }\n  }\n  fragment SavedViewParts on SavedView {\n    id version name(language: $language) owner audience isBuiltIn mayChange question chart\n  }\n"): typeof import('./graphql').SavedViewsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveView($input: SavedViewInput!) { saveView(input: $input) { id version } }\n"): typeof import('./graphql').SaveViewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteView($id: ID!) { deleteView(id: $id) }\n"): typeof import('./graphql').DeleteViewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExpectedAppointments($centreId: ID!) {\n    expectedAppointments(centreId: $centreId) {\n      asOf until slots { serviceId slotAt expected arrived } hours { at booked arrived }\n    }\n  }\n"): typeof import('./graphql').ExpectedAppointmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DirectiveParts on Directive {\n    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote\n    timeline { at kind actor via note counts }\n  }\n"): typeof import('./graphql').DirectivePartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Directives($filter: DirectiveFilter!, $first: Int!) {\n    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }\n  }\n"): typeof import('./graphql').DirectivesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendDirective($directive: DirectiveInput!) {\n    sendDirective(directive: $directive) {\n      __typename\n      ... on DirectiveSent { directive { ...DirectiveParts } }\n      ... on InvalidDirective { faults { field message } }\n      ... on NotAllowed { message }\n      ... on UnknownCentre { message }\n    }\n  }\n"): typeof import('./graphql').SendDirectiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AnswerParts on AnswerDirectiveResult {\n    __typename\n    ... on DirectiveAnswered { directive { ...DirectiveParts } }\n    ... on DirectiveOver { message directive { ...DirectiveParts } }\n    ... on InvalidDirective { faults { field message } }\n    ... on NotAllowed { message }\n    ... on UnknownDirective { message }\n  }\n"): typeof import('./graphql').AnswerPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcknowledgeDirective($id: ID!) {\n    answer: acknowledgeDirective(id: $id) { ...AnswerParts }\n  }\n"): typeof import('./graphql').AcknowledgeDirectiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CompleteDirective($id: ID!, $note: String!) {\n    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }\n  }\n"): typeof import('./graphql').CompleteDirectiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RefuseDirective($id: ID!, $reason: String!) {\n    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }\n  }\n"): typeof import('./graphql').RefuseDirectiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Reports($language: Language!) {\n    savedViews { id name(language: $language) }\n    reportSubscriptions {\n      id name template viewId cadence wallTime timeZone language runsAs scopeKind scopeId rightEndsAt nextDueAt\n      stoppedAt stoppedBy stoppedWhy mayChange\n      recipients { id name address state }\n      choices { id name }\n      runs(first: 8) {\n        id period state reason says isOverdue asOf\n        missing { centreId name(language: $language) why }\n        files { name format path }\n        deliveries { name address state says changedAt }\n        revisions { kpi unit row sent now at toldIn }\n      }\n    }\n  }\n"): typeof import('./graphql').ReportsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SubscribeReport($input: ReportSubscriptionInput!) { subscribe(input: $input) { id } }\n"): typeof import('./graphql').SubscribeReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddRecipient($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id } }\n"): typeof import('./graphql').AddRecipientDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveRecipient($id: ID!) { removeReportRecipient(id: $id) }\n"): typeof import('./graphql').RemoveRecipientDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RunReport($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id } }\n"): typeof import('./graphql').RunReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StopReport($id: ID!) { stopSubscription(id: $id) }\n"): typeof import('./graphql').StopReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TakeOverReport($id: ID!) { takeOverSubscription(id: $id) { id } }\n"): typeof import('./graphql').TakeOverReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BookParts on RuleBook {\n    revision yaml\n    rules { id name(language: $language) version severity watch each appliedAt appliedBy }\n  }\n"): typeof import('./graphql').BookPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RuleBook($language: Language!) {\n    ruleBook { __typename ... on RuleBook { ...BookParts } ... on NotAllowed { message } }\n  }\n"): typeof import('./graphql').RuleBookDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RuleVersions($id: ID!) {\n    ruleVersions(id: $id) {\n      __typename\n      ... on RuleVersions { versions { version appliedAt appliedBy yaml } }\n      ... on NotAllowed { message }\n    }\n  }\n"): typeof import('./graphql').RuleVersionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CheckRules($yaml: String!) {\n    checkRules(yaml: $yaml) {\n      __typename\n      ... on RulesChecked { faults { line column message } }\n      ... on NotAllowed { message }\n    }\n  }\n"): typeof import('./graphql').CheckRulesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveRules($yaml: String!, $revision: String!, $language: Language!) {\n    saveRules(yaml: $yaml, revision: $revision) {\n      __typename\n      ... on RulesSaved { added changed removed book { ...BookParts } }\n      ... on RulesFaulty { faults { line column message } }\n      ... on RulesOutdated { message }\n      ... on NotAllowed { message }\n    }\n  }\n"): typeof import('./graphql').SaveRulesDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
