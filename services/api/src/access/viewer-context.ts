import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { tokenOf } from '#administration/access/credentials.js';
import type { SessionTokens } from '#administration/access/session-tokens.js';
import type { Viewer } from '#domain/access/viewer.js';

/** The viewer who sends the request. @throws GraphQLError UNAUTHENTICATED (HTTP 401) without a valid session */
export async function viewerOf(request: IncomingMessage, tokens: SessionTokens, now: number): Promise<Viewer> {
  const token = tokenOf(request.headers);
  const viewer = token === undefined ? undefined : await tokens.verify(token, now);
  if (viewer !== undefined) return viewer;
  const message =
    token === undefined
      ? 'You are not signed in; sign in with POST /session, or send a token in the Authorization header.'
      : 'The session has ended or belongs to another server; sign in again with POST /session.';
  throw new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}

/** Aborted when the client leaves before it has the whole answer. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('The client has left.'));
  });
  return gone.signal;
}
