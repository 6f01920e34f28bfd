import * as oidc from 'openid-client';
import { canonicalName, canonicalUserName } from '#domain/access/account.js';
import { isLoopback } from '#platform/process/loopback.js';
import type { GroupRight, ProviderConfig } from './provider-config.js';

/** What a sign-in must bring back; kept in the browser until then, signed. */
export interface PendingSignIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** A person as the provider describes them. */
export interface ProvidedPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly userName: string;
  readonly name: string;
  /** Undefined: none of the person's groups has a right here. */
  readonly right: GroupRight | undefined;
}

/** The provider could not be reached, or what it sent cannot be accepted. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code = 'provider';
}

/** The ministry's identity provider: OpenID Connect with discovery, the code flow and PKCE. */
export class IdentityProvider {
  #found: Promise<oidc.Configuration> | undefined;

  constructor(readonly config: ProviderConfig) {}

  /** Where the browser goes to sign in. @throws ProviderError */
  async begin(redirectUri: string): Promise<{ readonly url: URL; readonly pending: PendingSignIn }> {
    const found = await this.#configuration();
    const pending = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
    };
    const url = oidc.buildAuthorizationUrl(found, {
      redirect_uri: redirectUri,
      scope: this.config.scopes,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { url, pending };
  }

  /** The person who comes back; the code is exchanged and the ID token checked. @throws ProviderError */
  async finish(back: URL, { verifier, state, nonce }: PendingSignIn): Promise<ProvidedPerson> {
    const found = await this.#configuration();
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
    const claims = await said(async () => {
      const tokens = await oidc.authorizationCodeGrant(found, back, checks);
      const identity = tokens.claims();
      if (identity === undefined) throw new Error('it sent no ID token');
      const userInfo = found.serverMetadata().userinfo_endpoint;
      return userInfo === undefined
        ? identity
        : { ...identity, ...(await oidc.fetchUserInfo(found, tokens.access_token, identity.sub)) };
    });
    return personOf(claims, found.serverMetadata().issuer, this.config);
  }

  /** Where the browser signs out of the provider; undefined: the provider has no such address. @throws ProviderError */
  async endUrl(returnTo: string): Promise<URL | undefined> {
    const found = await this.#configuration();
    if (found.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(found, { post_logout_redirect_uri: returnTo });
  }

  /** Reads the provider's description once; a failure is forgotten, so that the next sign-in tries again. */
  #configuration(): Promise<oidc.Configuration> {
    this.#found ??= said(() => discover(this.config)).catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }
}

function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  // Plain HTTP only to this machine itself: everywhere else the token would travel in the open.
  const isOwn = address.protocol === 'http:' && isLoopback(address.hostname);
  const execute = isOwn ? [oidc.allowInsecureRequests] : [];
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(address, clientId, undefined, authentication, { execute, timeout: 10 });
}

async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProviderError(`The identity provider did not sign anyone in: ${reason}`, { cause });
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function personOf(
  claims: Readonly<Record<string, unknown>> & { sub: string },
  issuer: string,
  config: ProviderConfig,
): ProvidedPerson {
  const userName =
    canonicalUserName(textOf(claims['preferred_username']) ?? '') ?? canonicalUserName(textOf(claims['email']) ?? '');
  const name = canonicalName(textOf(claims['name']) ?? '') ?? userName;
  if (userName === undefined || name === undefined)
    throw new ProviderError(
      'The identity provider sent no usable preferred_username or email; add one of them to the scopes of this client.',
    );
  const listed = claims[config.groupsClaim];
  const groups = new Set(Array.isArray(listed) ? listed.map(String) : listed === undefined ? [] : [String(listed)]);
  const right = config.rights.find(({ group }) => groups.has(group));
  return { issuer, subject: claims.sub, userName, name, right };
}
