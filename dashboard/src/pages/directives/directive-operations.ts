import { graphql } from '../../gql';

/** What a screen shows of a directive. */
graphql(`
  fragment DirectiveParts on Directive {
    id centreId kind quantity text sentAt sentBy acknowledgeBy dueAt state overdue missed closedAt closingNote
    timeline { at kind actor via note counts }
  }
`);

/** The newest directives of a centre, or of an alert. */
export const DIRECTIVES = graphql(`
  query Directives($filter: DirectiveFilter!, $first: Int!) {
    directives(filter: $filter, first: $first) { hasMore directives { ...DirectiveParts } }
  }
`);

/** Sends an order. */
export const SEND_DIRECTIVE = graphql(`
  mutation SendDirective($directive: DirectiveInput!) {
    sendDirective(directive: $directive) {
      __typename
      ... on DirectiveSent { directive { ...DirectiveParts } }
      ... on InvalidDirective { faults { field message } }
      ... on NotAllowed { message }
      ... on UnknownCentre { message }
    }
  }
`);

/** What became of an answer. */
graphql(`
  fragment AnswerParts on AnswerDirectiveResult {
    __typename
    ... on DirectiveAnswered { directive { ...DirectiveParts } }
    ... on DirectiveOver { message directive { ...DirectiveParts } }
    ... on InvalidDirective { faults { field message } }
    ... on NotAllowed { message }
    ... on UnknownDirective { message }
  }
`);

/** The manager has read it. */
export const ACKNOWLEDGE_DIRECTIVE = graphql(`
  mutation AcknowledgeDirective($id: ID!) {
    answer: acknowledgeDirective(id: $id) { ...AnswerParts }
  }
`);

/** The centre has done it. */
export const COMPLETE_DIRECTIVE = graphql(`
  mutation CompleteDirective($id: ID!, $note: String!) {
    answer: completeDirective(id: $id, note: $note) { ...AnswerParts }
  }
`);

/** The centre does not do it, and says why. */
export const REFUSE_DIRECTIVE = graphql(`
  mutation RefuseDirective($id: ID!, $reason: String!) {
    answer: refuseDirective(id: $id, reason: $reason) { ...AnswerParts }
  }
`);
