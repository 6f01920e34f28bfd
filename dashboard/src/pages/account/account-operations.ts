import { graphql } from '../../gql';
import type { OwnAccountQuery } from '../../gql/graphql';

/** The own account, as the server describes it. */
export type Own = NonNullable<OwnAccountQuery['ownAccount']>;

/** The own account and its sessions. */
export const OWN_ACCOUNT = graphql(`
  query OwnAccount {
    ownAccount {
      userName name role hasPassword hasSecondFactor recoveryCodesLeft
      sessions { id way startedAt seenAt expiresAt address browser isThis }
    }
  }
`);

export const CHANGE_PASSWORD = graphql(`
  mutation ChangePassword($current: String!, $next: String!) { changePassword(current: $current, next: $next) }
`);

export const BEGIN_SECOND_FACTOR = graphql(`
  mutation BeginSecondFactor { beginSecondFactor { secret address } }
`);

export const CONFIRM_SECOND_FACTOR = graphql(`
  mutation ConfirmSecondFactor($code: String!) { confirmSecondFactor(code: $code) }
`);

export const END_SECOND_FACTOR = graphql(`
  mutation EndSecondFactor($password: String!) { endSecondFactor(password: $password) }
`);

export const END_SESSION = graphql(`
  mutation EndSession($id: ID!) { endSession(id: $id) }
`);
