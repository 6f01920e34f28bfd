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
    "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n": typeof types.CatalogueDocument,
    "\n  query SignedIn { viewer { name role scopeId } }\n": typeof types.SignedInDocument,
    "\n  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }\n": typeof types.BackfillProgressDocument,
    "\n  query CentreInside($id: ID!, $language: Language!) {\n    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }\n  }\n": typeof types.CentreInsideDocument,
    "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) { at issued served abandoned waitMean { value n d } }\n  }\n": typeof types.TrendDocument,
    "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n      notes\n    }\n  }\n": typeof types.KpisDocument,
    "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } goneCentreIds }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": typeof types.NetworkLiveDocument,
    "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": typeof types.ScopeLiveDocument,
    "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n  }\n": typeof types.FiguresPartsFragmentDoc,
    "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n": typeof types.RegionPartsFragmentDoc,
    "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds isSilent isOpen expectedOpen powerDown upstreamDownAgencyIds\n    waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn severity\n    lastHour { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n    troubles { kind severity subjectId since value limit }\n  }\n": typeof types.StatusPartsFragmentDoc,
    "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n": typeof types.InsidePartsFragmentDoc,
    "\n  fragment DirectiveParts on Directive {\n    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote\n    timeline { at kind actor via note counts }\n  }\n": typeof types.DirectivePartsFragmentDoc,
    "\n  query Directives($filter: DirectiveFilter!, $first: Int!) {\n    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }\n  }\n": typeof types.DirectivesDocument,
    "\n  mutation SendDirective($directive: DirectiveInput!) {\n    sendDirective(directive: $directive) {\n      __typename\n      ... on DirectiveSent { directive { ...DirectiveParts } }\n      ... on InvalidDirective { faults { field message } }\n      ... on NotAllowed { message }\n      ... on UnknownCentre { message }\n    }\n  }\n": typeof types.SendDirectiveDocument,
    "\n  fragment AnswerParts on AnswerDirectiveResult {\n    __typename\n    ... on DirectiveAnswered { directive { ...DirectiveParts } }\n    ... on DirectiveOver { message directive { ...DirectiveParts } }\n    ... on InvalidDirective { faults { field message } }\n    ... on NotAllowed { message }\n    ... on UnknownDirective { message }\n  }\n": typeof types.AnswerPartsFragmentDoc,
    "\n  mutation AcknowledgeDirective($id: ID!) {\n    answer: acknowledgeDirective(id: $id) { ...AnswerParts }\n  }\n": typeof types.AcknowledgeDirectiveDocument,
    "\n  mutation CompleteDirective($id: ID!, $note: String!) {\n    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }\n  }\n": typeof types.CompleteDirectiveDocument,
    "\n  mutation RefuseDirective($id: ID!, $reason: String!) {\n    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }\n  }\n": typeof types.RefuseDirectiveDocument,
};
const documents: Documents = {
    "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n": types.CatalogueDocument,
    "\n  query SignedIn { viewer { name role scopeId } }\n": types.SignedInDocument,
    "\n  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }\n": types.BackfillProgressDocument,
    "\n  query CentreInside($id: ID!, $language: Language!) {\n    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }\n  }\n": types.CentreInsideDocument,
    "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) { at issued served abandoned waitMean { value n d } }\n  }\n": types.TrendDocument,
    "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n      notes\n    }\n  }\n": types.KpisDocument,
    "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } goneCentreIds }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": types.NetworkLiveDocument,
    "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n": types.ScopeLiveDocument,
    "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n  }\n": types.FiguresPartsFragmentDoc,
    "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n": types.RegionPartsFragmentDoc,
    "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds isSilent isOpen expectedOpen powerDown upstreamDownAgencyIds\n    waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn severity\n    lastHour { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n    troubles { kind severity subjectId since value limit }\n  }\n": types.StatusPartsFragmentDoc,
    "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n": types.InsidePartsFragmentDoc,
    "\n  fragment DirectiveParts on Directive {\n    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote\n    timeline { at kind actor via note counts }\n  }\n": types.DirectivePartsFragmentDoc,
    "\n  query Directives($filter: DirectiveFilter!, $first: Int!) {\n    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }\n  }\n": types.DirectivesDocument,
    "\n  mutation SendDirective($directive: DirectiveInput!) {\n    sendDirective(directive: $directive) {\n      __typename\n      ... on DirectiveSent { directive { ...DirectiveParts } }\n      ... on InvalidDirective { faults { field message } }\n      ... on NotAllowed { message }\n      ... on UnknownCentre { message }\n    }\n  }\n": types.SendDirectiveDocument,
    "\n  fragment AnswerParts on AnswerDirectiveResult {\n    __typename\n    ... on DirectiveAnswered { directive { ...DirectiveParts } }\n    ... on DirectiveOver { message directive { ...DirectiveParts } }\n    ... on InvalidDirective { faults { field message } }\n    ... on NotAllowed { message }\n    ... on UnknownDirective { message }\n  }\n": types.AnswerPartsFragmentDoc,
    "\n  mutation AcknowledgeDirective($id: ID!) {\n    answer: acknowledgeDirective(id: $id) { ...AnswerParts }\n  }\n": types.AcknowledgeDirectiveDocument,
    "\n  mutation CompleteDirective($id: ID!, $note: String!) {\n    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }\n  }\n": types.CompleteDirectiveDocument,
    "\n  mutation RefuseDirective($id: ID!, $reason: String!) {\n    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }\n  }\n": types.RefuseDirectiveDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Catalogue($language: Language!) {\n    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }\n    viewer { name role mayTryRoles scopeKind scopeId }\n    regions {\n      id name(language: $language) tileRow tileColumn tileLabel\n      centres { id name(language: $language) kind latitude longitude timeZone }\n    }\n    services { id name(language: $language) targetSeconds agency { id } }\n    agencies { id name(language: $language) }\n  }\n"): typeof import('./graphql').CatalogueDocument;
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
export function graphql(source: "\n  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {\n    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) { at issued served abandoned waitMean { value n d } }\n  }\n"): typeof import('./graphql').TrendDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Kpis($request: KpiRequest!) {\n    kpis(request: $request) {\n      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }\n      notes\n    }\n  }\n"): typeof import('./graphql').KpisDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription NetworkLive($centresAtMost: Int!) {\n    live(centresAtMost: $centresAtMost) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts } goneCentreIds }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n"): typeof import('./graphql').NetworkLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ScopeLive($scope: ScopeInput!) {\n    live(scope: $scope) {\n      __typename\n      ... on LiveSnapshot { seq serverTime watermark buildId figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveDelta { seq serverTime watermark changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts } }\n      ... on LiveHeartbeat { seq serverTime watermark buildId }\n    }\n  }\n"): typeof import('./graphql').ScopeLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FiguresParts on ScopeFigures {\n    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn\n    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday servedUsualThisHour\n    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday\n    windows { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n  }\n"): typeof import('./graphql').FiguresPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RegionParts on RegionStatus {\n    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed\n  }\n"): typeof import('./graphql').RegionPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusParts on CentreStatus {\n    centreId dataAsOf lastEventAt heartbeatSeconds isSilent isOpen expectedOpen powerDown upstreamDownAgencyIds\n    waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn severity\n    lastHour { minutes served waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d } }\n    troubles { kind severity subjectId since value limit }\n  }\n"): typeof import('./graphql').StatusPartsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment InsideParts on CentreStatus {\n    queues { serviceId waiting longestWaitSince meanWaitingSince serving }\n    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }\n  }\n"): typeof import('./graphql').InsidePartsFragmentDoc;
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


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
