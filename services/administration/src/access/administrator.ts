import { ForbiddenException } from '@nestjs/common';
import { bearerToken } from './credentials.js';
import type { SessionTokens } from './session-tokens.js';

/**
 * Checks that the request comes from an administrator. @returns their name. @throws ForbiddenException for all others
 */
export async function admitAdministrator(tokens: SessionTokens, authorization: string | undefined): Promise<string> {
  const token = bearerToken(authorization);
  const viewer = token === undefined ? undefined : await tokens.verify(token, Date.now());
  if (viewer?.isAdministrator === true) return viewer.name;
  throw new ForbiddenException(
    "Only an administrator may do that; run mnara on the server itself with --data, or give an administrator's token.",
  );
}
