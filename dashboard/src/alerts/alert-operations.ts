import { graphql } from '../gql';

/** What every screen shows of an alert. */
graphql(`
  fragment AlertParts on Alert {
    id ruleId name(language: $language) severity identity regionId centreId serviceId agencyId
    condition conditionSince signal signalReason value threshold watch episode firedAt clearedAt closedAt
    acknowledgedBy acknowledgedAt acknowledgedUntil assignedTo suppressedBy
  }
`);

/** The open alerts, whenever one changes. */
export const ALERT_LIST = graphql(`
  subscription AlertFeed($language: Language!) {
    alertList { seq serverTime alerts { ...AlertParts } }
  }
`);

/** The closed alerts, newest first. */
export const CLOSED_ALERTS = graphql(`
  query ClosedAlerts($language: Language!, $before: Millis, $first: Int!) {
    alerts(list: closed, before: $before, first: $first) { ...AlertParts }
  }
`);

/** One alert with its timeline. */
export const ALERT_PAGE = graphql(`
  query AlertPage($id: ID!, $language: Language!) {
    alert(id: $id) { alert { ...AlertParts advice(language: $language) } timeline { id at kind actor detail } }
  }
`);

/** What became of a change. */
graphql(`
  fragment AnswerAlertParts on AlertResult {
    __typename
    ... on AlertChanged { alert { ...AlertParts } }
    ... on AlertRefused { code message current { ...AlertParts } }
  }
`);

/** Acknowledges an alert for a time. */
export const ACKNOWLEDGE_ALERT = graphql(`
  mutation AcknowledgeAlert($id: ID!, $episode: Int!, $minutes: Int!, $language: Language!) {
    answer: acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) { ...AnswerAlertParts }
  }
`);

/** Adds a comment. */
export const COMMENT_ALERT = graphql(`
  mutation CommentAlert($id: ID!, $text: String!, $language: Language!) {
    answer: commentAlert(id: $id, text: $text) { ...AnswerAlertParts }
  }
`);

/** Assigns it to somebody; null: to nobody. */
export const ASSIGN_ALERT = graphql(`
  mutation AssignAlert($id: ID!, $to: String, $language: Language!) {
    answer: assignAlert(id: $id, to: $to) { ...AnswerAlertParts }
  }
`);

/** Suppresses the notifications of alerts for a time; they are still shown. */
export const MAKE_SILENCE = graphql(`
  mutation MakeSilence($input: SilenceInput!) {
    makeSilence(input: $input) {
      __typename
      ... on SilenceChanged { silence { ...SilenceParts } }
      ... on AlertRefused { message }
    }
  }
`);

graphql(`
  fragment SilenceParts on Silence { id kind ruleId regionId centreId serviceId agencyId from to reason madeBy }
`);

/** Silences and maintenance windows that are not over. */
export const SILENCES = graphql(`
  query Silences { silences { ...SilenceParts } }
`);

/** Ends one now. */
export const END_SILENCE = graphql(`
  mutation EndSilence($id: ID!) {
    endSilence(id: $id) { __typename ... on AlertRefused { message } }
  }
`);

/** What alerts asked of people in a period. */
export const ALERT_LOAD = graphql(`
  query AlertLoad($scope: ScopeInput, $from: String!, $to: String!, $language: Language!) {
    alertLoad(scope: $scope, from: $from, to: $to) {
      from to knownFrom knownTo stepHours fired paged people perPersonHour unacknowledged
      toAcknowledge { n median p90 longest } toResolve { n median p90 longest }
      steps { at fired paged people perPersonHour }
      sources { ...SourceParts } chatter { ...SourceParts }
      persons { supervisorId name role pages hours busiestHour }
    }
  }
`);

graphql(`
  fragment SourceParts on AlertSource {
    ruleId name(language: $language) severity identity centreId serviceId agencyId fired share acknowledged
    medianSeconds
  }
`);

/** Messages of the dashboard channel to the viewer. */
export const NOTICES = graphql(`
  query Notices { notices(first: 20) { id kind severity subject paragraphs alertIds to madeAt shownAt } }
`);

/** Reports that they are on the screen. */
export const NOTICES_SHOWN = graphql(`
  mutation NoticesShown($ids: [ID!]!) { noticesShown(ids: $ids) }
`);
