import { createServer } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';

/** A person of the login server. */
export interface LoginPerson {
  readonly sub: string;
  readonly preferred_username?: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface LoginServer {
  readonly issuer: string;
  /** The person who is at the keyboard; it signs in without typing. */
  person: LoginPerson;
  stop(): Promise<void>;
}

/** Starts a real OpenID provider on loopback, whose only client is Mnara at `mnara`, with PKCE and a secret. */
export async function startLoginServer(mnara: string, secret: string): Promise<LoginServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const shared: LoginServer = {
    issuer,
    person: { sub: 'nobody', name: 'Nobody', groups: [] },
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  const provider = new Provider(issuer, configurationOf(mnara, secret, shared));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const login = { login: { accountId: shared.person.sub } };
    void provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
  });
  return shared;
}

const configurationOf = (mnara: string, secret: string, shared: LoginServer): Configuration => ({
  clients: [
    {
      client_id: 'mnara',
      client_secret: secret,
      redirect_uris: [`${mnara}/session/provider/back`],
      post_logout_redirect_uris: [`${mnara}/sign-in`],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
  cookies: { keys: ['a key of the tests'] },
  ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ ...shared.person, sub: accountId }) }),
  // Everybody agrees to everything.
  loadExistingGrant: async (context) => {
    const { client, session, provider } = context.oidc;
    if (client === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile groups');
    await grant.save();
    return grant;
  },
});
