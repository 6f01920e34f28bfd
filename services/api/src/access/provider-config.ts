import type { AccountRight } from '#domain/access/account.js';

/** A right that the members of a group of the identity provider have. */
export interface GroupRight extends AccountRight {
  readonly group: string;
}

/** The identity provider (OpenID Connect) of an installation. */
export interface ProviderConfig {
  /** What the button of the sign-in page says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, with PKCE alone. */
  readonly clientSecret?: string;
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  readonly scopes: string;
  /** The first whose group the person belongs to counts. */
  readonly rights: readonly GroupRight[];
  /** Address under which browsers see this server, for the way back; absent: the one that the browser used. */
  readonly publicUrl?: string;
}
