import { graphql } from '../../gql';
import type { ReportsQuery } from '../../gql/graphql';

/** A report with its recipients and its last runs. */
export type Report = ReportsQuery['reportSubscriptions'][number];
/** One period of a report. */
export type Run = Report['runs'][number];

/** Who gets which report, and how the last runs ended. */
export const REPORTS = graphql(`
  query Reports($language: Language!) {
    savedViews { id name(language: $language) }
    reportSubscriptions {
      id name template viewId cadence wallTime timeZone language runsAs scopeKind scopeId rightEndsAt nextDueAt
      stoppedAt stoppedBy stoppedWhy mayChange
      recipients { id name address state }
      choices { id name }
      runs(first: 8) {
        id period state reason says isOverdue asOf
        missing { centreId name(language: $language) why }
        files { name format path }
        deliveries { name address state says changedAt }
        revisions { kpi unit row sent now at toldIn }
      }
    }
  }
`);

export const SUBSCRIBE = graphql(`
  mutation SubscribeReport($input: ReportSubscriptionInput!) { subscribe(input: $input) { id } }
`);

export const ADD_RECIPIENT = graphql(`
  mutation AddRecipient($input: ReportRecipientInput!) { addReportRecipient(input: $input) { id } }
`);

export const REMOVE_RECIPIENT = graphql(`
  mutation RemoveRecipient($id: ID!) { removeReportRecipient(id: $id) }
`);

export const RUN_REPORT = graphql(`
  mutation RunReport($id: ID!, $period: String) { runReport(subscriptionId: $id, period: $period) { id } }
`);

export const STOP_REPORT = graphql(`
  mutation StopReport($id: ID!) { stopSubscription(id: $id) }
`);

export const TAKE_OVER_REPORT = graphql(`
  mutation TakeOverReport($id: ID!) { takeOverSubscription(id: $id) { id } }
`);
