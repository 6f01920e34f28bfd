import { graphql } from '../../gql';

/** A password that was just made; the server does not show it again. */
export interface FirstPassword {
  readonly name: string;
  readonly userName: string;
  readonly password: string;
}

/** Everybody who may sign in. */
export const ACCOUNTS = graphql(`
  query Accounts {
    accounts {
      id userName name role regionId centreId agencyId seesStaff hasSecondFactor hasFirstPassword isProvided
      lockedUntil disabledAt lastSeenAt
    }
  }
`);

export const ADD_ACCOUNT = graphql(`
  mutation AddAccount($userName: String!, $name: String!, $right: AccountRightInput!) {
    addAccount(userName: $userName, name: $name, right: $right) { firstPassword account { id name userName } }
  }
`);

export const CHANGE_ACCOUNT_RIGHT = graphql(`
  mutation ChangeAccountRight($id: ID!, $right: AccountRightInput!) {
    changeAccountRight(id: $id, right: $right) { account { id } }
  }
`);

export const RESET_PASSWORD = graphql(`
  mutation ResetPassword($id: ID!) { resetPassword(id: $id) { firstPassword account { id name userName } } }
`);

export const DISABLE_ACCOUNT = graphql(`
  mutation DisableAccount($id: ID!) { disableAccount(id: $id) { account { id } } }
`);

export const ENABLE_ACCOUNT = graphql(`
  mutation EnableAccount($id: ID!) { enableAccount(id: $id) { account { id } } }
`);
