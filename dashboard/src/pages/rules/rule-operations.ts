import { graphql } from '../../gql';

graphql(`
  fragment BookParts on RuleBook {
    revision yaml
    rules { id name(language: $language) version severity watch each appliedAt appliedBy }
  }
`);

/** The rules that hold. */
export const RULE_BOOK = graphql(`
  query RuleBook($language: Language!) {
    ruleBook { __typename ... on RuleBook { ...BookParts } ... on NotAllowed { message } }
  }
`);

/** What one rule was. */
export const RULE_VERSIONS = graphql(`
  query RuleVersions($id: ID!) {
    ruleVersions(id: $id) {
      __typename
      ... on RuleVersions { versions { version appliedAt appliedBy yaml } }
      ... on NotAllowed { message }
    }
  }
`);

/** Looks for faults and changes nothing. */
export const CHECK_RULES = graphql(`
  query CheckRules($yaml: String!) {
    checkRules(yaml: $yaml) {
      __typename
      ... on RulesChecked { faults { line column message } }
      ... on NotAllowed { message }
    }
  }
`);

/** Makes a file the rules that hold. */
export const SAVE_RULES = graphql(`
  mutation SaveRules($yaml: String!, $revision: String!, $language: Language!) {
    saveRules(yaml: $yaml, revision: $revision) {
      __typename
      ... on RulesSaved { added changed removed book { ...BookParts } }
      ... on RulesFaulty { faults { line column message } }
      ... on RulesOutdated { message }
      ... on NotAllowed { message }
    }
  }
`);
