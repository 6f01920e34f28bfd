import { graphql } from '../../gql/index';

/**
 * The network's description, in the reader's language; without desks, so that it stays small for thousands of
 * centres.
 */
export const CATALOGUE = graphql(`
  query Catalogue($language: Language!) {
    network { id name(language: $language) timeZone serviceLevelTarget satisfactionTarget }
    viewer { name role mayTryRoles hasAccount isAdministrator scopeKind scopeId }
    regions {
      id name(language: $language) tileRow tileColumn tileLabel
      centres { id name(language: $language) kind latitude longitude timeZone }
    }
    services { id name(language: $language) targetSeconds agency { id } }
    agencies { id name(language: $language) }
  }
`);

/** Who is signed in. */
export const VIEWER = graphql(`
  query SignedIn { viewer { name role scopeId } }
`);

/** How far the agents are with sending their history. */
export const BACKFILL = graphql(`
  query BackfillProgress { network { id backfill { pendingEvents appliedEvents share } } }
`);

/** One centre's inside: its desks, by name. */
export const CENTRE_INSIDE = graphql(`
  query CentreInside($id: ID!, $language: Language!) {
    centre(id: $id) { id services { id } desks { id name(language: $language) services { id } } }
  }
`);
