import { SessionTokens } from './session-tokens.js';

const ADMINISTRATOR = {
  name: 'administrator',
  scope: { kind: 'network' },
  seesStaff: true,
  isAdministrator: true,
} as const;

/**
 * Creates a token with access to everything.
 * @param seconds how long the token is valid
 * @throws RangeError when the secret is too short
 */
export async function administratorToken(secret: Uint8Array, seconds: number): Promise<string> {
  return (await new SessionTokens(secret).issue(ADMINISTRATOR, seconds, Date.now())).token;
}
